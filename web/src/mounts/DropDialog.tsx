/** Asks what shall become of archives and folders that were dropped. */
import type { JSX } from "solid-js";
import { formatNumberOf } from "../format.ts";
import { Dialog } from "../ui/Dialog.tsx";
import type { Dropped } from "./collect.ts";
import type { MountsUi } from "./mounts-ui.ts";

export function DropDialog(props: { ui: MountsUi; dropped: Dropped }): JSX.Element {
  const name = (): string => {
    const { archives, folders } = props.dropped;
    const all = [...archives, ...folders];
    return all.length === 1 ? `“${all[0]!.name}”` : formatNumberOf(all.length, "item");
  };
  return (
    <Dialog title={`Open ${name()}`} class="drop-dialog" onClose={() => props.ui.settleDrop(null)}>
      <ul class="drop-choices">
        <li>
          <button type="button" class="drop-choice" autofocus onClick={() => props.ui.settleDrop("trees")}>
            <strong>Import as a tree</strong>
            <span>Mounted under a name, as &lt;nixpkgs&gt; for example, and kept. Made for many files.</span>
          </button>
        </li>
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
