/** Above the tree: where the active row is, a filter for large sets, what can be done. */
import Ellipsis from "lucide-solid/icons/ellipsis";
import { Show, createEffect, createSignal, on, onCleanup, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import type { Branch } from "./branch.ts";

/** Sets larger than this have a filter. */
export const filterFrom = 50;

export interface PathBarProps {
  path: string;
  /** The set that a filter acts on; null where there is none worth it. */
  filtered: Branch | null;
  /** How that set is called. */
  filteredPath: string;
  onFilter: (branch: Branch, match: string) => void;
  onCopyPath: () => void;
  onMenu: (anchor: HTMLElement) => void;
  /** Back to the tree. */
  onLeave: () => void;
  inputRef: (input: HTMLInputElement) => void;
}

/** Milliseconds after the last letter before the filter is asked for. */
const typingPause = 120;

export function PathBar(props: PathBarProps): JSX.Element {
  return (
    <div class="path-bar">
      <button type="button" class="path-text" title="Copy this path" onClick={() => props.onCopyPath()}>
        <bdi>{props.path}</bdi>
      </button>
      <Show when={props.filtered} keyed>
        {(branch) => <Filter {...props} branch={branch} />}
      </Show>
      <button
        type="button"
        class="tool-button"
        title="Actions for this row"
        aria-label="Actions for this row"
        aria-haspopup="menu"
        onClick={(event) => props.onMenu(event.currentTarget)}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </button>
    </div>
  );
}

function Filter(props: PathBarProps & { branch: Branch }): JSX.Element {
  const [text, setText] = createSignal(props.branch.filter);
  let timer: ReturnType<typeof setTimeout> | undefined;
  createEffect(
    on(
      text,
      (match) => {
        clearTimeout(timer);
        timer = setTimeout(() => props.onFilter(props.branch, match), typingPause);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const label = (): string =>
    `Filter ${formatCount(props.branch.value.size)} attributes of ${props.filteredPath}`;
  return (
    <input
      ref={(input) => props.inputRef(input)}
      class="filter"
      type="search"
      spellcheck={false}
      autocomplete="off"
      placeholder={`Filter ${formatCount(props.branch.value.size)} names`}
      title={`${label()} (/)`}
      aria-label={label()}
      value={text()}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && text() !== "") setText("");
        else if (event.key === "Escape" || event.key === "ArrowDown" || event.key === "Enter") {
          props.onLeave();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
