/** Writing stored trees as NARs, or parts of them. */
import {
  missingBlob,
  piecesOf,
  readFile,
  streamOfGenerator,
  wrongSize,
  type BlobService,
  type ByteRange,
  type CallOptions,
  type DirectoryReader,
  type FileNode,
  type Node,
} from "../castore/index.ts";
import { NarWriter } from "../nix-compat/index.ts";
import { PieceGatherer } from "./nar-pieces.ts";
import { walkNar, type NarPart, type NarWalkStep } from "./nar-walk.ts";

/** Files up to this size are read whole, ahead of when they are written. */
const wholeUpTo = 256 << 10;

/** What is read ahead: two windows of so much, which fifty renderings at once may have, too. */
const windowSize = 256 << 10;
const windowReads = 64;
const windowSteps = 512;

/** What rendering needs of stores. */
export interface ReadableStores {
  readonly blobs: Pick<BlobService, "read" | "openRead">;
  readonly directories: DirectoryReader;
}

/** What rendering takes. */
export interface NarRenderOptions extends CallOptions {
  /** The part that is wanted; the whole NAR unless given. */
  readonly part?: NarPart | undefined;
}

/**
 * Writes a tree with a NAR writer, which must be new, and ends it. Stops after every step, so that whoever drives it can take
 * away what was written. Memory is constant: files are read ahead within narrow limits, large ones piece by
 * piece. Where only a part is wanted, contents before it are skipped, and the writer is left where the part ends.
 * @throws CastoreError (`missing`, `corrupt`) naming the path in the tree
 */
export async function* writeNar(
  stores: ReadableStores,
  root: Node,
  writer: NarWriter,
  options: NarRenderOptions = {},
): AsyncGenerator<void, void> {
  const part = options.part ?? null;
  let window = new Window(stores, options);
  /** The one before, which is written while this one's files are read. */
  let before: Window | null = null;
  for await (const steps of walkNar(stores.directories, root, part, options)) {
    for (const step of steps) {
      window.add(step);
      if (!window.isFull) continue;
      window.begin();
      if (before !== null) yield* before.write(writer);
      before = window;
      window = new Window(stores, options);
    }
  }
  window.begin();
  if (before !== null) yield* before.write(writer);
  yield* window.write(writer);
  if (part === null) writer.end();
  else writer.flush();
}

type SmallFile = NarWalkStep & { kind: "node"; node: FileNode };

function isSmall(step: NarWalkStep): step is SmallFile {
  return step.kind === "node" && step.node.kind === "file" && step.node.size <= wholeUpTo;
}

/** Some steps of a walk, whose small files are read together: waiting for each would take longer than reading it. */
class Window {
  private readonly steps: NarWalkStep[] = [];
  private readonly reads: Promise<Uint8Array>[] = [];
  private size = 0;
  private contents: Promise<Uint8Array[]> | null = null;

  constructor(
    private readonly stores: ReadableStores,
    private readonly options: NarRenderOptions,
  ) {}

  get isFull(): boolean {
    return this.size >= windowSize || this.reads.length >= windowReads || this.steps.length >= windowSteps;
  }

  add(step: NarWalkStep): void {
    this.steps.push(step);
    if (!isSmall(step)) return;
    this.size += step.node.size;
    const read = readFile(this.stores.blobs, step.node, step.path, this.options);
    // Who writes sees the failure; until then it must not count as unhandled.
    read.catch(() => {});
    this.reads.push(read);
  }

  /** All has been added. */
  begin(): void {
    this.contents = Promise.all(this.reads);
    this.contents.catch(() => {});
  }

  /** Writes it, stopping when there is something to be taken away. */
  async *write(writer: NarWriter): AsyncGenerator<void, void> {
    const { stores, options } = this;
    options.signal?.throwIfAborted();
    const contents = await this.contents!;
    let read = 0;
    for (const step of this.steps) {
      if (step.kind === "leave") {
        writer.endDirectory();
        continue;
      }
      if (step.name !== "") writer.entry(step.name);
      if (step.kind === "skip") {
        writer.skipNode(step.size);
        continue;
      }
      const { node, path } = step;
      if (node.kind === "directory") {
        writer.startDirectory();
      } else if (node.kind === "symlink") {
        writer.symlink(node.target);
      } else {
        writer.file(node.size, node.executable);
        if (isSmall(step)) writer.write(contents[read++]!);
        else yield* largeFile(stores, node, path, writer, options);
      }
    }
    yield;
  }
}

/** Writes what is wanted of an open file. */
async function* largeFile(
  stores: ReadableStores,
  node: FileNode,
  path: string,
  writer: NarWriter,
  { part, signal }: NarRenderOptions,
): AsyncGenerator<void, void> {
  const { start, end } = within(part, writer.size, node.size);
  const isWhole = start === 0 && end === node.size;
  if (end === start) return writer.skip(node.size);
  writer.skip(start);
  const range = isWhole ? undefined : { start, end };
  const stream = await stores.blobs.openRead(node.digest, { range, signal });
  if (stream === null) throw missingBlob(node, path);
  let at = start;
  for await (const piece of piecesOf(stream, signal)) {
    at += piece.length;
    if (at > end) throw wrongSize(node, path, at);
    yield writer.write(piece);
  }
  if (at < end) throw wrongSize(node, path, at);
  writer.skip(node.size - end);
}

/** What is wanted of so many bytes that begin at a place in the NAR. */
function within(part: ByteRange | undefined, at: number, size: number): ByteRange {
  if (part === undefined) return { start: 0, end: size };
  const start = Math.min(size, Math.max(0, part.start - at));
  return { start, end: Math.max(start, Math.min(size, part.end - at)) };
}

/**
 * A tree's NAR, or a part of it, as a stream with backpressure; nothing is read before somebody asks for it.
 * Errors as {@link writeNar}; they end the stream.
 */
export function renderNar(
  stores: ReadableStores,
  root: Node,
  options: NarRenderOptions = {},
): ReadableStream<Uint8Array> {
  return streamOfGenerator(narPieces(stores, root, options));
}

async function* narPieces(
  stores: ReadableStores,
  root: Node,
  options: NarRenderOptions,
): AsyncGenerator<Uint8Array, void> {
  const { start, end } = options.part ?? { start: 0, end: Infinity };
  const pieces = new PieceGatherer();
  const writer = new NarWriter((chunk, given = false) => {
    const at = writer.size - chunk.length;
    if (at >= start && at + chunk.length <= end) pieces.add(chunk, given);
    else pieces.add(chunk.subarray(Math.max(0, start - at), Math.max(0, end - at)), given);
  });
  for await (const _ of writeNar(stores, root, writer, options)) {
    if (pieces.ready.length > 0) yield* pieces.take();
  }
  pieces.finish();
  yield* pieces.take();
}
