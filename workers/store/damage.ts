/** Where damage is needed: in which trees, and at which paths. */
import {
  type Damage as StoreDamage,
  type Digest,
  formatDigest,
  type IdbStore,
  type Node,
} from "../../core/castore/index.ts";
import type { Damage, DamagePlace, RootDigest } from "../store-protocol.ts";
import { fromBytes } from "../text.ts";

/** Something that is kept, and its root. */
export interface KeptRoot {
  node: Node;
  /** Null for a snapshot. */
  root: RootDigest | null;
  /** Whether all of it should be here: of published trees only what was read is. */
  whole: boolean;
}

/** Damage, and what is known of the file or directory. */
export interface LocatedDamage extends Damage {
  hash: Digest;
  /** Bytes of the file, where some directory tells. */
  size: number | null;
}

/** The damages that matter: what is missing does where some tree should have it. */
export async function locateDamages(
  store: IdbStore,
  roots: readonly KeptRoot[],
  damages: readonly StoreDamage[],
): Promise<LocatedDamage[]> {
  const found = new Map<string, { places: DamagePlace[]; size: number | null; needed: boolean }>();
  for (const damage of damages) found.set(keyOf(damage), { places: [], size: null, needed: false });
  if (damages.length > 0) {
    for (const { node, root, whole } of roots) {
      for await (const { path, ...at } of walkWhatIsThere(store, node)) {
        const entry = found.get(
          keyOf({ kind: at.node.kind === "file" ? "blob" : "directory", digest: at.node.digest }),
        );
        if (entry === undefined) continue;
        entry.needed ||= whole || at.node.kind === "directory";
        if (at.node.kind === "file") entry.size = at.node.size;
        if (!entry.places.some((place) => place.root === root))
          entry.places.push({ root, path: fromBytes(path) });
      }
    }
  }
  return damages.flatMap((damage) => {
    const { kind, digest, problem } = damage;
    const { places, size, needed } = found.get(keyOf(damage))!;
    // A missing file of a published tree comes when it is read; below a missing directory nothing can be found.
    const lazy = kind === "blob" && problem.startsWith("it is missing") && places.length > 0 && !needed;
    return lazy ? [] : [{ kind, digest: formatDigest(digest), problem, places, hash: digest, size }];
  });
}

/** What the page is told of a damage. */
export function damageFor({ kind, digest, problem, places }: LocatedDamage): Damage {
  return { kind, digest, problem, places };
}

function keyOf({ kind, digest }: Pick<StoreDamage, "kind" | "digest">): string {
  return `${kind} ${digest}`;
}

interface Found {
  path: string;
  node: Exclude<Node, { kind: "symlink" }>;
}

/** Files and directories of a tree, each directory once; what is below a missing one is left out. */
async function* walkWhatIsThere(store: IdbStore, root: Node): AsyncGenerator<Found, void> {
  const seen = new Set<Digest>();
  const open: { path: string; node: Node }[] = [{ path: "", node: root }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { path, node } = at;
    if (node.kind === "symlink") continue;
    yield { path, node };
    if (node.kind === "file" || seen.has(node.digest)) continue;
    seen.add(node.digest);
    const directory = await store.directories.get(node.digest);
    for (const entry of directory?.entries ?? []) {
      open.push({ path: path === "" ? entry.name : `${path}/${entry.name}`, node: entry.node });
    }
  }
}
