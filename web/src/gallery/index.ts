/** The door of the gallery. The dialog is imported by its file, when it is needed: it holds all examples. */
export { galleryCommands, type GalleryCommandDeps } from "./commands.ts";
export type { Example } from "./types.ts";
