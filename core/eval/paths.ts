/** Path literals. */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { Source } from "./syntax/source.ts";
import { ContextString } from "./values/value.ts";

/** An absolute path without `.`, `..`, empty components and trailing slash (`..` above the root stays there). */
export function canonicalPath(path: string): string {
  let at = firstOdd(path);
  if (at < 0) return path;
  let text = path;
  if (!path.startsWith("/")) {
    text = `/${path}`;
    at = 0;
  }
  let result = text.slice(0, at);
  while (at < text.length) {
    const from = at + 1;
    const slash = text.indexOf("/", from);
    const end = slash < 0 ? text.length : slash;
    if (end - from === 2 && text.startsWith("..", from))
      result = result.slice(0, Math.max(0, result.lastIndexOf("/")));
    else if (end - from > 1 || (end > from && text[from] !== ".")) result += text.slice(at, end);
    at = end;
  }
  return result === "" ? "/" : result;
}

/** The first slash behind which a component is empty, `.` or `..`; -1: there is none. */
function firstOdd(path: string): number {
  let dot = path.indexOf("/.");
  while (dot >= 0) {
    const end = path[dot + 2] === "." ? dot + 3 : dot + 2;
    if (end >= path.length || path[end] === "/") break;
    dot = path.indexOf("/.", end);
  }
  const empty = path.indexOf("//");
  if (dot >= 0 || empty >= 0) return dot < 0 || (empty >= 0 && empty < dot) ? empty : dot;
  return path.endsWith("/") ? path.length - 1 : -1;
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
