import type { JSX } from "solid-js";
import type { GraphNode } from "../../../../workers/index.ts";
import { outlinePath } from "./shapes.ts";

/** A small picture of what a kind of node looks like. */
export function NodeMark(props: { kind: GraphNode["kind"] }): JSX.Element {
  return (
    <svg class={`graph-mark ${props.kind}`} width="22" height="14" viewBox="0 0 22 14" aria-hidden="true">
      <path d={outlinePath(props.kind, 22, 14)} />
    </svg>
  );
}
