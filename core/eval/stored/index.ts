/** Checked syntax trees as bytes: the door of this folder. */
export { formatVersion, type StoredTree } from "./format.ts";
export { readTree } from "./read.ts";
export { writeTree } from "./write.ts";
