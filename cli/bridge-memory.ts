/**
 * Keeps the memory of a long-running server low. What goes through it are arrays of a few hundred KB, which the engine
 * hardly counts: it would let a hundred MB of dead ones gather before it looks, and keep that much for good.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of bodies after which one looks how much there is. */
const lookEvery = 2 << 20;

/** Bytes of arrays that may gather, dead or alive, before the dead ones are collected. */
const mayGather = 12 << 20;

/** Milliseconds without traffic after which everything dead is collected, once. */
const quiet = 1000;

export class MemoryKeeper {
  private readonly collect: () => void;
  private moved = 0;
  /** Bytes of arrays, also of other threads, that the last collection left. */
  private settled = 0;
  private isBusy = false;
  private timer: NodeJS.Timeout | null = null;

  constructor() {
    setFlagsFromString("--expose-gc");
    this.collect = runInNewContext("gc") as () => void;
    // The young generation has grown while the program was loaded: that is enough.
    setFlagsFromString("--semi-space-growth-factor=1");
  }

  /** Tells of bytes that were received or sent. */
  readonly bytes = (size: number): void => {
    this.isBusy = true;
    this.moved += size;
    if (this.moved >= lookEvery) {
      this.moved = 0;
      const { external } = process.memoryUsage();
      // What a collection has found dead is freed a little later: only then is known what it left.
      this.settled = Math.min(this.settled, external);
      if (external > this.settled + mayGather) this.collectNow();
    }
    this.timer ??= setTimeout(this.look, quiet).unref();
  };

  private readonly look = (): void => {
    this.timer = null;
    if (this.isBusy) {
      this.isBusy = false;
      this.timer = setTimeout(this.look, quiet).unref();
    } else {
      this.collectNow();
    }
  };

  private collectNow(): void {
    this.collect();
    this.settled = process.memoryUsage().external;
  }
}
