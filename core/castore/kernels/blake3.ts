/** BLAKE3 with its tree exposed. */
import { kernel, pieceSize, type Kernel } from "./kernel.ts";

/** Bytes of a chunk: a leaf of BLAKE3's tree. */
export const chunkSize = 1024;
/** Bytes of a group: the subtree of 16 chunks that is the leaf of our outboards, as of Iroh's. */
export const groupSize = 16 * chunkSize;
/** Bytes of a chaining value, and of a digest. */
export const valueSize = 32;
/** Levels of the largest tree there can be. */
const maxDepth = 54;

/**
 * Takes the parents of the tree as they are found, children before parents ("post-order"): each is 64 bytes,
 * the chaining values of its two children. The bytes are only valid during the call, which must not hash.
 */
export type ParentSink = (pair: Uint8Array) => void;

export interface Blake3Options {
  /** Is told all parents above the leaves of `leafSize`. */
  readonly parents?: ParentSink | undefined;
  /** Bytes of the subtrees that count as leaves: 1024 times a power of two, at most (and usually) 16 KiB. */
  readonly leafSize?: number | undefined;
}

/**
 * A running BLAKE3 hash: any number of bytes (counters go up to 2^53) in constant memory, about 18 KiB.
 * Synchronous; all hashers share the kernels, none holds anything there between calls.
 */
export class Blake3 {
  private readonly kernel: Kernel = kernel();
  private readonly sink: ParentSink | undefined;
  private readonly leafSize: number;
  /** Leaves that have been hashed, all of them full. */
  private leaves = 0;
  /** Roots of the complete subtrees to the left, largest first: one for each bit set in {@link leaves}. */
  private readonly stack: Int32Array = new Int32Array(maxDepth * 8);
  private depth = 0;
  /** The last bytes, up to a leaf: kept because what ends the tree is hashed differently. */
  private readonly kept: Uint8Array;
  private keptSize = 0;

  constructor({ parents, leafSize = groupSize }: Blake3Options = {}) {
    if (leafSize < chunkSize || leafSize > groupSize || !Number.isInteger(Math.log2(leafSize / chunkSize))) {
      throw new RangeError(`leaves of ${leafSize} bytes: it must be 1024, 2048, 4096, 8192 or 16384`);
    }
    this.sink = parents;
    this.leafSize = leafSize;
    this.kept = new Uint8Array(leafSize);
  }

  /** Bytes so far. */
  get size(): number {
    return this.leaves * this.leafSize + this.keptSize;
  }

  /** Adds bytes, which are not kept. */
  update(data: Uint8Array): this {
    const { bytes, piece } = this.kernel;
    if (this.keptSize + data.length <= this.leafSize) {
      this.kept.set(data, this.keptSize);
      this.keptSize += data.length;
      return this;
    }
    for (let at = 0; at < data.length; at += pieceSize) {
      const part = data.length <= pieceSize ? data : data.subarray(at, at + pieceSize);
      bytes.set(part, piece);
      this.absorb(piece, part.length);
    }
    return this;
  }

  /**
   * Adds bytes that are in the kernels' memory already, at most {@link pieceSize}. The {@link pieceRoom} bytes
   * before them are written over.
   */
  absorb(from: number, length: number): void {
    const { kept, keptSize, leafSize } = this;
    const { bytes } = this.kernel;
    const total = keptSize + length;
    if (total <= leafSize) {
      kept.set(bytes.subarray(from, from + length), keptSize);
      this.keptSize = total;
      return;
    }
    const start = from - keptSize;
    bytes.set(kept.subarray(0, keptSize), start);
    const count = Math.ceil(total / leafSize) - 1;
    this.addLeaves(start, count);
    const end = start + count * leafSize;
    this.keptSize = from + length - end;
    kept.set(bytes.subarray(end, from + length));
  }

  /** Hashes full leaves, after which more bytes follow: so all that they complete is known not to be the root. */
  private addLeaves(start: number, count: number): void {
    const { leafSize } = this;
    // Each subtree must be told its parents; otherwise several leaves are hashed as one.
    const most = this.sink === undefined ? pieceSize / leafSize : 1;
    let at = start;
    let left = count;
    while (left > 0) {
      let run = 1;
      while (run < most && 2 * run <= left && this.leaves % (2 * run) === 0) run *= 2;
      this.kernel.subtree(at, run * leafSize, (this.leaves * leafSize) / chunkSize, false);
      at += run * leafSize;
      left -= run;
      this.leaves += run;
      for (let done = this.leaves / run; done % 2 === 0; done /= 2) this.join(--this.depth, false, this.sink);
      this.stack.set(this.resultWords(), 8 * this.depth++);
    }
  }

  /** Joins the value on the stack at `place` and the one at `result`. */
  private join(place: number, isRoot: boolean, sink: ParentSink | undefined): void {
    const { words, bytes, pair } = this.kernel;
    words.set(this.stack.subarray(8 * place, 8 * place + 8), pair / 4);
    words.set(this.resultWords(), pair / 4 + 8);
    sink?.(bytes.subarray(pair, pair + 2 * valueSize));
    this.kernel.parent(isRoot);
  }

  private resultWords(): Int32Array {
    const { words, result } = this.kernel;
    return words.subarray(result / 4, result / 4 + 8);
  }

  /**
   * The digest of all bytes, 32 bytes; ends the hasher. The sink is told the last parents: those whose right
   * edge is the end.
   */
  digest(): Uint8Array {
    return this.finish(this.sink);
  }

  /** The digest of all bytes so far; more may be added afterwards. The sink is told nothing. */
  peek(): Uint8Array {
    return this.finish(undefined);
  }

  private finish(sink: ParentSink | undefined): Uint8Array {
    const { kept, keptSize, leafSize, leaves } = this;
    const { bytes, tail, result } = this.kernel;
    bytes.set(kept.subarray(0, keptSize), tail);
    this.kernel.subtree(tail, keptSize, (leaves * leafSize) / chunkSize, this.depth === 0);
    for (let place = this.depth - 1; place >= 0; place--) this.join(place, place === 0, sink);
    return bytes.slice(result, result + valueSize);
  }

  /** Begins anew. */
  reset(): this {
    this.leaves = this.depth = this.keptSize = 0;
    return this;
  }
}

let whole: Blake3 | null = null;

/** The BLAKE3 digest of bytes, 32 bytes. */
export function blake3(data: Uint8Array): Uint8Array {
  if (data.length > pieceSize) return (whole ??= new Blake3()).reset().update(data).digest();
  const { bytes, piece, result, subtree } = kernel();
  bytes.set(data, piece);
  subtree(piece, data.length, 0, true);
  return bytes.slice(result, result + valueSize);
}

/** The chaining value (32 bytes) of a subtree: of at most 16 KiB that begin with chunk number `firstChunk`. */
export function subtreeValue(data: Uint8Array, firstChunk: number, isRoot: boolean): Uint8Array {
  if (data.length > groupSize) throw new RangeError(`a leaf of ${data.length} bytes is larger than a group`);
  const { bytes, tail, result, subtree } = kernel();
  bytes.set(data, tail);
  subtree(tail, data.length, firstChunk, isRoot);
  return bytes.slice(result, result + valueSize);
}

/** The chaining value (32 bytes) of a parent, whose content is 64 bytes: the values of its children. */
export function parentValue(pair: Uint8Array, isRoot: boolean): Uint8Array {
  if (pair.length !== 2 * valueSize) throw new RangeError(`a parent has 64 bytes, not ${pair.length}`);
  const { bytes, pair: at, result, parent } = kernel();
  bytes.set(pair, at);
  parent(isRoot);
  return bytes.slice(result, result + valueSize);
}
