/** Checked syntax trees as bytes: the door of this folder. */
import type { TreeCodec } from "../trees.ts";
import { formatVersion } from "./format.ts";
import { readTree } from "./read.ts";
import { writeTree } from "./write.ts";

export { ByteReader, ByteWriter, formatVersion, type StoredNodes, type StoredTree } from "./format.ts";
export { readTree } from "./read.ts";
export { writeTree } from "./write.ts";

/** What whoever keeps trees gives to the evaluator. */
export const treeCodec: TreeCodec = { formatVersion, readTree, writeTree };
