/** Ranges and limits of reads. */
import type { ByteRange } from "./blob-service.ts";
import { formatDigest, type Digest } from "./digest.ts";
import { CastoreError } from "./errors.ts";

/** @throws CastoreError (`range`) for what is no range at all */
export function checkRange({ start, end }: ByteRange): void {
  const whole = Number.isSafeInteger(start) && (Number.isSafeInteger(end) || end === Infinity);
  if (!whole || start < 0 || end < start) {
    throw new CastoreError("range", `bytes ${start} to ${end} are no range`);
  }
}

/** A range cut to a blob's size. @throws CastoreError (`range`) when it begins beyond the blob's end */
export function cutRange(range: ByteRange, size: number): ByteRange {
  checkRange(range);
  if (range.start > size) {
    throw new CastoreError("range", `the range begins at byte ${range.start} of a blob of ${size} bytes`);
  }
  return { start: range.start, end: Math.min(range.end, size) };
}

/** @throws CastoreError (`range`) when a blob is larger than welcome */
export function checkLimit(digest: Digest, size: number, limit: number | undefined): void {
  if (limit !== undefined && size > limit) {
    throw new CastoreError(
      "range",
      `blob ${formatDigest(digest)} has ${size} bytes, more than the ${limit} asked for`,
    );
  }
}
