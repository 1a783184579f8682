import Copy from "lucide-solid/icons/copy";
import type { JSX } from "solid-js";
import { StorePathLink } from "../StoreText.tsx";

/** A store path: shortened, whole on hover, with a way to copy it. */
export function StorePathItem(props: { path: string; onCopy: (path: string) => void }): JSX.Element {
  return (
    <span class="store-item">
      <StorePathLink path={props.path} />
      <button
        type="button"
        class="tool-button small"
        title="Copy the path"
        aria-label={`Copy ${props.path}`}
        onClick={() => props.onCopy(props.path)}
      >
        <Copy size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
