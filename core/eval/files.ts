/** Reading from a {@link SourceTree} as Nix's builtins do, and the search path. Failures are NixErrors. */
import { corepkgsPath } from "./corepkgs.ts";
import { NixError } from "./errors.ts";
import type { SearchPathEntry } from "./machine.ts";
import { canonicalPath } from "./paths.ts";
import { followLinks, type FileKind, parentOf, type SourceTree } from "./sources.ts";

/** Runs something that reads; what it throws becomes a NixError of kind `io`. */
function reading<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NixError) throw error;
    throw new NixError("io", error instanceof Error ? error.message : String(error));
  }
}

function notThere(path: string): NixError {
  return new NixError("io", `path '${path}' does not exist`);
}

/** The bytes of a file. @throws NixError */
export function readText(tree: SourceTree, path: string): string {
  return reading(() => tree.read(path));
}

/** The entries of a directory with their kinds. @throws NixError */
export function listDirectory(tree: SourceTree, path: string): Map<string, FileKind> {
  return reading(() => tree.readDir(path));
}

/** The kind of what stands at a path, itself. @throws NixError when there is nothing */
export function kindOf(tree: SourceTree, path: string): FileKind {
  const kind = reading(() => tree.kind(path));
  if (kind === null) throw notThere(path);
  return kind;
}

/** Whether something stands at a path; a link that leads nowhere counts. What can't be looked at is not there. */
export function exists(tree: SourceTree, path: string): boolean {
  try {
    return tree.kind(path) !== null;
  } catch {
    return false;
  }
}

/** Whether a path leads to a directory. */
export function isDirectory(tree: SourceTree, path: string): boolean {
  try {
    return tree.kind(followLinks(tree, path)) === "directory";
  } catch {
    return false;
  }
}

/**
 * The file that `import path` evaluates: a link is followed, so that relative paths in the file start
 * where it really is, and of a directory it is `default.nix` (itself not followed).
 * @throws NixError when nothing is there
 */
export function importTarget(tree: SourceTree, path: string): string {
  if (!path.endsWith(".nix") && path !== "/" && tree.hasNoLinks?.(parentOf(path)) === true) {
    // What something stands below is a directory then, and most such paths are: they need not be looked at themselves.
    const file = `${path}/default.nix`;
    if (reading(() => tree.kind(file)) !== null) return file;
  }
  let target = path;
  let kind = reading(() => tree.kind(path));
  if (kind === "symlink") {
    target = reading(() => followLinks(tree, path));
    kind = reading(() => tree.kind(target));
  }
  if (kind === null) throw notThere(target);
  if (kind !== "directory") return target;
  const file = target === "/" ? "/default.nix" : `${target}/default.nix`;
  if (reading(() => tree.kind(file)) === null) throw notThere(file);
  return file;
}

/** What is left of `name` after an entry's prefix, as `/rest` or ""; null when the prefix is not its beginning. */
function suffixAfter(prefix: string, name: string): string | null {
  if (prefix === "") return `/${name}`;
  if (!name.startsWith(prefix)) return null;
  if (name.length === prefix.length) return "";
  return name[prefix.length] === "/" ? name.slice(prefix.length) : null;
}

/** Where a search path entry leads; null, after a warning, when that is nowhere. */
function rootOf(
  tree: SourceTree,
  place: string,
  warn: (text: string) => void,
  base: string | undefined,
  fetch: ((url: string) => string) | null,
): string | null {
  if (/^(channel|https?|ftp|file|git|ssh|s3)[+:]/.test(place)) {
    if (fetch !== null) {
      try {
        return fetch(place);
      } catch (error) {
        if (!(error instanceof NixError) || error.kind === "stopped") throw error;
        warn(`Nix search path entry '${place}' cannot be downloaded, ignoring: ${error.message}`);
        return null;
      }
    }
    warn(`Nix search path entry '${place}' needs the network, which this evaluator does not have, ignoring`);
    return null;
  }
  const root =
    base === undefined && !place.startsWith("/")
      ? null
      : canonicalPath(place.startsWith("/") ? place : `${base}/${place}`);
  if (root !== null && exists(tree, root)) return root;
  warn(`Nix search path entry '${place}' does not exist, ignoring`);
  return null;
}

/**
 * Finds `<name>` in a search path.
 * @param warn - told of entries that are not there
 * @param base - directory that relative entries start from
 * @param fetch - brings the archive at a URL and answers its path; null: entries that are URLs lead nowhere
 * @throws NixError kind `search-path`, which `tryEval` catches
 */
export function findFile(
  tree: SourceTree,
  searchPath: readonly SearchPathEntry[],
  name: string,
  pure: boolean,
  warn: (text: string) => void,
  base: string | undefined,
  fetch: ((url: string) => string) | null = null,
): string {
  for (const entry of searchPath) {
    const suffix = suffixAfter(entry.prefix, name);
    if (suffix === null) continue;
    const root = rootOf(tree, entry.path, warn, base, fetch);
    if (root === null) continue;
    const path = canonicalPath(root + suffix);
    if (exists(tree, path)) return path;
  }
  if (name.startsWith("nix/")) return canonicalPath(corepkgsPath + name.slice(3));
  throw new NixError(
    "search-path",
    pure
      ? `cannot look up '<${name}>' in pure evaluation mode (use '--impure' to override)`
      : `file '${name}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
  );
}

/** The last component of a path text; one trailing slash does not count. */
export function baseName(path: string): string {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf("/", end - 1) + 1, Math.max(end, 0));
}

/** What stands before the last slash; `.` without one, `/` when it is the first char. */
export function directoryName(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}
