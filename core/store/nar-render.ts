/** Writing stored trees as NARs. */
import {
  mapAhead,
  missingBlob,
  piecesOf,
  readFile,
  streamOfGenerator,
  walkTree,
  wrongSize,
  type CallOptions,
  type FileNode,
  type Node,
  type Stores,
  type WalkStep,
} from "../castore/index.ts";
import { NarWriter } from "../nix-compat/index.ts";

/** Files up to this size are read whole, ahead of when they are written. */
const wholeUpTo = 256 << 10;

/** How far to read ahead. */
const readAhead = { count: 32, budget: 4 << 20 };

/** Bytes gathered before they are handed on. */
const pieceSize = 64 << 10;

/**
 * Writes a tree with a NAR writer, which must be new, and ends it. Stops after every step, so that whoever drives it can take
 * away what was written. Memory is constant: files are read ahead within narrow limits, large ones piece by
 * piece.
 * @throws CastoreError (`missing`, `corrupt`) naming the path in the tree
 */
export async function* writeNar(
  stores: Stores,
  root: Node,
  writer: NarWriter,
  options?: CallOptions,
): AsyncGenerator<void, void> {
  const steps = mapAhead(
    walkTree(stores.directories, root, options),
    async (step) => ({ step, content: await readSmall(stores, step, options) }),
    { ...readAhead, cost: costOf },
  );
  for await (const { step, content } of steps) {
    if (step.kind === "leave") {
      writer.endDirectory();
      continue;
    }
    const { name, node, path } = step;
    if (name !== "") writer.entry(name);
    if (node.kind === "directory") {
      writer.startDirectory();
    } else if (node.kind === "symlink") {
      writer.symlink(node.target);
    } else {
      writer.file(node.size, node.executable);
      if (content !== null) writer.write(content);
      else for await (const piece of largeFile(stores, node, path, options)) yield writer.write(piece);
    }
    yield;
  }
  writer.end();
}

function isSmall(step: WalkStep): step is WalkStep & { kind: "node"; node: FileNode } {
  return step.kind === "node" && step.node.kind === "file" && step.node.size <= wholeUpTo;
}

function costOf(step: WalkStep): number {
  return isSmall(step) ? step.node.size : 0;
}

async function readSmall(stores: Stores, step: WalkStep, options?: CallOptions): Promise<Uint8Array | null> {
  return isSmall(step) ? readFile(stores.blobs, step.node, step.path, options) : null;
}

async function* largeFile(
  stores: Stores,
  node: FileNode,
  path: string,
  options?: CallOptions,
): AsyncGenerator<Uint8Array, void> {
  const stream = await stores.blobs.openRead(node.digest, options);
  if (stream === null) throw missingBlob(node, path);
  let size = 0;
  for await (const piece of piecesOf(stream, options?.signal)) {
    size += piece.length;
    if (size > node.size) throw wrongSize(node, path, size);
    yield piece;
  }
  if (size < node.size) throw wrongSize(node, path, size);
}

/**
 * A tree's NAR as a stream with backpressure; nothing is read before somebody asks for it.
 * Errors as {@link writeNar}; they end the stream.
 */
export function renderNar(stores: Stores, root: Node, options?: CallOptions): ReadableStream<Uint8Array> {
  return streamOfGenerator(narPieces(stores, root, options));
}

async function* narPieces(
  stores: Stores,
  root: Node,
  options?: CallOptions,
): AsyncGenerator<Uint8Array, void> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const writer = new NarWriter((chunk) => {
    // The writer may use the array again.
    pieces.push(chunk.slice());
    size += chunk.length;
  });
  for await (const _ of writeNar(stores, root, writer, options)) {
    if (size < pieceSize) continue;
    const taken = pieces;
    pieces = [];
    size = 0;
    yield* taken;
  }
  yield* pieces;
}
