/** Mounts of a workspace, changed; and lists of those of all workspaces. */
import type { KeptTree, Mount, WorkspaceMount } from "../../../workers/index.ts";
import { follow, isOwn, resolveMounts, type MountHere } from "./resolve.ts";

/** What changes: the own mounts of a workspace, and perhaps those of all. */
export interface MountsChange {
  own: WorkspaceMount[];
  /** Null: they stay. */
  all: Mount[] | null;
}

/** With one mount moved by some places. */
export function moved(here: readonly MountHere[], name: string, by: number): WorkspaceMount[] {
  const at = here.findIndex((mount) => mount.name === name);
  const to = Math.max(0, Math.min(here.length - 1, at + by));
  const mount = here[at];
  if (mount === undefined) return entriesOf(here);
  const others = here.filter((it) => it !== mount);
  return entriesOf([...others.slice(0, to), mount, ...others.slice(to)]);
}

export function renamed(here: readonly MountHere[], from: string, to: string): WorkspaceMount[] {
  return changed(here, from, (mount) => ({ ...mount, name: to }));
}

export function switched(here: readonly MountHere[], name: string, on: boolean): WorkspaceMount[] {
  return changed(here, name, (mount) => ({ ...mount, on }));
}

/** With another tree. */
export function withOwnTree(here: readonly MountHere[], name: string, root: string): WorkspaceMount[] {
  return changed(here, name, (mount) => {
    const isCommon = here.find((it) => it.name === name)?.common?.root === root;
    return { ...mount, root: isCommon ? null : root, url: null, on: true };
  });
}

/** As in all workspaces; one that is only here goes. */
export function asInAll(here: readonly MountHere[], name: string): WorkspaceMount[] {
  const mount = here.find((it) => it.name === name);
  const { instead = null, common = null } = mount ?? {};
  if (instead === null || common === null) return entriesOf(here.filter((it) => it !== mount));
  const entries = changed(here, name, () => follow(instead));
  // Another one may have taken that name here.
  return entries.filter((it, at) => entries.findIndex((other) => other.name === it.name) === at);
}

/** One mount is made that of all workspaces, in place of the one that it stands for. */
export function usedInAll(all: readonly Mount[], here: readonly MountHere[], name: string): MountsChange {
  const mount = here.find((it) => it.name === name);
  if (mount === undefined || mount.seen === null) return { own: entriesOf(here), all: null };
  const { seen, instead } = mount;
  const others = all.filter((it) => it.name !== name || it.name === instead);
  const next = others.some((it) => it.name === instead)
    ? others.map((it) => (it.name === instead ? seen : it))
    : [...others, seen];
  return { own: changed(here, name, () => follow(name)), all: next };
}

/** The names, trees and order of a workspace become those of all; what is off stays off here alone. */
export function allUsedInAll(all: readonly Mount[], here: readonly MountHere[]): MountsChange {
  const seenNames = new Set(here.flatMap(({ seen }) => seen?.name ?? []));
  const next = here.flatMap(({ seen, common }) => {
    if (seen !== null) return [seen];
    return common === null || seenNames.has(common.name) ? [] : [common];
  });
  const stoodFor = new Set(here.flatMap(({ instead }) => instead ?? []));
  const names = new Set(next.map(({ name }) => name));
  const rest = all.filter(({ name }) => !stoodFor.has(name) && !names.has(name));
  const own = here.map((mount): WorkspaceMount => {
    if (!mount.on) return entryOf(mount);
    if (!mount.missing) return follow(mount.name);
    // What is not kept here can be nobody's but this workspace's; what is used instead has its name by now.
    return { ...entryOf(mount), instead: mount.seen === null ? null : mount.name };
  });
  return { own, all: [...next, ...rest] };
}

/** Taken away from all workspaces, and from this one. */
export function unmountedInAll(
  all: readonly Mount[],
  here: readonly MountHere[],
  name: string,
): MountsChange {
  const mount = here.find((it) => it.name === name);
  return {
    own: entriesOf(here.filter((it) => it !== mount)),
    all: all.filter((it) => it.name !== mount?.common?.name),
  };
}

function entriesOf(here: readonly MountHere[]): WorkspaceMount[] {
  return here.map(entryOf);
}

function entryOf({ name, instead, on, root, url }: MountHere): WorkspaceMount {
  return { name, instead, on, root, url };
}

function changed(
  here: readonly MountHere[],
  name: string,
  change: (mount: WorkspaceMount) => WorkspaceMount,
): WorkspaceMount[] {
  return here.map((mount) => (mount.name === name ? change(entryOf(mount)) : entryOf(mount)));
}

/** Own mounts; none where all is as in all workspaces. */
export function tidied(all: readonly Mount[], own: readonly WorkspaceMount[]): readonly WorkspaceMount[] {
  return isDifferent(all, resolveMounts(all, own, [])) ? own : [];
}

/** Whether a workspace has anything otherwise than all, be it the order. */
export function isDifferent(all: readonly Mount[], here: readonly MountHere[]): boolean {
  return here.some(isOwn) || here.some(({ name }, at) => all[at]?.name !== name);
}

/** Of all workspaces: without one. */
export function without(mounts: readonly Mount[], name: string): Mount[] {
  return mounts.filter((mount) => mount.name !== name);
}

/** Of all workspaces: with a tree under a name: in the place of what has that name, else last. */
export function withTree(mounts: readonly Mount[], name: string, tree: KeptTree): Mount[] {
  const mount: Mount = { name, root: tree.root, source: tree.source, url: tree.url };
  return mounts.some((it) => it.name === name)
    ? mounts.map((it) => (it.name === name ? mount : it))
    : [...mounts, mount];
}

/** Trees that are kept but have no name, in this workspace or in all. */
export function unmounted(
  trees: readonly KeptTree[],
  all: readonly Mount[],
  here: readonly MountHere[],
): KeptTree[] {
  const roots = new Set([...all.map(({ root }) => root), ...here.map(({ root }) => root)]);
  return trees.filter(({ root }) => !roots.has(root));
}
