/** How much of the store is used, against its quota. */
import { CastoreError } from "../../castore/index.ts";
import { Refusal } from "./errors.ts";
import type { BridgeOptions } from "./types.ts";

/** After so many milliseconds the paths are counted anew: others may write to the store, too. */
const countAgainAfter = 60_000;

/** Bytes of the NARs of all paths: counted from time to time, and what comes in between is added. */
export class StoreSpace {
  /** Bytes of NARs that are being uploaded. */
  underWay = 0;
  /** NARs that wait for their narinfo, by hash. */
  private readonly waiting = new Map<string, number>();
  private waitingSize = 0;
  private counting: { readonly at: number; readonly done: Promise<void> } | null = null;
  private counted = 0;

  constructor(private readonly options: BridgeOptions) {}

  /** Adds a path that was brought from elsewhere. */
  add(narSize: number): void {
    this.counted += narSize;
  }

  /** Adds a NAR that waits for its narinfo. */
  uploaded(narSha256: string, narSize: number): void {
    if (this.options.quota.storeSize === Infinity || this.waiting.has(narSha256)) return;
    this.waiting.set(narSha256, narSize);
    this.waitingSize += narSize;
  }

  /** Adds a path whose NAR was uploaded. */
  claimed(narSha256: string, narSize: number): void {
    this.waitingSize -= this.waiting.get(narSha256) ?? 0;
    this.waiting.delete(narSha256);
    this.add(narSize);
  }

  /** Bytes that are left, as far as was counted; below zero when there are too many. */
  get left(): number {
    return this.options.quota.storeSize - this.counted - this.waitingSize - this.underWay;
  }

  /** Counts, if need be. @throws Refusal (507) when there is no room at all */
  async check(signal: AbortSignal): Promise<void> {
    const { quota, clock } = this.options;
    if (quota.storeSize === Infinity) return;
    if (this.counting === null || clock() - this.counting.at >= countAgainAfter) {
      const done = this.count().then((size) => void (this.counted = size));
      this.counting = { at: clock(), done };
      done.catch(() => (this.counting = null));
    }
    await this.counting.done;
    signal.throwIfAborted();
    if (this.left <= 0) throw full(quota.storeSize);
  }

  private async count(): Promise<number> {
    let size = 0;
    try {
      for await (const info of this.options.pathInfos.list()) size += info.narSize;
    } catch (error) {
      // A store that can't be listed starts from nothing.
      if (!(error instanceof CastoreError) || error.kind !== "read-only") throw error;
    }
    return size;
  }
}

/** The refusal of what there is no room for. */
export function full(storeSize: number): Refusal {
  return new Refusal(507, `the store is full: its paths may have ${storeSize} bytes together`);
}
