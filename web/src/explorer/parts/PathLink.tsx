import { Show, type JSX } from "solid-js";
import { shortenStorePath } from "../../result/store-paths.ts";
import type { ExplorerUi } from "../types.ts";
import { CopyButton } from "./CopyButton.tsx";

/** A store path as a link into the explorer: shortened unless `whole`, whole on hover and when copied. */
export function PathLink(props: {
  ui: ExplorerUi;
  path: string;
  whole?: boolean;
  /** Whether a button to copy it follows. */
  copy?: boolean;
  /** Instead of the path. */
  label?: string;
}): JSX.Element {
  return (
    <span class="explorer-path" classList={{ copied: props.copy === true }}>
      <a
        class="store-path"
        href={props.ui.link({
          subject: { type: "path", path: props.path, from: null },
          view: props.path.endsWith(".drv") ? "derivation" : "files",
          at: "",
          with: null,
        })}
        title={props.path}
        onClick={(event) => {
          // With a modifier the browser opens a tab, as with any link.
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
          event.preventDefault();
          event.stopPropagation();
          props.ui.openPath(props.path);
        }}
      >
        {props.label ?? (props.whole === true ? props.path : shortenStorePath(props.path))}
      </a>
      <Show when={props.copy === true}>
        <CopyButton text={props.path} label={`Copy ${props.path}`} announce={props.ui.announce} />
      </Show>
    </span>
  );
}
