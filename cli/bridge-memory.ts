/**
 * Keeps the memory of a long-running server low. What goes through it are arrays of a few hundred KB, which the engine
 * hardly counts: it would let a hundred MB of dead ones gather before it looks, and keep that much for good.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that may go through before dead young objects are collected: a millisecond's work. */
const collectEvery = 16 << 20;

/** Milliseconds without traffic after which everything dead is collected, once. */
const quiet = 1000;

type Collect = (options?: { type: "minor" }) => void;

export class MemoryKeeper {
  private readonly collect: Collect;
  private moved = 0;
  private isBusy = false;
  private timer: NodeJS.Timeout | null = null;

  constructor() {
    setFlagsFromString("--expose-gc");
    this.collect = runInNewContext("gc") as Collect;
  }

  /** Tells of bytes that were received or sent. */
  readonly bytes = (size: number): void => {
    this.isBusy = true;
    this.moved += size;
    if (this.moved >= collectEvery) {
      this.moved = 0;
      this.collect({ type: "minor" });
    }
    this.timer ??= setTimeout(this.look, quiet).unref();
  };

  private readonly look = (): void => {
    this.timer = null;
    if (this.isBusy) {
      this.isBusy = false;
      this.timer = setTimeout(this.look, quiet).unref();
    } else {
      this.collect();
    }
  };
}
