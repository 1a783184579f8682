/** Verifies parts of a blob with its outboard alone. */
import type { ByteRange } from "../blob-service.ts";
import { digestToBytes, formatDigest, type Digest } from "../digest.ts";
import { CastoreError } from "../errors.ts";
import { chunkSize, parentValue, subtreeValue } from "../kernels/index.ts";
import { cutRange } from "../ranges.ts";
import { bytesEqual } from "../wire.ts";
import { leafCount, leftCount, parentSize, valuesOf, type Outboard } from "./outboard.ts";

/** A subtree: `count` leaves from number `first` on, whose parents begin at number `parent` in pre-order. */
interface Subtree {
  readonly first: number;
  readonly count: number;
  readonly parent: number;
}

/**
 * Verifies any run of leaves against the blob's digest. Parents are verified on the way, each once, so that
 * verifying leaf by leaf costs little more than hashing.
 */
export class RangeVerifier {
  /** For each parent whether it is known to be right. */
  private readonly verified: Uint8Array;

  constructor(
    private readonly digest: Digest,
    private readonly outboard: Outboard,
  ) {
    const { size, leafSize, parents } = outboard;
    const count = leafCount(size, leafSize) - 1;
    if (parents.length !== count * parentSize) {
      throw new CastoreError(
        "invalid",
        `the outboard of blob ${formatDigest(digest)} (${size} bytes) must have ${count} parents, ` +
          `not ${parents.length / parentSize}`,
      );
    }
    this.verified = new Uint8Array(count);
  }

  /** The smallest run of leaves around a range. @throws CastoreError (`range`) when it begins beyond the blob's end */
  around(range: ByteRange): ByteRange {
    const { size, leafSize } = this.outboard;
    const { start, end } = cutRange(range, size);
    return { start: start - (start % leafSize), end: Math.min(size, Math.ceil(end / leafSize) * leafSize) };
  }

  /**
   * Verifies `bytes`, which begin at `start`: whole leaves, of which only the blob's last may be short. That
   * the blob ends where the outboard says is proven once its last leaf is verified.
   * @throws CastoreError (`corrupt`) that names the first leaf, or the part of the outboard, that is damaged;
   *   (`range`) for other bytes than whole leaves
   */
  verify(start: number, bytes: Uint8Array): void {
    const { size, leafSize } = this.outboard;
    const end = start + bytes.length;
    const whole = start % leafSize === 0 && (end === size || (end < size && end % leafSize === 0));
    if (!whole || (bytes.length === 0 && size > 0)) {
      throw new CastoreError(
        "range",
        `bytes ${start} to ${end} of a blob of ${size} cannot be verified: it takes whole groups of ${leafSize}`,
      );
    }
    const all = { first: 0, count: leafCount(size, leafSize), parent: 0 };
    this.descend(all, digestToBytes(this.digest), true, start, bytes);
  }

  private descend(tree: Subtree, value: Uint8Array, isRoot: boolean, start: number, bytes: Uint8Array): void {
    const { leafSize } = this.outboard;
    const { first, count, parent } = tree;
    const from = first * leafSize;
    const outside = from >= start + bytes.length || from + count * leafSize <= start;
    if (outside && bytes.length > 0) return;
    if (count === 1) {
      const leaf = bytes.subarray(from - start, from - start + leafSize);
      if (!bytesEqual(subtreeValue(leaf, from / chunkSize, isRoot), value)) {
        throw this.corrupt(`bytes ${from} to ${from + leaf.length} are`);
      }
      return;
    }
    const pair = this.outboard.parents.subarray(parent * parentSize, (parent + 1) * parentSize);
    if (this.verified[parent] === 0) {
      if (!bytesEqual(parentValue(pair, isRoot), value)) {
        throw this.corrupt(`the outboard over bytes ${from} to ${this.endOf(tree)} is`);
      }
      this.verified[parent] = 1;
    }
    const left = leftCount(count);
    const [leftValue, rightValue] = valuesOf(pair);
    this.descend({ first, count: left, parent: parent + 1 }, leftValue, false, start, bytes);
    const right = { first: first + left, count: count - left, parent: parent + left };
    this.descend(right, rightValue, false, start, bytes);
  }

  private endOf({ first, count }: Subtree): number {
    return Math.min(this.outboard.size, (first + count) * this.outboard.leafSize);
  }

  private corrupt(what: string): CastoreError {
    return new CastoreError("corrupt", `blob ${formatDigest(this.digest)}: ${what} damaged`);
  }
}
