/** Trees of texts that were checked before: kept by the host across evaluators and visits. */
import type { StoredTree } from "./stored/index.ts";
import type { Ast } from "./syntax/index.ts";
import type { Source } from "./syntax/source.ts";

/** How trees are written and read; whoever keeps trees brings it, so that others need not load it. */
export interface TreeCodec {
  readonly formatVersion: string | number;
  readTree(stored: StoredTree, source: Source): Ast;
  writeTree(ast: Ast): StoredTree | null;
}

/**
 * Keeps checked trees by text. Reading a stored tree instead of parsing saves most of the time that evaluating
 * a large package set for the first time takes, and is allowed because the text was parsed and analysed whole.
 */
export interface TreeStore {
  /** {@link treeCodec}. */
  readonly codec: TreeCodec;
  /** The tree of a text, checked under the same settings; null if there is none. */
  get(text: string, settings: string): StoredTree | null;
  /** Offers a tree; `make` may be called later, once, and answers null for a tree that can't be stored. */
  put(text: string, settings: string, make: () => StoredTree | null): void;
}
