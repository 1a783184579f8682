import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, Show, type JSX } from "solid-js";
import { sentence } from "./words.ts";

/** What the source of a tree could not tell. */
export function Warnings(props: { warnings: readonly string[] }): JSX.Element {
  return (
    <Show when={props.warnings.length > 0}>
      <ul class="store-warnings">
        <For each={props.warnings}>
          {(warning) => (
            <li>
              <TriangleAlert size={14} aria-hidden="true" />
              <span>{sentence(warning)}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
