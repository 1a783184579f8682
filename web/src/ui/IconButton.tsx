import type { JSX } from "solid-js";

/** A small button that shows only an icon. */
export function IconButton(props: {
  label: string;
  /** Shown on hover; default: the label. */
  title?: string;
  disabled?: boolean;
  /** As large as other buttons, rather than as a line of text. */
  large?: boolean;
  ref?: (button: HTMLButtonElement) => void;
  onClick: () => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      classList={{ small: props.large !== true }}
      ref={(button) => props.ref?.(button)}
      aria-label={props.label}
      title={props.title ?? props.label}
      disabled={props.disabled === true}
      onClick={() => props.onClick()}
    >
      {props.children}
    </button>
  );
}
