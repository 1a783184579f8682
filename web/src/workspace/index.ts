/** The files a person works on: kept in this browser, shared between its tabs. */
export type { FileContent, WorkspaceData } from "./types.ts";
export type {
  Conflict,
  ConflictChoice,
  ConflictFile,
  Incoming,
  UploadResult,
  Workspace,
  WorkspaceInfo,
} from "./api.ts";
export { WorkspaceError, pathProblem } from "./path.ts";
export { maxWorkspaceBytes } from "./content.ts";
export { openWorkspace, type OpenOptions, type OpenedWorkspace } from "./open.ts";
export { createWorkspace, type WorkspaceOptions } from "./workspace.ts";
export { browserEnvironment } from "./browser.ts";
