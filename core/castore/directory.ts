/** Directories: names and nodes, sorted, named by the digest of their encoding. */
import { digestOf, type Digest } from "./digest.ts";
import { decodeEntries, encodeEntries } from "./directory-encoding.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import { nameFault, nodeFault, type DirectoryNode, type FileNode, type Node } from "./node.ts";
import { checkCanonical } from "./wire.ts";

/** A name in a directory and what it stands for. */
export interface Entry {
  /** A byte string of 1 to 255 bytes without NUL and slash, not `.` or `..`. */
  readonly name: string;
  readonly node: Node;
}

/**
 * How a directory's `size`, which its parent's encoding holds, is counted:
 * - `rust`: twice the number of entries, plus the sizes of its directories. What Tvix and Snix do since
 *   August 2024, so what their peers accept;
 * - `documented`: the number of entries, plus the sizes of its directories, as the protocol's files say.
 *
 * Trees with a non-empty directory in a directory have different digests under the two.
 */
export type SizeRule = "rust" | "documented";

/** The rule that real peers follow. */
export const defaultSizeRule: SizeRule = "rust";

/** Bytewise order of byte strings. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An immutable directory. It knows its children by digest only. */
export class Directory {
  /** All entries, ascending by name. */
  readonly entries: readonly Entry[];
  private childSizes = 0;
  private knownDigest: Digest | null = null;
  /** The encoding, from when it was hashed until it is asked for: mostly both are needed, once. */
  private encoded: Uint8Array | null = null;

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
    for (let i = 0; i < entries.length; i++) this.check(i);
  }

  /**
   * Makes a directory of entries in any order.
   * @throws CastoreError (`invalid`) naming the entry: bad or doubled names, bad nodes, sizes beyond 2^53 - 1
   */
  static of(entries: Iterable<Entry>): Directory {
    return new Directory([...entries].sort((a, b) => compareNames(a.name, b.name)));
  }

  /**
   * Reads an encoded directory. Only the canonical encoding of a valid directory is accepted, so that the
   * result's digest is the digest of `bytes`.
   * @throws CastoreError (`invalid`) naming the entry where there is one
   */
  static decode(bytes: Uint8Array): Directory {
    const directory = Directory.of(decodeEntries(bytes));
    checkCanonical("directory", bytes, directory.encode());
    return directory;
  }

  private check(index: number): void {
    const { name, node } = this.entries[index]!;
    const fault = nameFault(name) ?? nodeFault(node);
    if (fault !== null) throw entryError(name, fault);
    if (index > 0 && this.entries[index - 1]!.name === name) throw entryError(name, "is there twice");
    if (node.kind !== "directory") return;
    this.childSizes += node.size;
    if (this.childSizes + 2 * this.entries.length > Number.MAX_SAFE_INTEGER) {
      throw entryError(name, "makes the directory larger than 2^53 - 1");
    }
  }

  /** What a name stands for; null when there is no such entry. */
  get(name: string): Node | null {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.entries[middle]!.name < name) low = middle + 1;
      else high = middle;
    }
    const found = this.entries[low];
    return found?.name === name ? found.node : null;
  }

  /** The directories in this one, in the order of their names; one digest may come several times. */
  *children(): IterableIterator<Entry & { readonly node: DirectoryNode }> {
    for (const { name, node } of this.entries) if (node.kind === "directory") yield { name, node };
  }

  /** The files in this directory, in the order of their names. */
  *files(): IterableIterator<Entry & { readonly node: FileNode }> {
    for (const { name, node } of this.entries) if (node.kind === "file") yield { name, node };
  }

  /** BLAKE3 of the encoding. */
  get digest(): Digest {
    return (this.knownDigest ??= digestOf((this.encoded = encodeEntries(this.entries))));
  }

  /** The directory's size by a rule. */
  size(rule: SizeRule = defaultSizeRule): number {
    return (rule === "rust" ? 2 : 1) * this.entries.length + this.childSizes;
  }

  /** The canonical encoding: message `Directory` of `castore.v1`. */
  encode(): Uint8Array {
    const { encoded } = this;
    this.encoded = null;
    return encoded ?? encodeEntries(this.entries);
  }

  /** The node that stands for this directory. */
  node(rule: SizeRule = defaultSizeRule): DirectoryNode {
    return { kind: "directory", digest: this.digest, size: this.size(rule) };
  }
}

/** The directory without entries. */
export const emptyDirectory: Directory = /* @__PURE__ */ Directory.of([]);

function entryError(name: string, fault: string): CastoreError {
  return new CastoreError("invalid", `directory entry ${quoteBytes(name)} ${fault}`);
}
