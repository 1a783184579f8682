/** Writing stored trees as archives: the door of this folder. (NARs are written by the room `store`.) */
export { exportTar, type ExportOptions } from "./tar.ts";
export { exportZip } from "./zip.ts";
