import { Show, createMemo, type JSX } from "solid-js";
import { formatNumberOf, formatSize } from "../../format.ts";
import { createWork } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { graphOf } from "../graph/load.ts";
import { totalsOf } from "../graph/model.ts";

/** How much a derivation is made from, all in all. */
export function ClosureLine(props: { ui: ExplorerUi; path: string; onGraph: () => void }): JSX.Element {
  const work = createWork(
    () => props.path,
    (path, progress) => graphOf(props.ui, path, progress),
  );
  const totals = createMemo(() => {
    const graph = work.value();
    return graph === null ? null : totalsOf(graph, graph.nodes.keys());
  });
  return (
    <Show
      when={totals()}
      fallback={
        <span class="muted">
          {work.running() ? "Counting …" : (work.failure()?.message ?? "Not counted.")}
        </span>
      }
    >
      {(it) => (
        <>
          {`${formatNumberOf(it().derivations, "derivation")} (${formatSize(it().derivationBytes)}), ${formatNumberOf(it().sources, "source")}`}
          <Show when={it().sourceBytes > 0}>{` (${formatSize(it().sourceBytes)})`}</Show>
          <Show when={it().missing > 0}>
            <span class="drv-missing">{`, ${formatNumberOf(it().missing, "derivation")} not here`}</span>
          </Show>{" "}
          <button type="button" class="link" onClick={() => props.onGraph()}>
            Show the graph
          </button>
        </>
      )}
    </Show>
  );
}
