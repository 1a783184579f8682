/** Dialogs that commands open: what to open, where to go. */
import { Match, Show, Switch, createSignal, type JSX } from "solid-js";
import { Dialog } from "../ui/Dialog.tsx";
import { toByteString } from "./byte-strings.ts";
import { CachesDialog } from "./CachesDialog.tsx";
import { OpenField } from "./OpenField.tsx";
import type { ExplorerState } from "./state.ts";
import { nameOf } from "./subject.ts";

export function Dialogs(props: { state: ExplorerState }): JSX.Element {
  const { state } = props;
  const close = (): void => state.setDialog(null);
  return (
    <Switch>
      <Match when={state.dialog() === "open"}>
        <Dialog title="Open in the explorer" class="explorer-dialog" onClose={close}>
          <div class="dialog-scroll">
            <OpenField state={state} autofocus onOpened={close} />
          </div>
        </Dialog>
      </Match>
      <Match when={state.dialog() === "go"}>
        <GoDialog state={state} onClose={close} />
      </Match>
      <Match when={state.dialog() === "caches"}>
        <CachesDialog caches={state.deps.caches} onClose={close} />
      </Match>
    </Switch>
  );
}

/** Goes to a store path, or to a path in the tree in front. */
function GoDialog(props: { state: ExplorerState; onClose: () => void }): JSX.Element {
  const { state } = props;
  const [text, setText] = createSignal("");
  const [problem, setProblem] = createSignal<string | null>(null);
  const place = state.place();
  const go = async (): Promise<void> => {
    const wanted = text().trim();
    const stored = /^(\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+\-._?=]+)(?:\/(.*))?$/.exec(wanted);
    if (stored !== null) {
      props.onClose();
      state.go({
        subject: { type: "path", path: stored[1]!, from: null },
        ...(stored[2] !== undefined && { view: "files" as const, at: toByteString(stored[2]) }),
      });
      return;
    }
    const standing = state.standing();
    if (place === null || standing.type !== "here" || standing.root === null) {
      setProblem("Nothing is open: only whole store paths can be gone to.");
      return;
    }
    const raw = toByteString(wanted.replace(/^(?:\.?\/)+|\/+$/g, ""));
    const answer = await state.client.at(standing.root.node, raw);
    if (answer.type !== "ok") {
      setProblem(answer.type === "failed" ? answer.failure.message : "Cancelled.");
      return;
    }
    props.onClose();
    state.go({ subject: place.subject, view: "files", at: raw });
  };
  return (
    <Dialog title="Go to path" class="explorer-dialog" onClose={props.onClose}>
      <form
        class="explorer-go dialog-scroll"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <label>
          {place === null ? "Store path" : `Path in ${nameOf(place.subject)}, or a store path`}
          <input
            class="field"
            autofocus
            spellcheck={false}
            autocapitalize="off"
            placeholder={place === null ? "/nix/store/…" : "bin/hello"}
            value={text()}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setProblem(null);
            }}
          />
        </label>
        <Show when={problem()}>
          {(it) => (
            <p class="explorer-form-problem" role="alert">
              {it()}
            </p>
          )}
        </Show>
        <button type="submit" class="button primary">
          Go
        </button>
      </form>
    </Dialog>
  );
}
