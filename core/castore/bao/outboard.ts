/** The tree of a blob without its content ("outboard"), with which any part of it can be verified alone. */
import { digestFromBytes, type Digest } from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { Blake3, groupSize, valueSize, type ParentSink } from "../kernels/index.ts";

/** Bytes of a parent: the chaining values of its two children. */
export const parentSize = 2 * valueSize;
/** Bytes of the blob's size in front of an encoded outboard. */
const headerSize = 8;

/** All parents of a blob's BLAKE3 tree above its leaves. */
export interface Outboard {
  /** Bytes of the blob. Proven only by verifying what contains the blob's last byte. */
  readonly size: number;
  /** Bytes of a leaf: 16384 (Iroh's groups of 16 chunks) or another power of two from 1024 (plain bao) on. */
  readonly leafSize: number;
  /** The parents in pre-order: a parent, then what is under its left child, then what is under its right one. */
  readonly parents: Uint8Array;
}

/** Leaves of a tree; the empty blob has one, which is empty. */
export function leafCount(size: number, leafSize: number): number {
  return Math.max(1, Math.ceil(size / leafSize));
}

/** Leaves under the left child of a parent over `count` > 1 of them: the largest power of two below `count`. */
export function leftCount(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}

/** Collects an outboard while a {@link Blake3} with the same `leafSize` runs; in memory, 64 bytes a parent. */
export function collectOutboard(leafSize: number = groupSize): {
  readonly sink: ParentSink;
  /** The outboard, once the hasher's digest was taken. */
  readonly outboard: (size: number) => Outboard;
} {
  let postOrder = new Uint8Array(16 * parentSize);
  let used = 0;
  return {
    sink(pair) {
      if (used === postOrder.length) {
        const grown = new Uint8Array(2 * used);
        grown.set(postOrder);
        postOrder = grown;
      }
      postOrder.set(pair, used);
      used += parentSize;
    },
    outboard: (size) => ({ size, leafSize, parents: preOrder(postOrder.subarray(0, used)) }),
  };
}

/** The digest and the outboard of content at hand. */
export function outboardOf(
  content: Uint8Array,
  leafSize: number = groupSize,
): { readonly digest: Digest; readonly outboard: Outboard } {
  const { sink, outboard } = collectOutboard(leafSize);
  const digest = new Blake3({ parents: sink, leafSize }).update(content).digest();
  return { digest: digestFromBytes(digest), outboard: outboard(content.length) };
}

/** Parents in pre-order from the same in post-order (children before parents). */
export function preOrder(postOrder: Uint8Array): Uint8Array {
  const parents = new Uint8Array(postOrder.length);
  const place = (leaves: number, from: number, to: number): void => {
    if (leaves < 2) return;
    const left = leftCount(leaves);
    const own = (from + leaves - 2) * parentSize;
    parents.set(postOrder.subarray(own, own + parentSize), to * parentSize);
    place(left, from, to + 1);
    place(leaves - left, from + left - 1, to + left);
  };
  place(postOrder.length / parentSize + 1, 0, 0);
  return parents;
}

/** The outboard as bao stores it: the blob's size in 8 bytes, little-endian, and the parents in pre-order. */
export function encodeOutboard({ size, parents }: Outboard): Uint8Array {
  const bytes = new Uint8Array(headerSize + parents.length);
  bytes.set(encodeSize(size));
  bytes.set(parents, headerSize);
  return bytes;
}

/**
 * Reads what {@link encodeOutboard} writes. Nothing is verified yet but that the length fits the size.
 * @throws CastoreError (`invalid`) when it does not
 */
export function decodeOutboard(bytes: Uint8Array, leafSize: number = groupSize): Outboard {
  const size = decodeSize(bytes);
  const wanted = headerSize + (leafCount(size, leafSize) - 1) * parentSize;
  if (bytes.length !== wanted) {
    throw new CastoreError(
      "invalid",
      `the outboard of a blob of ${size} bytes has ${wanted} bytes, not ${bytes.length}`,
    );
  }
  return { size, leafSize, parents: bytes.subarray(headerSize) };
}

/** A size as bao writes it: 8 bytes, little-endian. */
export function encodeSize(size: number): Uint8Array {
  const bytes = new Uint8Array(headerSize);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(size), true);
  return bytes;
}

/** The size at the beginning of an encoding. @throws CastoreError (`invalid`) when it is cut off or beyond 2^53 */
export function decodeSize(bytes: Uint8Array): number {
  if (bytes.length < headerSize) {
    throw new CastoreError(
      "invalid",
      `the encoding ends after ${bytes.length} bytes, within the blob's size`,
    );
  }
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new CastoreError("invalid", `the encoding says that the blob has ${size} bytes`);
  }
  return Number(size);
}

/** The chaining values of a parent's children. */
export function valuesOf(pair: Uint8Array): [left: Uint8Array, right: Uint8Array] {
  return [pair.subarray(0, valueSize), pair.subarray(valueSize, parentSize)];
}
