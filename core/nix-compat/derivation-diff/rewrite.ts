/** Store paths of one side put in terms of the other, so that texts can be compared. */
import { type Derivation, outputKind } from "../derivation/derivation.ts";
import { hashPartLength, upstreamPlaceholder } from "../store-path.ts";

/** A hash part, where a store path's name follows. */
const hashPart = /[0-9a-df-np-sv-z]{32}(?=-)/g;
/** A placeholder for the path of an output that is not known yet. */
const placeholder = /\/[0-9a-df-np-sv-z]{52}/g;

/** What becomes of the store paths and placeholders of the first side. */
export class Rewrites {
  /** By hash part: `hash-name`, and what stands for it on the other side. */
  private readonly paths = new Map<string, { from: string; to: string }>();
  private readonly placeholders = new Map<string, string>();

  /** Takes two absolute paths for the same thing, unless the first is taken for another already. */
  addPath(from: string, to: string): void {
    if (from === to || from === "" || to === "") return;
    const base = from.slice(from.lastIndexOf("/") + 1);
    const key = base.slice(0, hashPartLength);
    if (!this.paths.has(key)) this.paths.set(key, { from: base, to: to.slice(to.lastIndexOf("/") + 1) });
  }

  /** Takes two derivations and their outputs for the same. */
  addDerivation(fromPath: string, from: Derivation, toPath: string, to: Derivation): void {
    this.addPath(fromPath, toPath);
    for (const [name, output] of from.outputs) {
      const other = to.outputs.get(name);
      if (other === undefined) continue;
      this.addPath(output.path, other.path);
      if (output.path !== "" || outputKind(output) === "fixed") continue;
      const [ours, theirs] = [placeholderOf(fromPath, name), placeholderOf(toPath, name)];
      if (ours !== null && theirs !== null) this.placeholders.set(ours, theirs);
    }
  }

  /** Takes over everything that is not taken for another already. */
  addAll(others: Rewrites): void {
    for (const [key, rewrite] of others.paths) if (!this.paths.has(key)) this.paths.set(key, rewrite);
    for (const [from, to] of others.placeholders) this.placeholders.set(from, to);
  }

  /** A text of the first side as the other would have it. */
  apply(text: string): string {
    const renamed = this.paths.size === 0 ? text : this.renamePaths(text);
    if (this.placeholders.size === 0) return renamed;
    return renamed.replace(placeholder, (found) => this.placeholders.get(found) ?? found);
  }

  private renamePaths(text: string): string {
    const parts: string[] = [];
    let done = 0;
    for (const { 0: hash, index } of text.matchAll(hashPart)) {
      const rewrite = this.paths.get(hash);
      if (rewrite === undefined || index < done || !text.startsWith(rewrite.from, index)) continue;
      parts.push(text.slice(done, index), rewrite.to);
      done = index + rewrite.from.length;
    }
    parts.push(text.slice(done));
    return parts.join("");
  }
}

function placeholderOf(drvPath: string, output: string): string | null {
  const store = drvPath.lastIndexOf("/");
  try {
    return upstreamPlaceholder(drvPath, output, drvPath.slice(0, store));
  } catch {
    // A file that is not called like a store path: nothing can refer to it.
    return null;
  }
}
