/** What the components of this room take. */
import type { Workspace } from "../workspace/index.ts";
import type { FilesUi } from "./files-ui.ts";

export interface FileTabsProps {
  workspace: Workspace;
  ui: FilesUi;
  /** Id of the element that shows the active file. */
  panelId: string;
  /** Starts a new file; without it there is no button for one. */
  onNew?: () => void;
}

export interface FilesPanelProps {
  workspace: Workspace;
  ui: FilesUi;
  /** Puts the focus into the editor, after a file was opened by Enter. */
  onOpened?: () => void;
}

/** What the commands work on. */
export interface WorkspaceCommandDeps {
  workspace: Workspace;
  ui: FilesUi;
  /** Makes the files panel visible: there names are typed. */
  showFiles: () => void;
  /** Puts the focus into the editor. */
  focusEditor: () => void;
}
