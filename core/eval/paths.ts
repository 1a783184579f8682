/** Path literals. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { Source } from "./syntax/source.ts";
import { ContextString } from "./values/value.ts";

/** An absolute path without `.`, `..`, empty components and trailing slash (`..` above the root stays there). */
export function canonicalPath(path: string): string {
  if (!/\/(\.?\.?\/|\.?\.?$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/**
 * The path a literal stands for.
 * @param prefix - keep a trailing slash: more text follows (interpolation)
 * @throws NixError for `~` when the home directory is unknown
 */
export function absolutePath(m: Machine, source: Source, text: string, prefix = false): string {
  let path = text;
  if (text.startsWith("~")) {
    if (m.host.home === undefined) {
      throw new NixError("io", `cannot resolve '${text}': the home directory is unknown (set HOME)`);
    }
    // Taken as spelled: Nix normalises relative literals only.
    return m.host.home + text.slice(1);
  } else if (!text.startsWith("/")) {
    path = `${source.base}/${text}`;
  }
  const canonical = canonicalPath(path);
  return prefix && text.endsWith("/") && canonical !== "/" ? `${canonical}/` : canonical;
}

/** The text of an interpolated piece of a path. @throws NixError if it has a context */
export function pathPiece(piece: string | ContextString): string {
  if (piece instanceof ContextString) {
    throw new NixError("context", "a string that refers to a store path cannot be appended to a path");
  }
  return piece;
}
