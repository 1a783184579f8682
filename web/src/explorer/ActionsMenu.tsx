/** A button that opens a menu (WAI-ARIA "Menu Button"). */
import { For, Show, createSignal, onMount, type JSX } from "solid-js";

export interface MenuItem {
  label: string;
  /** Why one would, or what it gives; beside the label. */
  note?: string;
  run: () => void;
}

export function ActionsMenu(props: {
  label: string;
  title?: string;
  items: readonly MenuItem[];
  children: JSX.Element;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  let button!: HTMLButtonElement;
  const close = (focus: boolean): void => {
    if (!open()) return;
    setOpen(false);
    if (focus) button.focus();
  };
  return (
    <>
      <button
        ref={(it) => (button = it)}
        type="button"
        class="icon-button small"
        aria-label={props.label}
        title={props.title ?? props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        onClick={() => setOpen(!open())}
      >
        {props.children}
      </button>
      <Show when={open()}>
        <Menu label={props.label} items={props.items} anchor={button} onClose={close} />
      </Show>
    </>
  );
}

function Menu(props: {
  label: string;
  items: readonly MenuItem[];
  anchor: HTMLElement;
  onClose: (focus: boolean) => void;
}): JSX.Element {
  let menu!: HTMLDivElement;
  onMount(() => {
    menu.showPopover();
    const anchor = props.anchor.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const below = anchor.bottom + height <= innerHeight;
    menu.style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
    menu.style.top = `${Math.max(8, below ? anchor.bottom + 2 : anchor.top - height - 2)}px`;
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
      ref={(it) => (menu = it)}
      class="explorer-menu"
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
          <button
            type="button"
            role="menuitem"
            tabindex="-1"
            onClick={() => {
              props.onClose(true);
              item.run();
            }}
          >
            <span>{item.label}</span>
            <Show when={item.note}>
              <span class="explorer-menu-note">{item.note}</span>
            </Show>
          </button>
        )}
      </For>
    </div>
  );
}
