/** Export streams. */
export { ExportError, exportMagic } from "./format.ts";
export type { ExportedObject } from "./format.ts";
export { ExportReader } from "./reader.ts";
export type { ExportHandler } from "./reader.ts";
export { ExportWriter } from "./writer.ts";
