import type { JSX } from "solid-js";

/** Something the person should know and can put away. */
export function Notice(props: { message: string; onClose: () => void }): JSX.Element {
  return (
    <div class="notice" role="alert">
      <span>{props.message}</span>
      <button type="button" class="button" onClick={() => props.onClose()}>
        Close
      </button>
    </div>
  );
}
