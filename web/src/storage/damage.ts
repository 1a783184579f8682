/** Damage as it is told: by tree and path. */
import type { Damage, KeptTree } from "../../../workers/index.ts";

/** What is damaged of one tree. */
export interface DamageGroup {
  /** Tells it from others. */
  key: string;
  /** For people. */
  title: string;
  /** Null for snapshots of workspaces, and for what no tree that can be read needs. */
  tree: KeptTree | null;
  items: DamageItem[];
}

export interface DamageItem {
  path: string;
  /** What it is, what is wrong, and its digest. */
  problem: string;
}

/** Each tree's damage, by path; what is in several trees is in each of them. */
export function groupDamage(damaged: readonly Damage[], trees: readonly KeptTree[]): DamageGroup[] {
  const groups = new Map<string, DamageGroup>();
  const add = (key: string, title: string, tree: KeptTree | null, item: DamageItem): void => {
    const group = groups.get(key) ?? { key, title, tree, items: [] };
    groups.set(key, group);
    group.items.push(item);
  };
  for (const { kind, digest, problem, places } of damaged) {
    const what = kind === "blob" ? "file content" : "directory";
    const said = `${what} ${digest}: ${problem}`;
    for (const { root, path } of places) {
      const tree = trees.find((it) => it.root === root) ?? null;
      const item = { path: path === "" ? "the tree itself" : path, problem: said };
      if (root === null) add("snapshots", "Snapshots of workspaces", null, item);
      else add(root, tree?.source ?? root, tree, item);
    }
    // Most of it is below a directory that is missing itself.
    if (places.length === 0) add("", "In no tree that can be read", null, { path: digest, problem: said });
  }
  for (const { items } of groups.values()) items.sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...groups.values()];
}
