import type { JSX } from "solid-js";
import type { SnapshotChange } from "../../../workers/index.ts";
import { letterOf } from "./words.ts";

/** What became of a file: a letter to see, a word to hear. */
export function ChangeMark(props: { kind: SnapshotChange["kind"] }): JSX.Element {
  return (
    <span class={`change-mark ${props.kind}`}>
      <span aria-hidden="true">{letterOf[props.kind]}</span>
      <span class="visually-hidden">{props.kind}</span>
    </span>
  );
}
