/** Mounts: trees that Nix code finds by name, and how they come in. Loaded once the page is at rest. */
import "../styles/mounts.css";
import "../styles/mount-dialogs.css";

export { Digest } from "./Digest.tsx";
export { MountsPanel } from "./MountsPanel.tsx";
export { MountsOverlay } from "./MountsOverlay.tsx";
export { UrlDialog } from "./UrlDialog.tsx";
export { Warnings } from "./Warnings.tsx";
export { chooseFolder, wantedArchive, wantedPicked, wantedUrl } from "./collect.ts";
export { messageOf, problemOf } from "./imports.ts";
export { archiveEndings, createMountsUi, type MountsUi } from "./mounts-ui.ts";
export { dayOf, describeTree } from "./words.ts";
export type { MountsDeps, PageStore, Wanted } from "./types.ts";
