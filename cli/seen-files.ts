/** Files an evaluator has looked at, so that it can tell later whether they are still the same. */
import type { Stats } from "node:fs";
import type { FileKind } from "../core/eval/index.ts";
import type { FileReceiver } from "../core/glue/index.ts";
import { NodeSources } from "./node-sources.ts";

/** {@link NodeSources} that remembers what it was asked for. */
export class SeenFiles extends NodeSources {
  /** Where the numbers of each path begin. */
  private readonly places = new Map<string, number>();
  /** What tells a file's states apart; zeros for one that is not there. All in one list: there are thousands. */
  private readonly numbers: number[] = [];

  /** Whether directories are known to have no links; what is said of one holds as long as all is {@link unchanged}. */
  private readonly linkless = new Map<string, boolean>();

  /** Whether everything looked at is as it was. */
  unchanged(): boolean {
    for (const [path, place] of this.places) if (!this.isAt(place, this.statsNow(path))) return false;
    return true;
  }

  private statsNow(path: string): Stats | undefined {
    try {
      return this.stats(path);
    } catch {
      // What can't be looked at counts as absent, here and the next time.
      return undefined;
    }
  }

  /** Whether a state is the one that was kept. */
  private isAt(place: number, stats: Stats | undefined): boolean {
    const { numbers } = this;
    return (
      numbers[place] === (stats?.ino ?? 0) &&
      numbers[place + 1] === (stats?.mode ?? 0) &&
      numbers[place + 2] === (stats?.size ?? 0) &&
      numbers[place + 3] === (stats?.mtimeMs ?? 0) &&
      numbers[place + 4] === (stats?.ctimeMs ?? 0)
    );
  }

  /** Keeps the state that was found at the first look at a path. */
  private keep(path: string, stats: Stats | undefined): void {
    const { places, numbers } = this;
    if (places.has(path)) return;
    places.set(path, numbers.length);
    if (stats === undefined) numbers.push(0, 0, 0, 0, 0);
    else numbers.push(stats.ino, stats.mode, stats.size, stats.mtimeMs, stats.ctimeMs);
  }

  private see(path: string): void {
    if (!this.places.has(path)) this.keep(path, this.statsNow(path));
  }

  protected override look(path: string): Stats | undefined {
    let stats: Stats | undefined;
    try {
      return (stats = super.look(path));
    } finally {
      this.keep(path, stats);
    }
  }

  hasNoLinks(directory: string): boolean {
    const { digests, linkless } = this;
    if (digests === null) return false;
    let known = linkless.get(directory);
    if (known === undefined) {
      const stats = this.statsNow(directory);
      known = stats?.isDirectory() === true && digests.hasNoLinks(directory, stats);
      if (known) this.keep(directory, stats);
      linkless.set(directory, known);
    }
    return known;
  }

  override read(path: string): string {
    this.see(path);
    return super.read(path);
  }

  override readInto(path: string, receiver: FileReceiver): void {
    this.see(path);
    super.readInto(path, receiver);
  }

  override readDir(path: string): Map<string, FileKind> {
    this.see(path);
    return super.readDir(path);
  }

  override readLink(path: string): string {
    this.see(path);
    return super.readLink(path);
  }
}
