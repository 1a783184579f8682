/**
 * Files on the page: tabs, tree, workspace switcher, and what can be done with them. `FilesPanel` is imported by its
 * file, when it is first opened.
 */
import "../styles/files.css";

export { FileTabs } from "./FileTabs.tsx";
export { ConflictNotice } from "./ConflictNotice.tsx";
export { createFilesUi, type FilesUi, type Undoable } from "./files-ui.ts";
export { workspaceCommands } from "./commands.ts";
export type { FileTabsProps, FilesPanelProps, WorkspaceCommandDeps } from "./types.ts";
