/** The selected node, its inputs and its users: all that the picture shows, in words. */
import { Show, type JSX } from "solid-js";
import { formatNumberOf } from "../../format.ts";
import { PathLink, Size } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { kindNames } from "./look.ts";
import { outputsUsed, type Graph } from "./model.ts";
import { NodeList } from "./NodeList.tsx";
import { NodeMark } from "./NodeMark.tsx";

export interface NodeDetailsProps {
  ui: ExplorerUi;
  graph: Graph;
  node: number;
  folded: boolean;
  /** Where ways are looked for from. */
  start: number;
  onSelect: (node: number) => void;
  onShow: () => void;
  onFold: () => void;
  onWhy: () => void;
  onStart: () => void;
}

export function NodeDetails(props: NodeDetailsProps): JSX.Element {
  const it = () => props.graph.nodes[props.node]!;
  const inputs = () => props.graph.inputs[props.node]!;
  const startName = () => props.graph.nodes[props.start]!.name;
  return (
    <div class="graph-details">
      <h3 class="graph-title">
        <NodeMark kind={it().kind} />
        <span>{it().name}</span>
      </h3>
      <dl class="drv-facts">
        <dt>Path</dt>
        <dd class="code">
          <PathLink ui={props.ui} path={it().path} copy />
        </dd>
        <dt>Kind</dt>
        <dd>{kindNames[it().kind]}</dd>
        <Show when={it().system !== ""}>
          <dt>System</dt>
          <dd class="code">{it().system}</dd>
        </Show>
        <Show when={it().size > 0}>
          <dt>Size</dt>
          <dd>
            <Size bytes={it().size} /> {it().kind === "source" ? "as NAR" : "of the .drv file"}
          </dd>
        </Show>
      </dl>
      <Show when={it().kind === "missing"}>
        <p class="drv-note">
          This derivation is not in the store. Opened from a binary cache or a file, its inputs show up here.
        </p>
      </Show>
      <div class="graph-actions">
        <button type="button" class="button" onClick={() => props.onShow()}>
          Centre
        </button>
        <Show when={inputs().length > 0}>
          <button type="button" class="button" aria-pressed={props.folded} onClick={() => props.onFold()}>
            {props.folded ? "Unfold inputs" : "Fold inputs"}
          </button>
        </Show>
        <Show
          when={props.node !== props.start}
          fallback={<span class="muted">Ways begin here: select another node.</span>}
        >
          <button
            type="button"
            class="button"
            data-why=""
            onClick={() => props.onWhy()}
            title={`Why ${startName()} depends on it`}
          >
            Why is it here?
          </button>
          <button
            type="button"
            class="button"
            title={`Ways begin at ${startName()} now`}
            onClick={() => props.onStart()}
          >
            Begin ways here
          </button>
        </Show>
      </div>
      <NodeList
        graph={props.graph}
        title="Inputs"
        nodes={inputs()}
        note={(input) => outputsUsed(props.graph, props.node, input).join(", ")}
        onSelect={props.onSelect}
      />
      <NodeList
        graph={props.graph}
        title="Users"
        nodes={props.graph.users[props.node]!}
        onSelect={props.onSelect}
      />
      <p class="visually-hidden" role="status">
        {`${it().name}, ${kindNames[it().kind]}, ${formatNumberOf(inputs().length, "input")}, ${formatNumberOf(props.graph.users[props.node]!.length, "user")}${props.folded ? ", folded" : ""}`}
      </p>
    </div>
  );
}
