/** A menu of things to do, beside what it was opened from (WAI-ARIA "Menu"). */
import { For, onMount, type JSX } from "solid-js";

export interface PopupMenuProps<Item> {
  label: string;
  /** Style of the whole. */
  class: string;
  items: readonly Item[];
  /** What stands in an item. */
  children: (item: Item) => JSX.Element;
  /** What it opens beside. */
  anchor: DOMRect;
  /** Pixels between the two. */
  distance?: number;
  onChoose: (item: Item) => void;
  /** @param byKey - whether the focus should go back to where it came from */
  onClose: (byKey: boolean) => void;
}

export function PopupMenu<Item>(props: PopupMenuProps<Item>): JSX.Element {
  let menu!: HTMLDivElement;
  onMount(() => {
    menu.showPopover();
    const { anchor, distance = 0 } = props;
    const { width, height } = menu.getBoundingClientRect();
    const below = anchor.bottom + height <= innerHeight;
    menu.style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, below ? anchor.bottom + distance : anchor.top - height - distance)}px`;
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
    else if (event.key === "Escape" || event.key === "Tab") props.onClose(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={(element) => (menu = element)}
      class={props.class}
      popover="auto"
      role="menu"
      aria-label={props.label}
      onKeyDown={onKeyDown}
      on:toggle={(event: ToggleEvent) => {
        if (event.newState === "closed") props.onClose(false);
      }}
    >
      <For each={props.items}>
        {(item) => (
          <button type="button" role="menuitem" tabindex="-1" onClick={() => props.onChoose(item)}>
            {props.children(item)}
          </button>
        )}
      </For>
    </div>
  );
}
