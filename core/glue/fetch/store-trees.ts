/** Trees and files that were fetched, as store objects. */
import type { NixError } from "../../eval/index.ts";
import {
  checkStorePathName,
  createHasher,
  formatHash,
  hashBytes,
  makeFixedOutputPath,
  type HashAlgorithm,
} from "../../nix-compat/index.ts";
import { asIoError, asValueError } from "../errors.ts";
import { type EvalIO, readBytes } from "../eval-io.ts";
import type { EvalStore } from "../eval-store.ts";
import { type MemoryNode, MemoryTree } from "../memory-tree.ts";
import { type Accepted, writeNar } from "../nar-hash.ts";

/** Files and the place in them that is meant. */
export interface Tree {
  io: EvalIO;
  root: string;
}

/** A tree, or a part of it. */
export interface Content {
  tree: Tree;
  /** Paths below the tree's root that are meant; null: all. */
  accepted: Accepted;
}

/** A file or directory in memory as a tree. */
export function memoryTree(node: MemoryNode): Tree {
  return { io: new MemoryTree(node), root: "" };
}

/** A plain file as a tree. */
export function fileTree(bytes: Uint8Array): Tree {
  return memoryTree({ kind: "regular", bytes, executable: false });
}

/** How a fixed output is addressed. */
export interface Fixed {
  recursive: boolean;
  algorithm: HashAlgorithm;
  digest: Uint8Array;
}

/** Puts into a store what fetches bring. */
export class StoreTrees {
  constructor(private readonly store: EvalStore) {}

  /** The store path for content with this hash. @throws NixError for a bad name */
  pathOf(name: string, fixed: Fixed): string {
    return asValueError(() => {
      checkStorePathName(name, true);
      return makeFixedOutputPath(name, fixed, undefined, this.store.storeDir);
    });
  }

  /** Adds what is there; answers its path and hash. Files of the evaluation's own world are not copied now. @throws NixError */
  add(name: string, { tree, accepted }: Content, recursive: boolean): { path: string; digest: Uint8Array } {
    const digest = contentHash({ tree, accepted }, recursive, "sha256");
    const path = this.pathOf(name, { recursive, algorithm: "sha256", digest });
    if (tree.io !== this.store.tree) this.put(path, () => tree);
    else if (!this.store.objects.has(path)) {
      this.store.objects.set(path, { type: "copy", from: tree.root, accepted, references: [] });
    }
    return { path, digest };
  }

  /**
   * Adds what is not there yet.
   * @param bring - called when somebody looks, once
   * @param mismatch - the error when what it brings has another hash
   */
  addLater(path: string, fixed: Fixed, bring: () => Tree, mismatch: (got: Uint8Array) => NixError): void {
    let brought: { tree: Tree } | { error: unknown } | null = null;
    const bringOnce = (): Tree => {
      const tree = bring();
      const got = contentHash({ tree, accepted: null }, fixed.recursive, fixed.algorithm);
      if (!sameBytes(got, fixed.digest)) throw mismatch(got);
      return tree;
    };
    this.put(path, () => {
      if (brought === null) {
        try {
          brought = { tree: bringOnce() };
        } catch (error) {
          // Whoever looks again gets the same answer, and the host no second request.
          brought = { error };
        }
      }
      if ("error" in brought) throw brought.error;
      return brought.tree;
    });
  }

  private put(path: string, tree: () => Tree): void {
    if (!this.store.objects.has(path))
      this.store.objects.set(path, { type: "fetched", tree, references: [] });
  }
}

/** The hash of a file's bytes, or of a tree's NAR. @throws NixError */
function contentHash({ tree, accepted }: Content, recursive: boolean, algorithm: HashAlgorithm): Uint8Array {
  const { io, root } = tree;
  const at = root === "" ? "/" : root;
  return asIoError(() => {
    if (!recursive) return hashBytes(algorithm, readBytes(io, at));
    const hasher = createHasher(algorithm);
    writeNar(io, at, accepted, (chunk) => hasher.update(chunk));
    return hasher.digest();
  });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** `sha256-…` as Nix writes NAR hashes. */
export function sri(digest: Uint8Array): string {
  return formatHash({ algorithm: "sha256", digest }, "sri");
}
