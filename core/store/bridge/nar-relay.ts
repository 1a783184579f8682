/** A NAR that is being brought, handed on to those who ask for it meanwhile. */

/** Bytes of a NAR, and pieces, that are kept for those who are behind. */
const usualWindow = 4 << 20;
const mostPieces = 4096;

/** What a relay is told before any bytes: what the NAR must be. */
export interface RelayedNar {
  readonly narSize: number;
  /** 64 hex digits. */
  readonly narSha256: string;
}

/**
 * Hands on all of a NAR but its last piece, which has to wait until the whole has been checked and stored: who got
 * everything got what was signed. It keeps a window of the newest bytes, the same for all:
 *
 * - who reads slowly slows the bringing down, as long as nobody is faster and nobody waits for the end of it;
 * - else he falls out of the window, and gets the rest from the store when it is there. So it is with who comes when
 *   the beginning has left the window;
 * - who leaves is forgotten. When nobody is left, the bringing is given up (`SingleFlight`), however much has come:
 *   the last bytes are sent when all is stored, so that nobody leaves content before it is kept.
 */
export class NarRelay {
  private readonly kept: Uint8Array[] = [];
  private keptSize = 0;
  /** Pieces that have left the window. */
  private dropped = 0;
  private readonly readers = new Set<NarReading>();
  /** How many wait until the NAR is whole. */
  private hurried = 0;
  private told: RelayedNar | null = null;
  private come = 0;
  private isOver = false;
  private wakers: (() => void)[] = [];

  /** @param window - bytes that are kept */
  constructor(private readonly window = usualWindow) {}

  /** Called once, before any bytes. */
  begin(nar: RelayedNar): void {
    this.told = nar;
  }

  /** What is coming; null before it is known. */
  get nar(): RelayedNar | null {
    return this.told;
  }

  /** Takes the bytes that come next, which must not be changed later. Waits while all who want them are slow. */
  async offer(bytes: Uint8Array): Promise<void> {
    this.come += bytes.length;
    // Neither the last piece is handed on, nor what should not be there at all.
    if (this.told === null || this.come >= this.told.narSize || bytes.length === 0) return;
    this.kept.push(bytes);
    this.keptSize += bytes.length;
    this.wake();
    while (this.isFull() && this.hurried === 0 && this.isAnybodyBehind()) await this.change();
    while (this.isFull()) {
      this.keptSize -= this.kept.shift()!.length;
      this.dropped++;
    }
    // Who fell out of the window has to be told.
    this.wake();
  }

  /** No more will be offered: the NAR is in the store, or something went wrong. */
  end(): void {
    this.isOver = true;
    this.wake();
  }

  /** Says that somebody waits for the end of it, so that slow readers slow nothing down; what it gives ends that. */
  hurry(): () => void {
    this.hurried++;
    this.wake();
    let isOver = false;
    return () => {
      if (!isOver) this.hurried--;
      isOver = true;
    };
  }

  /** Resolves when there is something to read, or never will be. @throws the signal's reason */
  async begun(signal: AbortSignal): Promise<void> {
    while (this.dropped + this.kept.length === 0 && !this.isOver) await this.change(signal);
  }

  /** Begins to read; null when there is no beginning, or none any more. It must be left in the end. */
  join(): NarReading | null {
    if (this.dropped > 0 || this.kept.length === 0 || this.isOver) return null;
    const reading: NarReading = {
      position: 0,
      read: (signal) => this.read(reading, signal),
      leave: () => {
        this.readers.delete(reading);
        this.wake();
      },
      pieces: 0,
    };
    this.readers.add(reading);
    return reading;
  }

  private async read(reading: NarReading, signal: AbortSignal): Promise<Uint8Array | null> {
    while (true) {
      const at = reading.pieces - this.dropped;
      if (at < 0) return null;
      const piece = this.kept[at];
      if (piece !== undefined) {
        reading.pieces++;
        reading.position += piece.length;
        this.wake();
        return piece;
      }
      if (this.isOver) return null;
      await this.change(signal);
    }
  }

  private isFull(): boolean {
    return this.kept.length > 1 && (this.keptSize > this.window || this.kept.length > mostPieces);
  }

  /** Whether there are readers, none of whom has come farther than the oldest piece. */
  private isAnybodyBehind(): boolean {
    if (this.readers.size === 0) return false;
    for (const { pieces } of this.readers) if (pieces > this.dropped) return false;
    return true;
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }

  /** Until something changes. @throws the signal's reason */
  private change(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = (): void => {
        this.wakers = this.wakers.filter((one) => one !== waker);
        reject(signal?.reason as Error);
      };
      const waker = (): void => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.wakers.push(waker);
    });
  }
}

/** How far somebody has read a NAR as it comes. */
export interface NarReading {
  /** Bytes that were read. */
  position: number;
  /** Pieces that were read. */
  pieces: number;
  /** What comes next; null when the rest is to be had from the store. @throws the signal's reason */
  readonly read: (signal: AbortSignal) => Promise<Uint8Array | null>;
  readonly leave: () => void;
}
