/** The sizes that chunks are cut to, and the masks that follow from them. */

/** Sizes of chunks in bytes. */
export interface ChunkSizes {
  /** No chunk but the last is smaller. At least 64. */
  readonly min: number;
  /** What the cuts aim at: from 256 bytes to 4 MiB. */
  readonly average: number;
  /** No chunk is larger. At most 16 MiB. */
  readonly max: number;
}

/** The sizes that castore's object stores use: 256 KiB, from half of it to its double. */
export const castoreChunkSizes: ChunkSizes = { min: 131_072, average: 262_144, max: 524_288 };

/** FastCDC v2020's masks by the logarithm of a size, from 2^5 on (fastcdc-rs, `MASKS`; first in the C original). */
const masks: readonly bigint[] = [
  0x01804110n,
  0x01803110n,
  0x18035100n,
  0x1800035300n,
  0x19000353000n,
  0x590003530000n,
  0xd90003530000n,
  0xd90103530000n,
  0xd90303530000n,
  0xd90313530000n,
  0xd90f03530000n,
  0xd90303537000n,
  0xd90703537000n,
  0xd90707537000n,
  0xd91707537000n,
  0xd91747537000n,
  0xd91767537000n,
  0xd93767537000n,
  0xd93777537000n,
  0xd93777577000n,
  0xdb3777577000n,
];

/** Normalized chunking of level 1: the mask has one bit more below the average and one less above it. */
const level = 1;

/** What the search for a cut goes by; places are offsets in the chunk. */
export interface CutRules {
  /** First byte looked at. Bytes are looked at in pairs, so this and the next two are even. */
  readonly start: number;
  /** Where the strict mask gives way to the lax one. */
  readonly center: number;
  /** Where looking ends. */
  readonly stop: number;
  /** Where the chunk ends if nothing was found. */
  readonly max: number;
  readonly strict: bigint;
  readonly lax: bigint;
}

/** The rules for some sizes. @throws RangeError for sizes that FastCDC does not know or that contradict each other */
export function cutRules({ min, average, max }: ChunkSizes): CutRules {
  const whole = [min, average, max].every(Number.isSafeInteger);
  if (
    !whole ||
    min < 64 ||
    average < 256 ||
    average > 2 ** 22 ||
    max > 2 ** 24 ||
    min > average ||
    average > max
  ) {
    throw new RangeError(
      `chunks of ${min} to ${max} bytes, ${average} on average: the sizes must be whole and ascending, ` +
        "the smallest at least 64, the average from 256 to 4194304, the largest at most 16777216",
    );
  }
  const bits = Math.round(Math.log2(average));
  return {
    start: min - (min % 2),
    center: average - (average % 2),
    stop: max - (max % 2),
    max,
    strict: masks[bits + level - 5]!,
    lax: masks[bits - level - 5]!,
  };
}
