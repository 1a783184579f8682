/** Chooses what to compare with: something known, or a store path that is typed or pasted. */
import {
  For,
  Show,
  createEffect,
  createMemo,
  createResource,
  createSignal,
  on,
  onCleanup,
  type JSX,
} from "solid-js";
import type { Opened, StoreFailure, Subject } from "../../../../workers/index.ts";
import { splitAtStorePaths, shortenStorePath } from "../../result/store-paths.ts";
import { ErrorState, Progress } from "../parts/index.ts";
import { nameOf } from "../subject.ts";
import type { ExplorerUi } from "../types.ts";
import { candidatesFor, isDerivation } from "./candidates.ts";

/** Store paths that are looked through, and candidates that are shown. */
const [mostPaths, mostShown] = [500, 40];

export function ChooseOther(props: {
  ui: ExplorerUi;
  subject: Subject;
  onChoose: (other: Subject) => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  const [fetching, setFetching] = createSignal<string | null>(null);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  let cancel: (() => void) | undefined;
  onCleanup(() => cancel?.());
  const [opened] = createResource(async (): Promise<readonly Opened[]> => {
    const answer = await props.ui.client.opened();
    return answer.type === "ok" ? answer.value : [];
  });
  /** The store path that was typed; null where it is part of a name. */
  const typed = (): string | null => {
    const [piece, more] = splitAtStorePaths(text().trim());
    return more === undefined ? (piece?.path ?? null) : null;
  };
  // While it is typed, not for each letter.
  const [asked, setAsked] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(text, (now) => {
      clearTimeout(timer);
      timer = setTimeout(() => setAsked(now.trim()), 150);
    }),
  );
  onCleanup(() => clearTimeout(timer));
  const [paths] = createResource(
    () => [asked(), isDerivation(props.subject)] as const,
    async ([match, drv]): Promise<string[]> => {
      const answer = await props.ui.client.paths(0, mostPaths, match === "" && drv ? ".drv" : match);
      return answer.type === "ok" ? answer.value.paths.map(({ path }) => path) : [];
    },
  );
  const found = createMemo(() =>
    candidatesFor(props.subject, opened.latest ?? [], paths.latest ?? [], text()),
  );

  const take = async (path: string): Promise<void> => {
    const subject: Subject = { type: "path", path, from: null };
    setFailure(null);
    const there = await props.ui.client.root(subject);
    if (there.type === "ok") return props.onChoose(subject);
    setFetching(path);
    const caches = props.ui.caches().map(({ url, trustedKeys }) => ({ url, trustedKeys: [...trustedKeys] }));
    const job = props.ui.client.open({ source: { type: "subject", subject }, caches }, () => undefined);
    cancel = job.cancel;
    const answer = await job.answer;
    cancel = undefined;
    setFetching(null);
    if (answer.type === "ok") props.onChoose(answer.value.subject);
    else if (answer.type === "failed") setFailure(answer.failure);
  };

  return (
    <form
      class="compare-choose"
      onSubmit={(event) => {
        event.preventDefault();
        const path = typed();
        const [first] = found();
        if (path !== null) void take(path);
        else if (first !== undefined) props.onChoose(first.subject);
      }}
    >
      <label class="compare-label">
        <span>{`Compare ${nameOf(props.subject)} with`}</span>
        <input
          class="field"
          type="text"
          autocomplete="off"
          spellcheck={false}
          placeholder={
            isDerivation(props.subject)
              ? "Part of a name, or /nix/store/….drv"
              : "Part of a name, or /nix/store/…"
          }
          value={text()}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <Show when={typed()}>
        {(path) => (
          <button type="submit" class="button primary" disabled={fetching() !== null}>
            {`Compare with ${shortenStorePath(path())}`}
          </button>
        )}
      </Show>
      <Show when={fetching()}>
        {(path) => (
          <Progress
            what={`Fetching ${shortenStorePath(path())}`}
            numbers=""
            part={null}
            onCancel={() => cancel?.()}
          />
        )}
      </Show>
      <Show when={failure()}>{(it) => <ErrorState failure={it()} />}</Show>
      <Show
        when={found().length > 0}
        fallback={
          <p class="muted" role="status">
            {paths.loading || opened.loading
              ? "Looking …"
              : isDerivation(props.subject)
                ? "No other derivation is known here. Evaluate or open one, or paste a store path."
                : "No other store path is known here. Open one, or paste it."}
          </p>
        }
      >
        <ul class="compare-candidates" aria-label="To compare with">
          <For each={found().slice(0, mostShown)}>
            {(candidate) => (
              <li>
                <button
                  type="button"
                  class="compare-candidate"
                  title={candidate.subject.type === "path" ? candidate.subject.path : candidate.name}
                  onClick={() => props.onChoose(candidate.subject)}
                >
                  <span class="code">{candidate.name}</span>
                  <span class="muted code">
                    {candidate.subject.type === "path" ? candidate.subject.path.slice(11, 19) : ""}
                  </span>
                  <span class="muted">{candidate.note}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </form>
  );
}
