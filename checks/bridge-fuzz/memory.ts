/** Watches whether memory grows without end. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes by which what is alive may grow from the first look to the last, and resident memory's limit. */
const mayGrow = 48e6;
const mostResident = 900e6;

export class MemoryWatch {
  private readonly alive: number[] = [];
  private most = 0;
  private readonly collect: () => void;

  constructor() {
    setFlagsFromString("--expose-gc");
    this.collect = runInNewContext("gc") as () => void;
  }

  /** Notes what is alive after a collection. */
  look(): void {
    this.most = Math.max(this.most, process.memoryUsage.rss());
    this.collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    this.alive.push(heapUsed + arrayBuffers);
  }

  /** What is wrong; null when nothing is. */
  fault(): string | null {
    if (this.most > mostResident) return `resident memory reached ${mega(this.most)}`;
    return this.growth > mayGrow ? `what is alive grew by ${mega(this.growth)}` : null;
  }

  text(): string {
    return `memory alive grew by ${mega(this.growth)}, resident at most ${mega(this.most)}`;
  }

  private get growth(): number {
    return this.alive.length < 2 ? 0 : this.alive.at(-1)! - this.alive[0]!;
  }
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
