/** Why one node depends on another: the shortest ways, step by step. */
import { For, Show, createEffect, on, type JSX } from "solid-js";
import { formatCount, formatNumberOf } from "../../format.ts";
import { outputsUsed, type Graph } from "./model.ts";
import { NodeButton } from "./NodeList.tsx";
import type { Ways } from "./ways.ts";

/** Ways from which on their number is told by its digits. */
const countable = 1_000_000_000n;

export function WayList(props: {
  graph: Graph;
  from: number;
  to: number;
  /** Null where there is none. */
  ways: Ways | null;
  /** Another one each time that it was asked for. */
  asked: number;
  onSelect: (node: number) => void;
  onClose: () => void;
}): JSX.Element {
  let title: HTMLHeadingElement | undefined;
  // What was asked for stands here now: the keyboard goes on from it.
  createEffect(
    on(
      () => [props.from, props.to, props.asked],
      () => title?.focus({ preventScroll: true }),
    ),
  );
  const name = (node: number): string => props.graph.nodes[node]!.name;
  return (
    <section class="graph-ways" aria-label="Why it depends">
      <div class="drv-section-head">
        <h3
          ref={(element) => (title = element)}
          tabindex="-1"
        >{`Why ${name(props.from)} depends on ${name(props.to)}`}</h3>
        <button type="button" class="link" onClick={() => props.onClose()}>
          Close
        </button>
      </div>
      <Show when={props.ways} fallback={<p role="status">It does not, directly or not.</p>}>
        {(ways) => (
          <>
            <p class="muted" role="status">
              {`${formatNumberOf(ways().shortest[0]!.length - 1, "step")} at least; ${countWords(ways().count)} over ${formatNumberOf(ways().nodes.size, "node")} and ${formatNumberOf(ways().edges, "edge")}.`}
            </p>
            <For each={ways().shortest}>
              {(way, i) => (
                <ol
                  class="graph-way code"
                  aria-label={`Shortest way ${i() + 1} of ${ways().shortest.length}`}
                >
                  <For each={way}>
                    {(node, at) => (
                      <li>
                        <NodeButton graph={props.graph} node={node} onSelect={props.onSelect} />
                        <Show when={at() > 0}>
                          <span class="muted">
                            {outputsUsed(props.graph, way[at() - 1]!, node).join(", ")}
                          </span>
                        </Show>
                      </li>
                    )}
                  </For>
                </ol>
              )}
            </For>
            <Show when={ways().more}>
              <p class="muted">There are more that are as short; all are marked in the graph.</p>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}

function countWords(count: bigint): string {
  if (count === 1n) return "one way in all";
  if (count < countable) return `${formatCount(Number(count))} ways in all`;
  return `about 10^${count.toString().length - 1} ways in all`;
}
