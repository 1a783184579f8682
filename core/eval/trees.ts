/** Trees of texts that were checked before: kept by the host across evaluators and visits. */
import type { StoredTree } from "./stored/index.ts";

/**
 * Keeps checked trees by text. Reading a stored tree instead of parsing saves most of the time that evaluating
 * a large package set for the first time takes, and is allowed because the text was parsed and analysed whole.
 */
export interface TreeStore {
  /** The tree of a text, checked under the same settings; null if there is none. */
  get(text: string, settings: string): StoredTree | null;
  /** Offers a tree; `make` may be called later, once, and answers null for a tree that can't be stored. */
  put(text: string, settings: string, make: () => StoredTree | null): void;
}
