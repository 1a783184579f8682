/** Which workspace is open, and what can be done with it. */
import Copy from "lucide-solid/icons/copy";
import Pencil from "lucide-solid/icons/pencil";
import Plus from "lucide-solid/icons/plus";
import Trash from "lucide-solid/icons/trash";
import { For, Show, createSignal, type JSX } from "solid-js";
import { removeWorkspace } from "./actions.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { NameField } from "./NameField.tsx";
import type { FilesPanelProps } from "./types.ts";

export function WorkspaceSwitcher(props: FilesPanelProps): JSX.Element {
  const [naming, setNaming] = createSignal(false);
  let select: HTMLSelectElement | undefined;
  let renameButton!: HTMLButtonElement;
  const switchTo = (id: string): void => {
    props.ui.attempt(async () => {
      try {
        await props.workspace.switchTo(id);
      } finally {
        // Where it could not be left, the list says so, too.
        if (select !== undefined) select.value = props.workspace.id();
      }
    });
  };
  const endNaming = (left: boolean): void => {
    setNaming(false);
    if (!left) renameButton.focus();
  };

  return (
    <div class="workspace-switcher">
      <Show
        when={naming()}
        fallback={
          <select
            ref={(it) => (select = it)}
            aria-label="Workspace"
            onChange={(event) => switchTo(event.currentTarget.value)}
          >
            <For each={props.workspace.list()}>
              {(it) => (
                <option value={it.id} selected={it.id === props.workspace.id()}>
                  {it.name}
                </option>
              )}
            </For>
          </select>
        }
      >
        <NameField
          label="New name of the workspace"
          start={props.workspace.name()}
          problem={(name) => (name.trim() === "" ? "A workspace needs a name." : null)}
          onDone={(name, left) => {
            props.ui.attempt(() => props.workspace.renameWorkspace(name));
            endNaming(left);
          }}
          onCancel={endNaming}
        />
      </Show>
      <span class="workspace-actions">
        <IconButton large label="New workspace" onClick={() => props.ui.attempt(() => props.workspace.add())}>
          <Plus size={16} />
        </IconButton>
        <IconButton
          large
          label="Rename workspace"
          ref={(it) => (renameButton = it)}
          onClick={() => setNaming(true)}
        >
          <Pencil size={16} />
        </IconButton>
        <IconButton
          large
          label="Duplicate workspace"
          onClick={() => props.ui.attempt(() => props.workspace.duplicate())}
        >
          <Copy size={16} />
        </IconButton>
        <IconButton large label="Delete workspace" onClick={() => removeWorkspace(props)}>
          <Trash size={16} />
        </IconButton>
      </span>
    </div>
  );
}
