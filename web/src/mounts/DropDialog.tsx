/** Asks what shall become of archives and folders that were dropped. */
import { Show, type JSX } from "solid-js";
import { formatNumberOf } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import type { Dropped } from "./collect.ts";
import type { MountsUi } from "./mounts-ui.ts";

export function DropDialog(props: { ui: MountsUi; dropped: Dropped }): JSX.Element {
  const name = (): string => {
    const { archives, folders, single } = props.dropped;
    const all = single === null ? [...archives, ...folders] : [single];
    return all.length === 1 ? `“${all[0]!.name}”` : formatNumberOf(all.length, "item");
  };
  return (
    <Dialog title={`Open ${name()}`} class="drop-dialog" onClose={() => props.ui.settleDrop(null)}>
      <ul class="drop-choices">
        <Show when={props.dropped.explore}>
          <LookInside ui={props.ui} first />
        </Show>
        <Show when={props.dropped.archives.length + props.dropped.folders.length > 0}>
          <li>
            <button
              type="button"
              class="drop-choice"
              autofocus={!props.dropped.explore}
              onClick={() => props.ui.settleDrop("trees")}
            >
              <strong>Import as a tree</strong>
              <span>
                Mounted under a name, as &lt;nixpkgs&gt; for example, and kept. Made for many files.
              </span>
            </button>
          </li>
        </Show>
        <Show when={props.dropped.single !== null && !props.dropped.explore}>
          <LookInside ui={props.ui} first={false} />
        </Show>
        <li>
          <button type="button" class="drop-choice" onClick={() => props.ui.settleDrop("files")}>
            <strong>Add to the workspace</strong>
            <span>
              {props.dropped.folders.length > 0 ? "Its files become" : "It becomes"} part of what you edit and
              share.
            </span>
          </button>
        </li>
      </ul>
    </Dialog>
  );
}

function LookInside(props: { ui: MountsUi; first: boolean }): JSX.Element {
  return (
    <li>
      <button
        type="button"
        class="drop-choice"
        autofocus={props.first}
        onClick={() => props.ui.settleDrop("explore")}
      >
        <strong>Look inside</strong>
        <span>Opened in the explorer: its files, hashes, and what it is made of.</span>
      </button>
    </li>
  );
}
