import X from "lucide-solid/icons/x";
import { onCleanup, onMount, type JSX } from "solid-js";

/**
 * A modal dialog, open as long as it is mounted. Escape and a press beside it close it; the focus goes back where it
 * was, which the browser sees to.
 */
export function Dialog(props: {
  title: string;
  /** Added to `dialog`. */
  class?: string;
  /** Whether the title is only told, not shown. */
  bare?: boolean;
  onClose: () => void;
  children: JSX.Element;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  let shut = false;
  onMount(() => dialog.showModal());
  // Removed while open it would lose the focus; shut first, it gives it back.
  onCleanup(() => {
    shut = true;
    if (dialog.open) dialog.close();
  });

  // At once: the browser tells of it later, when another dialog may be open.
  const close = (): void => {
    if (shut) return;
    shut = true;
    dialog.close();
    props.onClose();
  };
  return (
    <dialog
      ref={(it) => (dialog = it)}
      class={`dialog ${props.class ?? ""}`}
      aria-label={props.title}
      onKeyDown={(event) => {
        // Not left to the browser: it may tell of Escape when the dialog is long gone.
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onCancel={(event) => {
        // A file chooser inside tells of its own cancelling.
        if (event.target !== dialog) return;
        event.preventDefault();
        close();
      }}
      onClose={close}
      onPointerDown={(event) => {
        if (event.target === dialog) close();
      }}
    >
      <div class="dialog-body">
        {props.bare === true ? null : (
          <header class="dialog-head">
            <h2>{props.title}</h2>
            <button type="button" class="icon-button" title="Close (Esc)" aria-label="Close" onClick={close}>
              <X size={16} aria-hidden="true" />
            </button>
          </header>
        )}
        {props.children}
      </div>
    </dialog>
  );
}
