/** The explorer: looking into archives, derivations and store paths. Loaded when it is first needed. */
import "../styles/values.css";
import "../styles/value-texts.css";
import "../styles/value-derivations.css";
import "../styles/mounts.css";
import "../styles/mount-dialogs.css";
import "../styles/explorer.css";
import "../styles/explorer-files.css";
import "../styles/explorer-viewer.css";

export { ExplorerPane } from "./ExplorerPane.tsx";
export { copyLink, downloadItems } from "./actions.ts";
export { createCaches } from "./caches.ts";
export { openText, pickFile } from "./OpenField.tsx";
export { createExplorer, type ExplorerDeps, type ExplorerState } from "./state.ts";
export { createTrail } from "./trail.ts";
export type { ExplorerUi, Place, ViewName, ViewProps } from "./types.ts";
