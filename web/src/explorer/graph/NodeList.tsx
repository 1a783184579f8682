import { Show, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { Few } from "../../result/derivation/Few.tsx";
import { FilterField } from "../derivation/FilterField.tsx";
import { kindNames } from "./look.ts";
import type { Graph } from "./model.ts";
import { NodeMark } from "./NodeMark.tsx";

/** Nodes by name, each to be gone to. */
export function NodeList(props: {
  graph: Graph;
  title: string;
  nodes: readonly number[];
  /** What stands behind a name. */
  note?: (node: number) => string;
  onSelect: (node: number) => void;
}): JSX.Element {
  const [filter, setFilter] = createSignal("");
  const sorted = createMemo(() =>
    props.nodes.toSorted((a, b) => {
      const [x, y] = [props.graph.nodes[a]!, props.graph.nodes[b]!];
      const sources = Number(x.kind === "source") - Number(y.kind === "source");
      return sources !== 0 ? sources : x.name.localeCompare(y.name);
    }),
  );
  const shown = createMemo(() => {
    const wanted = filter().trim().toLowerCase();
    return wanted === ""
      ? sorted()
      : sorted().filter((node) => props.graph.nodes[node]!.name.toLowerCase().includes(wanted));
  });
  return (
    <section aria-label={props.title}>
      <div class="drv-section-head">
        <h4>
          {props.title} <span class="muted">{formatCount(props.nodes.length)}</span>
        </h4>
        <FilterField
          label={`Filter ${props.title.toLowerCase()}`}
          total={props.nodes.length}
          shown={shown().length}
          value={filter()}
          onInput={setFilter}
        />
      </div>
      <Show when={shown().length > 0} fallback={<p class="muted">None.</p>}>
        <ul class="graph-nodes code">
          <Few items={shown()}>
            {(node) => (
              <li>
                <NodeButton graph={props.graph} node={node} onSelect={props.onSelect} />
                <Show when={props.note}>{(note) => <span class="muted">{note()(node)}</span>}</Show>
              </li>
            )}
          </Few>
        </ul>
      </Show>
    </section>
  );
}

/** A node's name: pressed, it is selected. */
export function NodeButton(props: {
  graph: Graph;
  node: number;
  current?: boolean;
  onSelect: (node: number) => void;
}): JSX.Element {
  const it = () => props.graph.nodes[props.node]!;
  return (
    <button
      type="button"
      class="graph-node"
      title={it().path}
      aria-current={props.current === true ? "true" : undefined}
      onClick={() => props.onSelect(props.node)}
    >
      <NodeMark kind={it().kind} />
      <span>{it().name}</span>
      <Show when={it().kind !== "derivation"}>
        <span class="visually-hidden">{`, ${kindNames[it().kind]}`}</span>
      </Show>
    </button>
  );
}
