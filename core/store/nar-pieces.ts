/** Making pieces of a good size for streams of many small ones. */

/** Bytes that are gathered before they are handed on. */
const pieceSize = 128 << 10;

/** Pieces from this size on are handed on as they are, if they last. */
const directFrom = 32 << 10;

/** Gathers small pieces in arrays of their own; large ones that last are handed on without copying. */
export class PieceGatherer {
  /** What may be handed on. */
  readonly ready: Uint8Array[] = [];
  private buffer: Uint8Array | null = null;
  private used = 0;

  /** @param lasting - whether the piece will not be overwritten */
  add(piece: Uint8Array, lasting: boolean): void {
    if (piece.length >= directFrom && lasting) {
      this.finish();
      this.ready.push(piece);
      return;
    }
    for (let at = 0; at < piece.length;) {
      this.buffer ??= new Uint8Array(pieceSize);
      const part = piece.subarray(at, at + pieceSize - this.used);
      this.buffer.set(part, this.used);
      this.used += part.length;
      at += part.length;
      if (this.used === pieceSize) this.finish();
    }
  }

  /** Makes what was gathered ready. */
  finish(): void {
    if (this.buffer === null || this.used === 0) return;
    const { buffer, used } = this;
    this.used = 0;
    // A short one must not keep the whole array alive, which is used again then.
    const isShort = used <= pieceSize / 2;
    this.ready.push(isShort ? buffer.slice(0, used) : buffer.subarray(0, used));
    if (!isShort) this.buffer = null;
  }

  /** What is ready, which is then no longer kept. */
  take(): Uint8Array[] {
    return this.ready.splice(0);
  }
}
