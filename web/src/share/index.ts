/** The door of sharing. The dialogs and link.ts are imported by their files, when they are needed. */
export { shareCommands, type ShareCommandDeps } from "./commands.ts";
export { LinkError } from "./errors.ts";
export { fragmentOf, restoreFragment } from "./clean.ts";
export { fileEnding, isWorkspaceFile } from "./file.ts";
export { createOpening, type OpenChoice, type Opening, type OpeningDeps } from "./opening.ts";
export { createSharing, type ShareOutcome, type Sharing, type SharingDeps } from "./sharing.ts";
export { mountsUsed } from "./mounts.ts";
export type { Shared, SharedMount, SharedSettings } from "./types.ts";
