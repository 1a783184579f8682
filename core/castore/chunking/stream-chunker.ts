/** Cuts a stream of bytes into chunks by their content. */
import { kernel, pieceSize } from "../kernels/index.ts";
import { CutFinder } from "./cut-finder.ts";
import { castoreChunkSizes, cutRules, type ChunkSizes } from "./parameters.ts";

/**
 * FastCDC v2020, with normalized chunking of level 1: where chunks end depends on the bytes only, not on the
 * pieces they come in. Synchronous, constant memory.
 */
export class StreamChunker {
  private readonly kernel = kernel();
  private readonly finder: CutFinder;
  /** Bytes that were decided on. */
  private used = 0;
  private lastCut = 0;
  /** A last byte that could not be decided on without the next; none if negative. */
  private odd = -1;

  /** @throws RangeError for sizes out of FastCDC's bounds */
  constructor(sizes: ChunkSizes = castoreChunkSizes) {
    this.finder = new CutFinder(this.kernel, cutRules(sizes));
  }

  /** Takes bytes, which are not kept: the sizes of the chunks that are known to end now, in order. */
  push(data: Uint8Array): number[] {
    const sizes: number[] = [];
    const { bytes, piece } = this.kernel;
    const { finder } = this;
    for (let from = 0; from < data.length; from += pieceSize - 1) {
      const part = data.subarray(from, from + pieceSize - 1);
      let at = piece;
      if (this.odd >= 0) bytes[at++] = this.odd;
      this.odd = -1;
      bytes.set(part, at);
      const end = at + part.length;
      at = piece;
      while (at < end) {
        const size = finder.use(at, end - at);
        at += size;
        this.used += size;
        if (finder.isCut) sizes.push(this.cut());
        else if (at < end) this.odd = bytes[at++]!;
      }
    }
    return sizes;
  }

  /** The size of the last chunk; 0 when there is none. Ends the chunker. */
  finish(): number {
    if (this.odd >= 0) this.used++;
    this.odd = -1;
    return this.cut();
  }

  private cut(): number {
    const size = this.used - this.lastCut;
    this.lastCut = this.used;
    return size;
  }
}
