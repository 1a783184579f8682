/** Mounts: trees that Nix code finds by name, and how they come in. Loaded once the page is at rest. */
import "../styles/mounts.css";

export { Digest } from "./Digest.tsx";
export { IconButton } from "./IconButton.tsx";
export { MountsPanel } from "./MountsPanel.tsx";
export { MountsOverlay } from "./MountsOverlay.tsx";
export { Warnings } from "./Warnings.tsx";
export { messageOf, problemOf } from "./imports.ts";
export { createMountsUi, type MountsUi } from "./mounts-ui.ts";
export { dayOf, describeTree } from "./words.ts";
export type { MountsDeps, PageStore } from "./types.ts";
