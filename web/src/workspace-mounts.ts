/**
 * The mounts of the open workspace. They are stored with the trees. What a link brings waits in localStorage until the
 * store is opened, which need not be on this visit.
 */
import { createEffect, createMemo, createSignal, untrack, type Accessor } from "solid-js";
import type { KeptTree, Mount, StoreAnswer, WorkspaceMount } from "../../workers/index.ts";
import { follow, ownMounts, resolveMounts, seenMounts, type MountHere } from "./mounts/resolve.ts";
import { recall, remember } from "./remember.ts";
import type { StoreClient } from "./run/store-client.ts";
import { LinkError } from "./share/errors.ts";
import { readMounts } from "./share/mounts.ts";
import type { SharedMount } from "./share/types.ts";

export interface PageMounts {
  /** Those of the open workspace, in order, also what is off. */
  here: Accessor<readonly MountHere[]>;
  /** What evaluation of the open workspace sees, as far as the store has told. */
  seen: Accessor<readonly Mount[]>;
  /** What the open workspace has otherwise than all. */
  own: Accessor<readonly WorkspaceMount[]>;
  /** What evaluation sees; waits for the store if there may be something. */
  forEvaluation(): Promise<readonly Mount[]>;
  /** Whether the open workspace came with mounts on this visit. */
  brought: Accessor<boolean>;
  /** A link's workspace: it has these mounts of its own. */
  bring(workspace: string, mounts: readonly SharedMount[]): void;
  /** Changes the own mounts of a workspace, and those of all unless null. */
  set(
    workspace: string,
    own: readonly WorkspaceMount[],
    all: readonly Mount[] | null,
  ): Promise<StoreAnswer<null>>;
  /** A workspace that was made of another has the same mounts. */
  copy(from: string, to: string): Promise<void>;
}

export interface PageMountsDeps {
  workspace: Accessor<string>;
  store: Pick<StoreClient, "state" | "mounts" | "setWorkspaceMounts">;
  /** Something was not stored. */
  report: (message: string) => void;
}

/** Also where versions of the page without own mounts in the store kept what links had brought. */
const key = "wanted-mounts";
/** Workspaces whose mounts wait; the oldest are forgotten. */
const maxWorkspaces = 100;

type Waiting = ReadonlyMap<string, readonly SharedMount[]>;

const noTrees: readonly KeptTree[] = [];
const noMounts: readonly Mount[] = [];

/** Call inside a reactive root. */
export function createPageMounts({ workspace, store, report }: PageMountsDeps): PageMounts {
  const [waiting, setWaiting] = createSignal<Waiting>(readWaiting());
  const [brought, setBrought] = createSignal<ReadonlySet<string>>(new Set());

  const ownOf = (id: string): readonly WorkspaceMount[] =>
    waiting().get(id)?.map(entryOf) ?? ownMounts(store.state(), id);
  const own = createMemo(() => ownOf(workspace()));
  const here = createMemo(() =>
    resolveMounts(store.state()?.mounts ?? noMounts, own(), store.state()?.trees ?? noTrees),
  );

  const change = (by: (next: Map<string, readonly SharedMount[]>) => void): void => {
    // Another tab may have changed it meanwhile.
    const next = new Map(readWaiting());
    by(next);
    const kept = new Map([...next].slice(-maxWorkspaces));
    remember(key, JSON.stringify([...kept]));
    setWaiting(kept);
  };

  /** Workspaces whose mounts are on their way to the store. */
  const moving = new Set<string>();
  const move = async (id: string, mounts: readonly SharedMount[]): Promise<void> => {
    if (moving.has(id)) return;
    moving.add(id);
    const answer = await store.setWorkspaceMounts(id, mounts.map(entryOf), null);
    moving.delete(id);
    if (answer.type === "failed") return report(`What a link brought is not kept: ${answer.failure.message}`);
    // What another link brought meanwhile goes next.
    change((next) => {
      if (JSON.stringify(next.get(id)) === JSON.stringify(mounts)) next.delete(id);
    });
  };
  createEffect(() => {
    if (store.state() === null) return;
    for (const [id, mounts] of waiting()) void move(id, mounts);
  });

  const set: PageMounts["set"] = (id, mounts, all) => {
    if (untrack(waiting).has(id)) change((next) => next.delete(id));
    return store.setWorkspaceMounts(id, mounts, all);
  };

  return {
    here,
    seen: createMemo(() => seenMounts(here())),
    own,
    async forEvaluation() {
      await store.mounts();
      return seenMounts(untrack(here));
    },
    brought: () => brought().has(workspace()),
    bring(id, mounts) {
      if (mounts.length > 0) setBrought((ids) => new Set(ids).add(id));
      else if (untrack(() => ownOf(id)).length === 0) return;
      change((next) => {
        next.delete(id);
        next.set(id, mounts);
      });
    },
    set,
    async copy(from, to) {
      const mounts = untrack(() => ownOf(from));
      if (mounts.length === 0 || from === to) return;
      const answer = await set(to, mounts, null);
      if (answer.type === "failed") report(answer.failure.message);
    },
  };
}

/** What a link names stands for what all workspaces have under that name. */
function entryOf({ name, root, url }: SharedMount): WorkspaceMount {
  return { ...follow(name), root, url: url ?? null };
}

function readWaiting(): Waiting {
  const waiting = new Map<string, readonly SharedMount[]>();
  try {
    const value: unknown = JSON.parse(recall(key) ?? "[]");
    for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
      if (!Array.isArray(entry)) continue;
      const [id, mounts] = entry as unknown[];
      if (typeof id === "string") waiting.set(id, readMounts(mounts, "browser"));
    }
  } catch (error) {
    // Damaged: what is mounted for all is used.
    if (!(error instanceof SyntaxError || error instanceof LinkError)) throw error;
  }
  return waiting;
}
