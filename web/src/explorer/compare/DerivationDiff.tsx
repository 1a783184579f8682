/** What differs between two derivations, and why. */
import { For, Show, createMemo, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { CopyButton, createWork, ErrorState, Progress } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { readDiff } from "./diff-text.ts";
import { DiffLines } from "./DiffLines.tsx";

/** What the text says where only hashes differ. */
const noDifference = "no difference";

export function DerivationDiff(props: { ui: ExplorerUi; before: string; after: string }): JSX.Element {
  const work = createWork(
    () => ({ before: props.before, after: props.after }),
    ({ before, after }) => props.ui.client.derivationDiff(before, after),
  );
  const parts = createMemo(() => readDiff(work.value()?.text ?? ""));
  return (
    <>
      <Show when={work.running()}>
        <Progress
          what="Comparing the derivations and their inputs"
          numbers=""
          part={null}
          onCancel={work.cancel}
        />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.cancelled()}>
        <button type="button" class="button" onClick={() => work.again()}>
          Compare
        </button>
      </Show>
      <Show when={work.value()}>
        {(diff) => (
          <Show
            when={diff().differ && diff().text.trim() !== noDifference}
            fallback={
              <p class="compare-same" role="status">
                {diff().differ
                  ? "Nothing differs but hashes in store paths."
                  : "Both are the same derivation."}
              </p>
            }
          >
            <div class="compare-summary">
              <p role="status">
                {parts().length === 1
                  ? "One derivation differs in itself. All else that both have only has other hashes because of it."
                  : `${formatCount(parts().length)} derivations differ in themselves. All else that both have only has other hashes because of them.`}
              </p>
              <CopyButton text={diff().text} label="Copy the comparison" announce={props.ui.announce} />
            </div>
            <For each={parts()}>
              {(part) => (
                <section class="compare-part" aria-label={part.name}>
                  <h3>{part.name.replace(" -> ", " → ")}</h3>
                  <Show when={part.way !== "" || part.note !== ""}>
                    <p class="drv-note">{[part.way, part.note].filter((it) => it !== "").join("; ")}</p>
                  </Show>
                  <For each={part.changes}>
                    {(change) => (
                      <>
                        <h4 class="code">{change.title}</h4>
                        <DiffLines
                          ui={props.ui}
                          lines={change.lines}
                          label={`${part.name}, ${change.title}`}
                        />
                      </>
                    )}
                  </For>
                </section>
              )}
            </For>
          </Show>
        )}
      </Show>
    </>
  );
}
