import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, type JSX } from "solid-js";
import { formatNumberOf } from "../format.ts";
import { sentence } from "../mounts/words.ts";

/** What the source could not tell, or what about it is odd. */
export function Warnings(props: { warnings: readonly string[] }): JSX.Element {
  return (
    <details class="explorer-warnings">
      <summary>
        <TriangleAlert size={14} aria-hidden="true" />
        {props.warnings.length === 1
          ? sentence(props.warnings[0]!)
          : formatNumberOf(props.warnings.length, "thing is odd", "things are odd")}
      </summary>
      <ul>
        <For each={props.warnings}>{(warning) => <li>{sentence(warning)}</li>}</For>
      </ul>
    </details>
  );
}
