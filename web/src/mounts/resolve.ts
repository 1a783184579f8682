/** What a workspace sees: its own mounts, then those of all workspaces. */
import type { KeptTree, Mount, StoreState, WorkspaceMount } from "../../../workers/index.ts";

/** A mount as one workspace has it. */
export interface MountHere extends WorkspaceMount {
  /** What evaluation sees; null where it is off, or no tree that could be seen is kept. */
  seen: Mount | null;
  /** Whether its own tree is not kept here, as far as is known. */
  missing: boolean;
  /** The one of all workspaces that it stands for. */
  common: Mount | null;
}

/**
 * The mounts of a workspace, in the order in which names are looked up. An own tree that is not kept here leaves its
 * place to that of all workspaces.
 */
export function resolveMounts(
  all: readonly Mount[],
  own: readonly WorkspaceMount[],
  trees: readonly KeptTree[],
): MountHere[] {
  const isCommon = (name: string | null): boolean => all.some((mount) => mount.name === name);
  const live = own
    // The mount of all workspaces that others stood for was taken away.
    .filter(({ root, instead }) => root !== null || isCommon(instead))
    // One that all workspaces have by now under the name of one that only this one had.
    .map((entry) => {
      const { name, instead } = entry;
      const free = !isCommon(instead) && isCommon(name) && !own.some((it) => it.instead === name);
      return free ? { ...entry, instead: name } : entry;
    });
  const names = new Set(live.map(({ name }) => name));
  const stoodFor = new Set(live.map(({ instead }) => instead));
  const rest = all
    .filter(({ name }) => !stoodFor.has(name) && !names.has(name))
    .map(({ name }) => follow(name));
  return [...live, ...rest].map((entry): MountHere => {
    const { name, instead, on, root } = entry;
    const common = all.find((mount) => mount.name === instead) ?? null;
    const tree = trees.find((it) => it.root === root);
    const missing = root !== null && tree === undefined;
    const found = tree ?? common;
    const seen =
      !on || found === null ? null : { name, root: found.root, source: found.source, url: found.url };
    return { ...entry, seen, missing, common };
  });
}

/** An entry that says nothing of its own. */
export function follow(name: string): WorkspaceMount {
  return { name, instead: name, on: true, root: null, url: null };
}

/** What evaluation sees of mounts. */
export function seenMounts(mounts: readonly MountHere[]): Mount[] {
  return mounts.flatMap(({ seen }) => seen ?? []);
}

/** The own mounts of a workspace, as the store has them. */
export function ownMounts(state: StoreState | null, workspace: string): readonly WorkspaceMount[] {
  return state?.workspaces.find((it) => it.workspace === workspace)?.mounts ?? [];
}

/** Whether a mount is otherwise than in all workspaces; its place in the order aside. */
export function isOwn({ name, instead, on, root, common }: MountHere): boolean {
  return !on || name !== instead || common === null || (root !== null && root !== common.root);
}
