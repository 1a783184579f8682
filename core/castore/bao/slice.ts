/**
 * bao's slices: part of a blob with the parents that prove it, for those who have nothing but the digest. A
 * slice is the blob's size, then parents and leaves in pre-order; whoever slices the whole blob gets bao's
 * combined encoding. (bao, docs/spec.md; with leaves of 16 KiB as bao-tree has them.)
 */
import type { ByteRange } from "../blob-service.ts";
import { digestToBytes, formatDigest, type Digest } from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { chunkSize, groupSize, parentValue, subtreeValue } from "../kernels/index.ts";
import { checkRange } from "../ranges.ts";
import { concatenate } from "../streams.ts";
import { bytesEqual } from "../wire.ts";
import {
  decodeSize,
  encodeSize,
  leafCount,
  leftCount,
  parentSize,
  valuesOf,
  type Outboard,
} from "./outboard.ts";

/** What a slice consists of, in order: bytes of its own, and parts of the blob. */
export type SlicePart =
  { readonly kind: "bytes"; readonly bytes: Uint8Array } | ({ readonly kind: "content" } & ByteRange);

/** What a slice contains at least: one leaf, and the last one if it begins at the blob's end or beyond. */
function sliced({ start, end }: ByteRange, size: number): ByteRange {
  checkRange({ start, end });
  if (start >= size) return { start: Math.max(0, size - 1), end: Math.max(1, size) };
  return { start, end: Math.max(end, start + 1) };
}

/** The parts of the slice for a range, to be sent one after another. @throws CastoreError (`range`) for no range */
export function* sliceParts(outboard: Outboard, range: ByteRange): Generator<SlicePart, void> {
  const { size, leafSize, parents } = outboard;
  const { start, end } = sliced(range, size);
  yield { kind: "bytes", bytes: encodeSize(size) };
  function* under(first: number, count: number, parent: number): Generator<SlicePart, void> {
    const from = first * leafSize;
    const to = Math.min(size, from + count * leafSize);
    if (count === 1) {
      if (size > 0) yield { kind: "content", start: from, end: to };
      return;
    }
    yield { kind: "bytes", bytes: parents.subarray(parent * parentSize, (parent + 1) * parentSize) };
    const left = leftCount(count);
    const middle = from + left * leafSize;
    if (start < middle) yield* under(first, left, parent + 1);
    if (end > middle) yield* under(first + left, count - left, parent + left);
  }
  yield* under(0, leafCount(size, leafSize), 0);
}

/** The slice for a range of content at hand. @throws CastoreError (`range`) for no range */
export function encodeSlice(content: Uint8Array, outboard: Outboard, range: ByteRange): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const part of sliceParts(outboard, range)) {
    pieces.push(part.kind === "bytes" ? part.bytes : content.subarray(part.start, part.end));
  }
  return concatenate(pieces);
}

/**
 * The verified bytes of a range, cut to the blob's end, from the slice that was made for it. What follows the
 * slice is not looked at.
 * @throws CastoreError (`corrupt`) for anything that does not match the digest; (`invalid`) when it is cut off
 */
export function decodeSlice(
  digest: Digest,
  slice: Uint8Array,
  range: ByteRange,
  leafSize: number = groupSize,
): Uint8Array {
  const size = decodeSize(slice);
  const { start, end } = sliced(range, size);
  const pieces: Uint8Array[] = [];
  let at = encodeSize(size).length;
  const take = (length: number): Uint8Array => {
    if (at + length > slice.length) {
      throw new CastoreError(
        "invalid",
        `the slice of blob ${formatDigest(digest)} is cut off at byte ${slice.length}`,
      );
    }
    return slice.subarray(at, (at += length));
  };
  const check = (found: Uint8Array, value: Uint8Array, from: number, to: number, what: string): void => {
    if (bytesEqual(found, value)) return;
    const place = `bytes ${from} to ${to}`;
    throw new CastoreError(
      "corrupt",
      `blob ${formatDigest(digest)}: in its slice, ${what} ${place} is damaged`,
    );
  };
  const under = (first: number, count: number, value: Uint8Array, isRoot: boolean): void => {
    const from = first * leafSize;
    const to = Math.min(size, from + count * leafSize);
    if (count === 1) {
      const leaf = take(to - from);
      check(subtreeValue(leaf, from / chunkSize, isRoot), value, from, to, "the content of");
      pieces.push(leaf.subarray(Math.max(0, range.start - from), Math.max(0, range.end - from)));
      return;
    }
    const pair = take(parentSize);
    check(parentValue(pair, isRoot), value, from, to, "the parent over");
    const left = leftCount(count);
    const middle = from + left * leafSize;
    const [leftValue, rightValue] = valuesOf(pair);
    if (start < middle) under(first, left, leftValue, false);
    if (end > middle) under(first + left, count - left, rightValue, false);
  };
  under(0, leafCount(size, leafSize), digestToBytes(digest), true);
  return concatenate(pieces);
}
