/** Walking the part of a tree that makes a part of its NAR. */
import {
  CastoreError,
  formatDigest,
  quoteBytes,
  rootPath,
  type ByteRange,
  type CallOptions,
  type DirectoryNode,
  type DirectoryReader,
  type Entry,
  type Node,
  type Path,
  type WalkStep,
} from "../castore/index.ts";
import { narDirectoryStartSize, narEntrySize, narEntryStartSize, narMagicSize } from "../nix-compat/index.ts";
import type { NarSizes } from "./nar-sizes.ts";

/** What closes an entry. */
const entryEndSize = narEntrySize(0, 0) - narEntryStartSize(0);

/** A part of a NAR. */
export interface NarPart extends ByteRange {
  /** Tells what may be left out. */
  readonly sizes: NarSizes;
}

/** A step of a walk, or a node that lies outside of the part. */
export type NarWalkStep =
  | WalkStep
  | {
      readonly kind: "skip";
      readonly name: string;
      /** Bytes it takes in the NAR. */
      readonly size: number;
    };

/** Most steps that are handed on at once. */
const batchSize = 256;

interface OpenDirectory {
  readonly path: Path;
  readonly entries: IterableIterator<Entry>;
  /** Where it ends in the NAR; not known where all is wanted. */
  readonly end: number;
}

/**
 * As `walkTree`, many steps at once, and without what lies outside of the part: of that nothing is read but the
 * directories on the way. The walk ends with the part.
 * @param part - null: all of it
 * @throws CastoreError (`missing`, `invalid`)
 */
export async function* walkNar(
  directories: DirectoryReader,
  root: Node,
  part: NarPart | null,
  options?: CallOptions,
): AsyncGenerator<readonly NarWalkStep[], void> {
  const { start, end } = part ?? { start: 0, end: Infinity };
  const open: OpenDirectory[] = [];
  let steps: NarWalkStep[] = [];
  /** Where the next node begins; stays where all is wanted. */
  let at = narMagicSize;
  let next: { path: Path; name: string; node: Node } | null = { path: rootPath, name: "", node: root };
  while (next !== null || at < end) {
    if (steps.length >= batchSize) {
      yield steps;
      steps = [];
    }
    if (next !== null) {
      const { name, node, path }: { path: Path; name: string; node: Node } = next;
      const size: number = part === null ? 0 : await part.sizes.ofNode(node, options);
      next = null;
      // A node after the part comes where its name is still in it.
      const isOutside = part !== null && (at + size <= start || at >= end);
      steps.push(isOutside ? { kind: "skip", name, size } : { kind: "node", path, name, node });
      if (!isOutside && node.kind === "directory") {
        options?.signal?.throwIfAborted();
        const directory = await directories.get(node.digest, options);
        if (directory === null) throw missingDirectory(node, path);
        open.push({ path, entries: directory.entries[Symbol.iterator](), end: at + size });
        if (part !== null) at += narDirectoryStartSize;
      } else if (part !== null) {
        at += size + (open.length > 0 ? entryEndSize : 0);
      }
      continue;
    }
    const top = open.at(-1);
    if (top === undefined) break;
    const step = top.entries.next();
    if (step.done === true) {
      open.pop();
      if (part !== null) at = top.end + (open.length > 0 ? entryEndSize : 0);
      steps.push({ kind: "leave", path: top.path });
    } else {
      const { name, node } = step.value;
      if (part !== null) at += narEntryStartSize(name.length);
      next = { path: (top.path === "" ? name : `${top.path}/${name}`) as Path, name, node };
    }
  }
  yield steps;
}

function missingDirectory(node: DirectoryNode, path: string): CastoreError {
  return new CastoreError(
    "missing",
    `directory ${formatDigest(node.digest)}, needed for ${quoteBytes(path)}, is missing`,
  );
}
