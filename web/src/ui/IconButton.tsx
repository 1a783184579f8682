import type { JSX } from "solid-js";

/** A small button that shows only an icon. */
export function IconButton(props: {
  label: string;
  /** Shown on hover; default: the label. */
  title?: string;
  disabled?: boolean;
  onClick: () => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button small"
      aria-label={props.label}
      title={props.title ?? props.label}
      disabled={props.disabled === true}
      onClick={() => props.onClick()}
    >
      {props.children}
    </button>
  );
}
