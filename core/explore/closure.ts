/** Closures of store paths by their references, and how two of them differ. */
import type { CallOptions } from "../castore/index.ts";
import type { StorePath } from "../nix-compat/index.ts";
import type { PathInfo } from "../store/index.ts";
import { packageName } from "./package-name.ts";

/** What is known of some paths: null for those that are not known. */
export type LoadInfos = (paths: readonly StorePath[]) => Promise<readonly (PathInfo | null)[]>;

/** A path of a closure. */
export interface ClosureNode {
  storePath: StorePath;
  /** Bytes; 0 where the path is not known. */
  narSize: number;
  /** Indices of nodes; a path may refer to itself. */
  references: number[];
  known: boolean;
}

/** Everything a path refers to, itself first, each once. */
export async function closureOf(
  start: StorePath,
  load: LoadInfos,
  options?: CallOptions,
): Promise<ClosureNode[]> {
  const nodes: ClosureNode[] = [];
  const index = new Map<string, number>();
  const numberOf = (storePath: StorePath): number => {
    let number = index.get(storePath.hash);
    if (number === undefined) {
      number = nodes.length;
      index.set(storePath.hash, number);
      nodes.push({ storePath, narSize: 0, references: [], known: false });
    }
    return number;
  };
  numberOf(start);
  for (let done = 0; done < nodes.length;) {
    options?.signal?.throwIfAborted();
    const level = nodes.slice(done);
    done = nodes.length;
    const infos = await load(level.map(({ storePath }) => storePath));
    level.forEach((node, i) => {
      const info = infos[i];
      if (info === null || info === undefined) return;
      node.known = true;
      node.narSize = info.narSize;
      node.references = info.references.map(numberOf);
    });
  }
  return nodes;
}

/** One package's part in a difference. */
export interface ChangedPackage {
  name: string;
  before: { version: string; narSize: number; storePath: StorePath }[];
  after: { version: string; narSize: number; storePath: StorePath }[];
  /** Versions of paths of it that both have; "" for those without. */
  shared: string[];
}

/** Packages of which one closure has other paths than the other, by name. */
export function diffClosures(
  before: readonly ClosureNode[],
  after: readonly ClosureNode[],
): ChangedPackage[] {
  const packages = new Map<string, ChangedPackage>();
  const hashes = (nodes: readonly ClosureNode[]): Set<string> =>
    new Set(nodes.map((it) => it.storePath.hash));
  const both = hashes(before);
  const theirs = hashes(after);
  for (const hash of both) if (!theirs.has(hash)) both.delete(hash);
  for (const [side, nodes] of [
    ["before", before],
    ["after", after],
  ] as const) {
    for (const { storePath, narSize } of nodes) {
      if (both.has(storePath.hash)) continue;
      const { name, version } = packageName(storePath.name);
      let changed = packages.get(name);
      if (changed === undefined) packages.set(name, (changed = { name, before: [], after: [], shared: [] }));
      changed[side].push({ version, narSize, storePath });
    }
  }
  for (const { storePath } of before) {
    if (!both.has(storePath.hash)) continue;
    const { name, version } = packageName(storePath.name);
    const changed = packages.get(name);
    if (changed !== undefined && !changed.shared.includes(version)) changed.shared.push(version);
  }
  const sorted = [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { before, after, shared } of sorted) {
    for (const list of [before, after]) list.sort(byVersion);
    shared.sort();
  }
  return sorted;
}

type Entry = ChangedPackage["before"][number];

function byVersion(a: Entry, b: Entry): number {
  if (a.version !== b.version) return a.version < b.version ? -1 : 1;
  return a.storePath.hash < b.storePath.hash ? -1 : 1;
}
