/** Trees of texts that were checked before: kept by the host across evaluators and visits. */
import type { StoredNodes, StoredTree } from "./stored/index.ts";
import type { Ast } from "./syntax/index.ts";
import type { Source } from "./syntax/source.ts";

/** How trees are written and read; whoever keeps trees brings it, so that others need not load it. */
export interface TreeCodec {
  readonly formatVersion: string | number;
  readTree(stored: StoredNodes, names: string[], source: Source): Ast;
  writeTree(ast: Ast): StoredTree | null;
}

/** A tree as a {@link TreeStore} hands it out. */
export interface KeptTree extends StoredNodes {
  /** For each of its names the number the store has for it. The array is the caller's. */
  names: Int32Array;
}

/**
 * Keeps checked trees by text. Reading a stored tree instead of parsing saves most of the time that evaluating
 * a large package set for the first time takes, and is allowed because the text was parsed and analysed whole.
 */
export interface TreeStore {
  /** {@link treeCodec}. */
  readonly codec: TreeCodec;
  /** The digest of a text that trees are kept by (SHA-1); null as long as it is not worth while to look for them. */
  digest(text: string): Uint8Array | null;
  /** The tree of the text with a digest, checked under the same settings; null if there is none. */
  get(digest: Uint8Array, settings: string): KeptTree | null;
  /** Offers a tree; `make` may be called later, once, and answers null for a tree that can't be stored. */
  put(digest: Uint8Array, settings: string, size: number, make: () => StoredTree | null): void;
  /** Number of names that trees of this store have. Files share most of theirs, so each is made into a string once. */
  readonly nameCount: number;
  /** A name by its number. */
  name(number: number): string;
}
