/** What one tree takes, and what can be done with it. */
import { For, Show, createSignal, type JSX } from "solid-js";
import type { StorageTree } from "../../../workers/index.ts";
import { Digest, describeTree } from "../mounts/index.ts";
import type { StorageUi } from "./storage-ui.ts";
import { namesOfTree, removalWords, treeWords, type ExportFormat } from "./words.ts";

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: "tar", label: "tar" },
  { format: "zip", label: "zip" },
  { format: "nar", label: "NAR" },
];

export function TreeUse(props: {
  ui: StorageUi;
  use: StorageTree;
  /** Bytes of the largest tree: its bar is as wide as there is room. */
  largest: number;
}): JSX.Element {
  const [shown, setShown] = createSignal<"export" | "remove" | null>(null);
  const toggle = (what: "export" | "remove"): void => void setShown(shown() === what ? null : what);
  const percent = (bytes: number): string => `${(bytes / props.largest) * 100}%`;
  const source = (): string => props.use.tree.source;
  const names = (): string => namesOfTree(props.use.tree, props.ui.store.state()).join(", ");
  let removing: HTMLButtonElement | undefined;
  return (
    <li class="kept">
      <div class="kept-line">
        <strong class="source" title={source()}>
          {source()}
        </strong>
        <code class="kept-names">{names()}</code>
      </div>
      <div class="use-bar" aria-hidden="true">
        <span class="use-own" style={{ width: percent(props.use.own) }} />
        <span class="use-shared" style={{ width: percent(Math.max(0, props.use.stored - props.use.own)) }} />
      </div>
      <p class="import-line">{treeWords(props.use)}</p>
      <p class="store-note">{describeTree(props.use.tree)}</p>
      <div class="kept-line">
        <Digest root={props.use.tree.root} onRefused={props.ui.report} />
        <span class="kept-actions">
          <button
            type="button"
            class="link"
            aria-label={`Export ${source()}`}
            aria-expanded={shown() === "export"}
            onClick={() => toggle("export")}
          >
            Export
          </button>
          <button
            type="button"
            class="link"
            aria-label={`Remove ${source()}`}
            aria-expanded={shown() === "remove"}
            ref={(it) => (removing = it)}
            onClick={() => toggle("remove")}
          >
            Remove
          </button>
        </span>
      </div>
      <Show when={shown() === "export"}>
        <div class="store-actions" role="group" aria-label={`Export ${source()} as`}>
          <For each={formats}>
            {({ format, label }) => (
              <button
                type="button"
                class="button"
                disabled={props.ui.work() !== null}
                onClick={() => {
                  setShown(null);
                  void props.ui.exportTree(props.use.tree, format);
                }}
              >
                {label}
              </button>
            )}
          </For>
        </div>
      </Show>
      <Show when={shown() === "remove"}>
        <div class="store-confirm" role="group" aria-label={`Remove ${source()}`}>
          <p>{removalWords(props.use, props.ui.store.state())}</p>
          <div class="store-actions">
            <button
              type="button"
              class="button"
              ref={(it) => queueMicrotask(() => it.focus())}
              onClick={() => void props.ui.removeTree(props.use.tree.root)}
            >
              Remove this tree
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                setShown(null);
                removing?.focus();
              }}
            >
              Keep it
            </button>
          </div>
        </div>
      </Show>
    </li>
  );
}
