/** The tree of a workspace's files as rows. */

/** A folder or a file. */
export interface Row {
  path: string;
  /** Last component. */
  name: string;
  folder: boolean;
  /** From 1, for `aria-level`. */
  level: number;
  /** Place among its siblings, from 1, and how many those are. */
  position: number;
  siblings: number;
}

interface Folder {
  path: string;
  children: Map<string, Folder | string>;
}

/** The rows that are seen, top to bottom, in the order of `files`; folders among `closed` hide what is in them. */
export function rowsOf(files: readonly string[], closed: ReadonlySet<string>): Row[] {
  const root: Folder = { path: "", children: new Map() };
  for (const path of files) {
    let folder = root;
    const names = path.split("/");
    for (const name of names.slice(0, -1)) {
      let child = folder.children.get(name);
      if (typeof child !== "object") {
        child = { path: folder === root ? name : `${folder.path}/${name}`, children: new Map() };
        folder.children.set(name, child);
      }
      folder = child;
    }
    folder.children.set(names.at(-1)!, path);
  }
  const rows: Row[] = [];
  const add = (folder: Folder, level: number): void => {
    let position = 0;
    for (const [name, child] of folder.children) {
      const isFolder = typeof child === "object";
      const path = isFolder ? child.path : child;
      rows.push({
        path,
        name,
        folder: isFolder,
        level,
        position: ++position,
        siblings: folder.children.size,
      });
      if (isFolder && !closed.has(path)) add(child, level + 1);
    }
  };
  add(root, 1);
  return rows;
}

/** The folder a path is in; null at the top. */
export function parentOf(path: string): string | null {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? null : path.slice(0, slash);
}

/** Folder of each path whose name some other path has, too, to tell them apart; empty for all others. */
export function hintsOf(paths: readonly string[]): Map<string, string> {
  const count = new Map<string, number>();
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  for (const path of paths) count.set(nameOf(path), (count.get(nameOf(path)) ?? 0) + 1);
  return new Map(
    paths.map((path) => [path, (count.get(nameOf(path)) ?? 0) > 1 ? (parentOf(path) ?? "workspace") : ""]),
  );
}
