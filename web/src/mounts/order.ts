/** Lists of mounts, changed. What is not changed stays the same object. */
import type { KeptTree, Mount } from "../../../workers/index.ts";

/** With one mount moved by some places; the same list where it is at that end. */
export function moved(mounts: readonly Mount[], name: string, by: number): Mount[] {
  const at = mounts.findIndex((mount) => mount.name === name);
  const to = Math.max(0, Math.min(mounts.length - 1, at + by));
  const mount = mounts[at];
  if (mount === undefined) return [...mounts];
  const others = mounts.filter((it) => it !== mount);
  return [...others.slice(0, to), mount, ...others.slice(to)];
}

export function renamed(mounts: readonly Mount[], from: string, to: string): Mount[] {
  return mounts.map((mount) => (mount.name === from ? { ...mount, name: to } : mount));
}

export function without(mounts: readonly Mount[], name: string): Mount[] {
  return mounts.filter((mount) => mount.name !== name);
}

/** With a tree under a name: in the place of what has that name, else last. */
export function withTree(mounts: readonly Mount[], name: string, tree: KeptTree): Mount[] {
  const mount: Mount = { name, root: tree.root, source: tree.source, url: tree.url };
  return mounts.some((it) => it.name === name)
    ? mounts.map((it) => (it.name === name ? mount : it))
    : [...mounts, mount];
}

/** Trees that are kept but have no name. */
export function unmounted(trees: readonly KeptTree[], mounts: readonly Mount[]): KeptTree[] {
  const roots = new Set(mounts.map(({ root }) => root));
  return trees.filter(({ root }) => !roots.has(root));
}
