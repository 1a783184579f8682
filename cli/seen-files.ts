/** Files an evaluator has looked at, so that it can tell later whether they are still the same. */
import type { Stats } from "node:fs";
import type { FileKind } from "../core/eval/index.ts";
import type { FileReceiver } from "../core/glue/index.ts";
import { NodeSources } from "./node-sources.ts";

/** What tells a file's states apart; "" for one that is not there. */
function stateOf(stats: Stats | undefined): string {
  return stats === undefined
    ? ""
    : `${stats.ino} ${stats.mode} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

/** {@link NodeSources} that remembers what it was asked for. */
export class SeenFiles extends NodeSources {
  private readonly states = new Map<string, string>();

  /** Whether everything looked at is as it was. */
  unchanged(): boolean {
    for (const [path, state] of this.states) if (this.stateNow(path) !== state) return false;
    return true;
  }

  private stateNow(path: string): string {
    try {
      return stateOf(super.look(path));
    } catch {
      // What can't be looked at counts as absent, here and the next time.
      return "";
    }
  }

  private see(path: string): void {
    if (!this.states.has(path)) this.states.set(path, this.stateNow(path));
  }

  protected override look(path: string): Stats | undefined {
    let stats: Stats | undefined;
    try {
      return (stats = super.look(path));
    } finally {
      if (!this.states.has(path)) this.states.set(path, stateOf(stats));
    }
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
