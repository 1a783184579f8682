/** A button that opens a menu (WAI-ARIA "Menu Button"). */
import { Show, createSignal, type JSX } from "solid-js";
import { PopupMenu } from "../ui/PopupMenu.tsx";

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
        <PopupMenu
          label={props.label}
          class="explorer-menu"
          items={props.items}
          anchor={button.getBoundingClientRect()}
          distance={2}
          onClose={close}
          onChoose={(item) => {
            close(true);
            item.run();
          }}
        >
          {(item) => (
            <>
              <span>{item.label}</span>
              <Show when={item.note}>
                <span class="explorer-menu-note">{item.note}</span>
              </Show>
            </>
          )}
        </PopupMenu>
      </Show>
    </>
  );
}
