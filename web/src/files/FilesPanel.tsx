/** The panel of files: workspaces, the tree, what can be undone, and whether all is saved. */
import FilePlus from "lucide-solid/icons/file-plus";
import Upload from "lucide-solid/icons/upload";
import X from "lucide-solid/icons/x";
import { Show, createEffect, createSignal, on, type JSX } from "solid-js";
import { placeProblem } from "../workspace/path.ts";
import { finishNaming, startNewFile, takeDropped, uploadFiles } from "./actions.ts";
import { collectDropped } from "./drop.ts";
import { FileTree } from "./FileTree.tsx";
import { NameField } from "./NameField.tsx";
import type { FilesPanelProps } from "./types.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { WorkspaceSwitcher } from "./WorkspaceSwitcher.tsx";

export function FilesPanel(props: FilesPanelProps): JSX.Element {
  const [dropping, setDropping] = createSignal(false);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  const onDragOver = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setDropping(true);
  };
  const onDragLeave = (event: DragEvent & { currentTarget: HTMLElement }): void => {
    if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
    setDropping(false);
  };
  const onDrop = (event: DragEvent): void => {
    setDropping(false);
    if (!hasFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    takeDropped(props, collectDropped(event.dataTransfer));
  };

  // What was done to files of one workspace is not to be undone in another; what made another is.
  createEffect(
    on(
      props.workspace.id,
      () => {
        props.ui.endNaming();
        props.ui.setProblem(null);
      },
      { defer: true },
    ),
  );

  return (
    <section
      class="files-panel"
      classList={{ dropping: dropping() }}
      aria-label="Files"
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
    >
      <WorkspaceSwitcher {...props} />
      <div class="files-head">
        <h2>Files</h2>
        <IconButton large label="New file" onClick={() => startNewFile(props, props.workspace.active())}>
          <FilePlus size={16} />
        </IconButton>
        <IconButton large label="Upload files" onClick={() => uploadFiles(props)}>
          <Upload size={16} />
        </IconButton>
      </div>
      <Show when={props.ui.naming()?.path === null}>
        <div class="new-file">
          <NameField
            label="Path of the new file"
            start={props.ui.naming()?.start ?? ""}
            selection={[props.ui.naming()?.start.length ?? 0, props.ui.naming()?.start.length ?? 0]}
            problem={(name) =>
              placeProblem(name, new Map(props.workspace.files().map((path) => [path, null])))
            }
            onDone={(name, left) => {
              finishNaming(props, name);
              if (!left) props.onOpened?.();
            }}
            onCancel={() => props.ui.endNaming()}
          />
        </div>
      </Show>
      <FileTree {...props} />
      <p class="drop-hint" aria-hidden={!dropping()}>
        {dropping() ? "Drop to add to this workspace" : ""}
      </p>
      <div role="status">
        <Show when={props.ui.undoable()}>
          {(undoable) => (
            <div class="files-line">
              <span>{undoable().text}</span>
              <button type="button" class="link" onClick={() => props.ui.undo()}>
                Undo
              </button>
              <IconButton large label="Dismiss" onClick={() => props.ui.dismissUndo()}>
                <X size={14} />
              </IconButton>
            </div>
          )}
        </Show>
      </div>
      <div role="alert">
        <Show when={props.ui.problem()}>
          {(problem) => (
            <div class="files-line wrong">
              <span>{problem()}</span>
              <IconButton large label="Dismiss the problem" onClick={() => props.ui.setProblem(null)}>
                <X size={14} />
              </IconButton>
            </div>
          )}
        </Show>
      </div>
      <SaveLine {...props} />
    </section>
  );
}

function SaveLine(props: FilesPanelProps): JSX.Element {
  return (
    <div class="save-line" classList={{ wrong: props.workspace.saved() === "failed" }}>
      <Show
        when={props.workspace.saved() === "failed"}
        fallback={<span>{props.workspace.saved() === "saved" ? "Saved in this browser" : "Saving …"}</span>}
      >
        <span role="alert">Not saved. {props.workspace.problem()}</span>
        <Show when={props.workspace.conflict() === null}>
          <button type="button" class="link" onClick={() => void props.workspace.flush()}>
            Try again
          </button>
        </Show>
      </Show>
    </div>
  );
}
