/** The menu of a row: all that can be done with it, by mouse or keys (WAI-ARIA "Menu"). */
import { For, onMount, type JSX } from "solid-js";
import type { RowAction, RowActionItem } from "./actions.ts";

export interface RowMenuProps {
  items: readonly RowActionItem[];
  /** What it opens beside. */
  anchor: DOMRect;
  onAction: (action: RowAction) => void;
  onClose: () => void;
}

export function RowMenu(props: RowMenuProps): JSX.Element {
  let menu!: HTMLDivElement;
  onMount(() => {
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    const below = props.anchor.bottom + height <= innerHeight;
    menu.style.left = `${Math.max(8, Math.min(props.anchor.right - width, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, below ? props.anchor.bottom : props.anchor.top - height)}px`;
    menu.querySelector("button")?.focus();
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...menu.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const targets: Record<string, number> = {
      ArrowDown: (at + 1) % buttons.length,
      ArrowUp: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) buttons[target]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") props.onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={(element) => (menu = element)}
      class="row-menu"
      popover="auto"
      role="menu"
      aria-label="Actions"
      onKeyDown={onKeyDown}
      on:toggle={(event: ToggleEvent) => {
        if (event.newState === "closed") props.onClose();
      }}
    >
      <For each={props.items}>
        {(item) => (
          <button type="button" role="menuitem" tabindex="-1" onClick={() => props.onAction(item.action)}>
            <span>{item.title}</span>
            <kbd>{item.keys}</kbd>
          </button>
        )}
      </For>
    </div>
  );
}
