/** The whole page as a drop target, seen while files are dragged over it. */
import Download from "lucide-solid/icons/download";
import { Show, createSignal, onCleanup, type JSX } from "solid-js";
import { droppedOf } from "./collect.ts";
import type { MountsUi } from "./mounts-ui.ts";

export function DropTarget(props: {
  ui: MountsUi;
  /** Whether files are over the page as it is made. */ over: boolean;
}): JSX.Element {
  const [over, setOver] = createSignal(props.over);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  /** A modal dialog is in front: nothing is dropped behind it. */
  const blocked = (): boolean => document.querySelector("dialog:modal") !== null;
  const listen = <K extends "dragenter" | "dragover" | "dragleave" | "drop" | "keydown">(
    type: K,
    listener: (event: WindowEventMap[K]) => void,
  ): void => {
    window.addEventListener(type, listener, { capture: true });
    onCleanup(() => window.removeEventListener(type, listener, { capture: true }));
  };
  listen("dragenter", (event) => {
    if (hasFiles(event) && !blocked()) setOver(true);
  });
  listen("dragover", (event) => {
    if (!over() || !hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
  });
  listen("dragleave", (event) => {
    // Out of the window: nothing is entered instead.
    if (event.relatedTarget === null) setOver(false);
  });
  listen("keydown", (event) => {
    if (event.key === "Escape") setOver(false);
  });
  listen("drop", (event) => {
    setOver(false);
    // Somebody else has taken it: a workspace file opens by itself.
    if (event.defaultPrevented || !hasFiles(event) || event.dataTransfer === null || blocked()) return;
    const dropped = droppedOf(event.dataTransfer);
    const plain = dropped.archives.length + dropped.folders.length === 0;
    // The panel of files takes plain files by itself.
    if (plain && event.target instanceof Element && event.target.closest(".files-panel") !== null) return;
    event.preventDefault();
    event.stopPropagation();
    const inExplorer = event.target instanceof Element && event.target.closest(".explorer") !== null;
    if (inExplorer && dropped.single !== null) props.ui.explore(dropped.single);
    else props.ui.drop(dropped);
  });
  return (
    <Show when={over()}>
      <div class="drop-target">
        <div class="drop-target-box">
          <Download size={32} aria-hidden="true" />
          <p class="drop-target-title">Drop to open</p>
          <p>An archive or a folder can be mounted as a tree, as &lt;nixpkgs&gt; for example.</p>
          <p>Archives and derivations can be looked into. Other files are added to the workspace.</p>
        </div>
      </div>
    </Show>
  );
}
