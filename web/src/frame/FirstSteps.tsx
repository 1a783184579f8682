import BookOpen from "lucide-solid/icons/book-open";
import FolderOpen from "lucide-solid/icons/folder-open";
import FolderTree from "lucide-solid/icons/folder-tree";
import X from "lucide-solid/icons/x";
import { For, type JSX } from "solid-js";
import type { Commands } from "../commands/list.ts";

const steps = [
  {
    id: "mounts.show",
    label: "Mount nixpkgs",
    text: "Drop its archive once; it stays in this browser.",
    icon: FolderTree,
  },
  {
    id: "file.upload",
    label: "Open a file",
    text: "Explore your own Nix code; it stays in this tab.",
    icon: FolderOpen,
  },
  {
    id: "gallery.open",
    label: "Browse examples",
    text: "Laziness, overlays, derivations and more.",
    icon: BookOpen,
  },
];

/** On the first visit: what to do next. */
export function FirstSteps(props: { commands: Commands; onClose: () => void }): JSX.Element {
  return (
    <aside class="first-steps" aria-label="Next steps">
      <ul>
        <For each={steps}>
          {({ id, label, text, icon: Icon }) => (
            <li>
              <button type="button" class="step" onClick={() => props.commands.run(id)}>
                <Icon size={18} aria-hidden="true" />
                <span class="step-label">{label}</span>
                <span class="step-text">{text}</span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <button
        type="button"
        class="icon-button"
        aria-label="Close next steps"
        title="Close next steps"
        onClick={() => props.onClose()}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </aside>
  );
}
