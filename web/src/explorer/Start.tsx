/** The explorer with nothing in front: what it is for, how to open something, what was opened. */
import X from "lucide-solid/icons/x";
import { For, Show, createMemo, type JSX } from "solid-js";
import type { Opened } from "../../../workers/index.ts";
import { formatSize } from "../format.ts";
import { dayOf } from "../mounts/words.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { OpenField } from "./OpenField.tsx";
import type { ExplorerState } from "./state.ts";
import { allPaths, firstView, kindOf } from "./subject.ts";

export function Start(props: { state: ExplorerState }): JSX.Element {
  const { state } = props;
  const { deps } = state;
  /** Kept trees by their mounts' names, then those that have none. */
  const trees = createMemo(() => {
    const mounts = deps.mounts().map(({ name, root, source }) => ({ root, name: `<${name}>`, note: source }));
    const mounted = new Set(mounts.map(({ root }) => root));
    const others = deps.trees().filter(({ root }) => !mounted.has(root));
    return [...mounts, ...others.map(({ root, source }) => ({ root, name: source, note: "kept tree" }))];
  });
  return (
    <div class="explorer-start" tabindex="-1">
      <section class="explorer-intro">
        <p>
          Look inside archives, derivations and store paths, without Nix and without a network. Drop or paste
          something here, or open it:
        </p>
        <OpenField state={state} />
        <p class="explorer-hint">
          <code>.drv</code>, <code>.nar</code> (<code>.xz</code>, <code>.zst</code>, <code>.bz2</code>,{" "}
          <code>.gz</code>), <code>.narinfo</code>, <code>.ls</code>, tar, zip,{" "}
          <code>nix-store --export</code>; store paths come from{" "}
          <button type="button" class="link" onClick={() => state.setDialog("caches")}>
            binary caches
          </button>
          , and{" "}
          <button type="button" class="link" onClick={() => state.go({ subject: allPaths })}>
            those that are here
          </button>{" "}
          can be listed.
        </p>
      </section>
      <Show when={state.recent().length > 0}>
        <section aria-labelledby="explorer-recent">
          <h3 id="explorer-recent">Opened before</h3>
          <ul class="explorer-list">
            <For each={state.recent()}>{(opened) => <RecentRow state={state} opened={opened} />}</For>
          </ul>
        </section>
      </Show>
      <Show when={trees().length > 0}>
        <section aria-labelledby="explorer-trees">
          <h3 id="explorer-trees">Mounts and kept trees</h3>
          <ul class="explorer-list">
            <For each={trees()}>
              {(tree) => (
                <li>
                  <button
                    type="button"
                    class="explorer-item"
                    onClick={() => state.openTree(tree.root, tree.name.replace(/^<(.*)>$/, "$1"))}
                  >
                    <span class="explorer-item-name">{tree.name}</span>
                    <span class="explorer-item-note">{tree.note}</span>
                  </button>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </div>
  );
}

function RecentRow(props: { state: ExplorerState; opened: Opened }): JSX.Element {
  const note = (): string => {
    const { origin, time, subject } = props.opened;
    const parts = [origin.format || kindOf(subject, null)];
    if (origin.size !== null) parts.push(formatSize(origin.size));
    return [...parts, dayOf(time)].join(", ");
  };
  return (
    <li>
      <a
        class="explorer-item"
        href={props.state.link({
          subject: props.opened.subject,
          view: firstView(props.opened.subject),
          at: "",
          with: null,
        })}
        title={props.opened.name}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          props.state.go({ subject: props.opened.subject });
        }}
      >
        <span class="explorer-item-name">{props.opened.name}</span>
        <span class="explorer-item-note">{note()}</span>
      </a>
      <IconButton
        label={`Forget ${props.opened.name}`}
        title="Forget: keeps it no longer"
        onClick={() => void props.state.forget(props.opened.subject)}
      >
        <X size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
