/** Finds one node in a NAR while it is read. */
import type { NarHandler } from "../core/nix-compat/index.ts";

/** Hands over the contents of the file at a path, its parts separated by slashes. */
export class NarCat implements NarHandler {
  /** What stands at the path, as far as read; null when nothing does. */
  found: "regular" | "directory" | "symlink" | null = null;
  private readonly wanted: string[];
  private readonly names: string[] = [];
  private depth = 0;
  private copying = false;

  constructor(
    path: string,
    private readonly sink: (bytes: Uint8Array) => void,
  ) {
    this.wanted = path.split("/").filter((part) => part !== "");
  }

  directory(): void {
    if (this.isWanted()) this.found = "directory";
    this.depth++;
  }

  entry(name: string): void {
    this.names[this.depth - 1] = name;
  }

  endDirectory(): void {
    this.depth--;
  }

  file(): void {
    this.copying = this.isWanted();
    if (this.copying) this.found = "regular";
  }

  data(bytes: Uint8Array): void {
    if (this.copying) this.sink(bytes);
  }

  endFile(): void {
    this.copying = false;
  }

  symlink(): void {
    if (this.isWanted()) this.found = "symlink";
  }

  private isWanted(): boolean {
    return this.depth === this.wanted.length && this.wanted.every((name, i) => name === this.names[i]);
  }
}
