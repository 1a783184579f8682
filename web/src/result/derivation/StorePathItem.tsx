import Copy from "lucide-solid/icons/copy";
import type { JSX } from "solid-js";
import { shortenStorePath } from "../store-paths.ts";

/** A store path: shortened, whole on hover, with a way to copy it. */
export function StorePathItem(props: { path: string; onCopy: (path: string) => void }): JSX.Element {
  return (
    <span class="store-item">
      <span class="store-path" title={props.path}>
        {shortenStorePath(props.path)}
      </span>
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
