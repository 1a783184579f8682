import { Show, type JSX } from "solid-js";
import { createWork, ErrorState, Progress } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { ClosureTable } from "./ClosureTable.tsx";

/** The closures of two store paths compared. */
export function ClosureDiffs(props: { ui: ExplorerUi; before: string; after: string }): JSX.Element {
  const work = createWork(
    () => ({ before: props.before, after: props.after }),
    ({ before, after }) => props.ui.client.closureDiff(before, after),
  );
  return (
    <>
      <Show when={work.running()}>
        <Progress what="Comparing the closures" numbers="" part={null} onCancel={work.cancel} />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.cancelled()}>
        <button type="button" class="button" onClick={() => work.again()}>
          Compare
        </button>
      </Show>
      <Show when={work.value()}>{(diff) => <ClosureTable ui={props.ui} diff={diff()} />}</Show>
    </>
  );
}
