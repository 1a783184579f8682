/** Paths inside a tree: relative, components joined by `/`, each a valid name; the empty path is the root. */
import { CastoreError, quoteBytes } from "./errors.ts";
import { nameFault } from "./node.ts";

declare const brand: unique symbol;

/** A checked path, a byte string: `""`, `a`, `a/b`. */
export type Path = string & { readonly [brand]: "path" };

/** The path of the tree itself. */
export const rootPath = "" as Path;

/** Checks a path that must be in its only spelling. @throws CastoreError (`invalid`) naming the component */
export function parsePath(text: string): Path {
  if (text !== "") text.split("/").forEach((name) => checkComponent(text, name));
  return text as Path;
}

function checkComponent(path: string, name: string): void {
  const fault = nameFault(name);
  if (fault === null) return;
  throw new CastoreError("invalid", `in the path ${quoteBytes(path)}, the name ${quoteBytes(name)} ${fault}`);
}

/**
 * Makes a path of what a host or an archive says: `.` and empty components are dropped.
 * @param options.parents - what `..` does: `refuse` it, or `pop` the component before it (nothing is above
 *   the root: there it is refused all the same)
 * @throws CastoreError (`invalid`) for absolute paths and names that no entry may have
 */
export function pathFromHost(text: string, options: { parents: "refuse" | "pop" }): Path {
  if (text.startsWith("/")) {
    throw new CastoreError("invalid", `the path ${quoteBytes(text)} is absolute`);
  }
  const names: string[] = [];
  for (const name of text.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      if (options.parents === "pop" && names.pop() !== undefined) continue;
      throw new CastoreError(
        "invalid",
        `the path ${quoteBytes(text)} ${options.parents === "pop" ? "leads out of the tree" : "contains '..'"}`,
      );
    }
    checkComponent(text, name);
    names.push(name);
  }
  return names.join("/") as Path;
}

/** The names a path consists of. */
export function components(path: Path): string[] {
  return path === "" ? [] : path.split("/");
}

/** The path of an entry below a path. @throws CastoreError (`invalid`) for a name that no entry may have */
export function joinPath(parent: Path, name: string): Path {
  checkComponent(parent === "" ? name : `${parent}/${name}`, name);
  return (parent === "" ? name : `${parent}/${name}`) as Path;
}

/** The path of the directory something stands in; null for the root. */
export function parentPath(path: Path): Path | null {
  if (path === "") return null;
  return path.slice(0, Math.max(0, path.lastIndexOf("/"))) as Path;
}

/** The last name of a path; null for the root. */
export function lastName(path: Path): string | null {
  return path === "" ? null : path.slice(path.lastIndexOf("/") + 1);
}
