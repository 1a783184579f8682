/** Prints listings of NARs as `nix nar ls` does. */
import type { ListedNode } from "../core/nix-compat/index.ts";

export interface ListStyle {
  /** Also what is in directories below. */
  recursive: boolean;
  /** With mode, size and target. */
  long: boolean;
  /** A directory itself instead of what is in it. */
  directory: boolean;
}

/** The lines that show a node; `path` is where it stands. */
export function* listLines(root: ListedNode, path: string, style: ListStyle): Generator<string> {
  if (root.type !== "directory" || style.directory) {
    const name = root.type === "directory" ? "." : (path.split("/").findLast((part) => part !== "") ?? ".");
    yield line(root, name, style.long);
    return;
  }
  /** What is still to be shown, the next one last. */
  const todo = childrenOf(root, ".");
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    yield line(next.node, next.name, style.long);
    if (style.recursive && next.node.type === "directory") {
      for (const child of childrenOf(next.node, next.name)) todo.push(child);
    }
  }
}

function childrenOf(node: ListedNode, path: string): { node: ListedNode; name: string }[] {
  if (node.type !== "directory") return [];
  return [...node.entries].map(([name, child]) => ({ node: child, name: `${path}/${name}` })).reverse();
}

function line(node: ListedNode, name: string, long: boolean): string {
  if (!long) return name;
  const size = String(node.type === "regular" ? node.size : 0).padStart(20);
  switch (node.type) {
    case "regular":
      return `${node.executable ? "-r-xr-xr-x" : "-r--r--r--"} ${size} ${name}`;
    case "directory":
      return `dr-xr-xr-x ${size} ${name}`;
    case "symlink":
      return `lrwxrwxrwx ${size} ${name} -> ${node.target}`;
  }
}
