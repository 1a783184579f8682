/** The commands of files and workspaces. Keys are some that browsers leave to pages. */
import type { Command } from "../commands/types.ts";
import { removeFile, removeWorkspace, startNewFile, startRename, uploadFiles } from "./actions.ts";
import { download } from "./download.ts";
import type { WorkspaceCommandDeps } from "./types.ts";

export function workspaceCommands(deps: WorkspaceCommandDeps): Command[] {
  const { workspace, ui, showFiles, focusEditor } = deps;
  const hasSeveralTabs = (): boolean => workspace.open().length > 1;
  const hasSeveralFiles = (): boolean => workspace.files().length > 1;
  /** Goes on among the tabs, around the end. */
  const step = (by: number): void => {
    const open = workspace.open();
    const next = open[(open.indexOf(workspace.active()) + by + open.length) % open.length];
    if (next !== undefined) workspace.setActive(next);
    focusEditor();
  };
  const command = (what: string, title: string, more: Omit<Command, "id" | "title" | "group">): Command => ({
    id: `file.${what}`,
    title,
    group: "File",
    ...more,
  });
  return [
    command("new", "New file…", {
      keys: ["Mod-Alt-n"],
      description: "Adds a file; a / in its name makes folders.",
      run() {
        showFiles();
        startNewFile(deps, workspace.active());
      },
    }),
    command("rename", "Rename file…", {
      keys: ["F2"],
      description: "Renames the file in the editor; a / in its name moves it into a folder.",
      run() {
        showFiles();
        startRename(deps, workspace.active());
      },
    }),
    command("delete", "Delete file", {
      description: "Deletes the file in the editor; this can be undone.",
      enabled: hasSeveralFiles,
      run() {
        showFiles();
        removeFile(deps, workspace.active());
      },
    }),
    command("undo", "Undo the last change of files", {
      enabled: () => ui.undoable() !== null,
      run: () => ui.undo(),
    }),
    command("close", "Close tab", {
      keys: ["Mod-Alt-w"],
      description: "Closes the file's tab; the file stays.",
      enabled: hasSeveralTabs,
      run() {
        workspace.close(workspace.active());
        focusEditor();
      },
    }),
    command("next", "Next file", { keys: ["Alt-PageDown"], enabled: hasSeveralTabs, run: () => step(1) }),
    command("previous", "Previous file", {
      keys: ["Alt-PageUp"],
      enabled: hasSeveralTabs,
      run: () => step(-1),
    }),
    command("upload", "Upload files…", {
      keys: ["Mod-Alt-u"],
      description: "Adds files from this machine to the workspace; they do not leave the browser.",
      run() {
        showFiles();
        uploadFiles(deps);
      },
    }),
    command("download", "Download file", {
      description: "Saves the file in the editor to this machine.",
      run: () => download(workspace.active(), workspace.content(workspace.active())),
    }),
    command("show", "Show files", { description: "Opens the tree of files.", run: showFiles }),
    command("workspace.new", "New workspace", {
      description: "Opens an empty workspace; this one is kept.",
      run: () => ui.attempt(() => workspace.add()),
    }),
    command("workspace.duplicate", "Duplicate workspace", {
      description: "Opens a copy of this workspace.",
      run: () => ui.attempt(() => workspace.duplicate()),
    }),
    command("workspace.delete", "Delete workspace", {
      description: "Deletes this workspace; this can be undone.",
      run() {
        showFiles();
        removeWorkspace(deps);
      },
    }),
  ];
}
