/**
 * Where everything stands in the NAR of a tree: calculated from its directories alone, contents are not read.
 * Format: Nix manual, "Nix Archive format"; strings are a length of 8 bytes, the bytes, zeros up to a multiple of 8.
 */
import {
  CastoreError,
  type Digest,
  type Directory,
  type DirectoryReader,
  formatDigest,
  type CallOptions,
  type FileNode,
  type Node,
} from "../castore/index.ts";
import {
  narDirectorySize,
  narDirectoryStartSize,
  narEntrySize,
  narEntryStartSize,
  narFileSize,
  narFileStartSize,
  narMagicSize,
  narSymlinkSize,
} from "../nix-compat/index.ts";

/** What a stretch of a NAR is. */
export type SegmentKind = "magic" | "open" | "close" | "entry" | "contents" | "padding" | "symlink";

/** A stretch of a NAR. Paths and strings are byte strings. */
export interface Segment {
  offset: number;
  /** Bytes; lengths and padding of strings included. */
  length: number;
  what: SegmentKind;
  /** Whose it is; components joined by `/`. */
  path: string;
  /** The strings that stand there; none for contents and their padding. */
  strings: string[];
  /** The file whose contents it is. */
  node: FileNode | null;
}

/** What a node takes in a NAR, from `(` to `)`. */
interface Extent {
  size: number;
  segments: number;
}

/** Where the entries of a directory are, relative to its `(`. */
interface Shape extends Extent {
  directory: Directory;
  /** By entry, and where the last ends: bytes, and segments. */
  offsets: Float64Array;
  counts: Float64Array;
}

/** Entries of all directories whose shapes are kept. */
const keptEntries = 300_000;

/** Layouts of NARs. What was calculated is kept, and shared by trees that share directories. */
export class NarLayouts {
  private readonly shapes = new Map<Digest, Shape>();
  private kept = 0;
  /** Of directories whose shape was forgotten: two numbers each. */
  private readonly extents = new Map<Digest, Extent>();

  constructor(private readonly directories: DirectoryReader) {}

  /** Bytes of the NAR of a node, and in how many segments. @throws CastoreError (`missing`) */
  async measure(root: Node, options?: CallOptions): Promise<{ narSize: number; segments: number }> {
    const { size, segments } = await this.extent(root, options);
    return { narSize: narMagicSize + size, segments: 1 + segments };
  }

  /** Segments `from` … `from + count`. @throws CastoreError (`missing`) */
  async segments(root: Node, from: number, count: number, options?: CallOptions): Promise<Segment[]> {
    const out = new Range(from, from + count);
    await this.extent(root, options);
    out.add(0, { length: narMagicSize, what: "magic", path: "", strings: [magic], node: null });
    await this.write(out, root, options);
    return out.found;
  }

  private async write(out: Range, root: Node, options: CallOptions | undefined): Promise<void> {
    // A stack of its own: trees are deeper than the engine's.
    const open: { shape: Shape; path: string; start: number; next: number }[] = [];
    const enter = async (node: Node, path: string, start: number): Promise<void> => {
      if (node.kind !== "directory") return leaf(out, node, path, start);
      const shape = await this.shape(node.digest, options);
      out.add(start, { length: narDirectoryStartSize, what: "open", path, strings: openStrings, node: null });
      // Entries before the range need not be gone through.
      const first = shape.directory.entries.length === 0 ? 0 : entryAt(shape.counts, out.from - out.at);
      out.skip(shape.counts[first]!);
      open.push({ shape, path, start, next: first });
    };
    await enter(root, "", narMagicSize);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (out.isFull) return;
      const { shape, start } = top;
      const { entries } = shape.directory;
      const entry = entries[top.next];
      if (entry === undefined) {
        open.pop();
        const strings = closing(top.path);
        const length = strings.length * closeSize;
        out.add(start + shape.size - closeSize, {
          length,
          what: "close",
          path: top.path,
          strings,
          node: null,
        });
        continue;
      }
      const at = start + narDirectoryStartSize + shape.offsets[top.next]!;
      top.next++;
      const below = top.path === "" ? entry.name : `${top.path}/${entry.name}`;
      const strings = ["entry", "(", "name", entry.name, "node"];
      const length = narEntryStartSize(entry.name.length);
      out.add(at, { length, what: "entry", path: below, strings, node: null });
      await enter(entry.node, below, at + length);
    }
  }

  /** What a node takes. */
  private async extent(node: Node, options: CallOptions | undefined): Promise<Extent> {
    return node.kind === "directory" ? this.shape(node.digest, options) : extentOfLeaf(node);
  }

  /** The shape of a directory: those of all below it are calculated first. */
  private async shape(root: Digest, options: CallOptions | undefined): Promise<Shape> {
    const known = this.shapes.get(root);
    if (known !== undefined) {
      this.shapes.delete(root);
      this.shapes.set(root, known);
      return known;
    }
    const open: { digest: Digest; directory: Directory; next: number }[] = [];
    const enter = async (digest: Digest): Promise<void> => {
      options?.signal?.throwIfAborted();
      const directory = await this.directories.get(digest, options);
      if (directory === null) {
        throw new CastoreError("missing", `directory ${formatDigest(digest)} is not in the store`);
      }
      open.push({ digest, directory, next: 0 });
    };
    await enter(root);
    while (true) {
      const top = open.at(-1)!;
      const { entries } = top.directory;
      let child: Digest | null = null;
      for (; top.next < entries.length && child === null; top.next++) {
        const { node } = entries[top.next]!;
        if (node.kind === "directory" && !this.extents.has(node.digest)) child = node.digest;
      }
      if (child !== null) {
        await enter(child);
        continue;
      }
      open.pop();
      const shape = this.shapeOf(top.directory);
      this.extents.set(top.digest, { size: shape.size, segments: shape.segments });
      this.keep(top.digest, shape);
      if (open.length === 0) return shape;
    }
  }

  private shapeOf(directory: Directory): Shape {
    const { entries } = directory;
    const offsets = new Float64Array(entries.length + 1);
    const counts = new Float64Array(entries.length + 1);
    entries.forEach(({ name, node }, i) => {
      const inner = node.kind === "directory" ? this.extents.get(node.digest)! : extentOfLeaf(node);
      offsets[i + 1] = offsets[i]! + narEntrySize(name.length, inner.size);
      counts[i + 1] = counts[i]! + 1 + inner.segments;
    });
    const count = entries.length;
    return {
      directory,
      offsets,
      counts,
      size: narDirectorySize + offsets[count]!,
      segments: 2 + counts[count]!,
    };
  }

  private keep(digest: Digest, shape: Shape): void {
    this.shapes.set(digest, shape);
    this.kept += shape.offsets.length;
    for (const [oldest, { offsets }] of this.shapes) {
      if (this.kept <= keptEntries || oldest === digest) break;
      this.shapes.delete(oldest);
      this.kept -= offsets.length;
    }
  }
}

const magic = "nix-archive-1";
const openStrings = ["(", "type", "directory"];

/** What closes a node: `)`. */
const closeSize = narDirectorySize - narDirectoryStartSize;

function stringsOfFile(executable: boolean): string[] {
  return executable
    ? ["(", "type", "regular", "executable", "", "contents"]
    : ["(", "type", "regular", "contents"];
}

function extentOfLeaf(node: Exclude<Node, { kind: "directory" }>): Extent {
  if (node.kind === "symlink") return { size: narSymlinkSize(node.target.length), segments: 2 };
  return {
    size: narFileSize(node.size, node.executable),
    segments: 2 + (node.size > 0 ? 1 : 0) + (paddingOf(node.size) > 0 ? 1 : 0),
  };
}

/** Bytes up to a multiple of 8. (The lowest bits are right, whatever `&` cuts off.) */
function paddingOf(size: number): number {
  return -size & 7;
}

/** What ends a node; in a directory, its entry with it. Only the root's path is empty. */
function closing(path: string): string[] {
  return path === "" ? [")"] : [")", ")"];
}

function leaf(out: Range, node: Exclude<Node, { kind: "directory" }>, path: string, start: number): void {
  let at = start;
  const add = (what: SegmentKind, length: number, strings: string[], of: FileNode | null = null): void => {
    out.add(at, { length, what, path, strings, node: of });
    at += length;
  };
  if (node.kind === "symlink") {
    add("symlink", narSymlinkSize(node.target.length) - closeSize, [
      "(",
      "type",
      "symlink",
      "target",
      node.target,
    ]);
  } else {
    add("open", narFileStartSize(node.executable), stringsOfFile(node.executable));
    if (node.size > 0) add("contents", node.size, [], node);
    if (paddingOf(node.size) > 0) add("padding", paddingOf(node.size), []);
  }
  add("close", closing(path).length * closeSize, closing(path));
}

/** The last entry that begins at or before a number of segments. */
function entryAt(counts: Float64Array, wanted: number): number {
  let low = 0;
  let high = counts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (counts[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Takes the segments that were asked for out of all. */
class Range {
  readonly found: Segment[] = [];
  /** The number of the segment that comes next. */
  at = 0;

  constructor(
    readonly from: number,
    private readonly to: number,
  ) {}

  get isFull(): boolean {
    return this.at >= this.to;
  }

  skip(count: number): void {
    this.at += count;
  }

  add(offset: number, segment: Omit<Segment, "offset">): void {
    if (this.at >= this.from && this.at < this.to) this.found.push({ offset, ...segment });
    this.at++;
  }
}
