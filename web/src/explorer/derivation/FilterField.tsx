import { Show, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";

/** Items from which on a list has a filter. */
export const filterFrom = 16;

/** A field that narrows a long list down; nothing for short ones. */
export function FilterField(props: {
  /** As `Filter the inputs`. */
  label: string;
  total: number;
  shown: number;
  value: string;
  onInput: (value: string) => void;
}): JSX.Element {
  return (
    <Show when={props.total >= filterFrom}>
      <span class="drv-filter">
        <span class="muted" role="status">
          {props.value === "" ? "" : `${formatCount(props.shown)} of ${formatCount(props.total)}`}
        </span>
        <input
          type="search"
          class="filter"
          placeholder="Filter"
          aria-label={props.label}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || props.value === "") return;
            event.stopPropagation();
            props.onInput("");
          }}
        />
      </span>
    </Show>
  );
}
