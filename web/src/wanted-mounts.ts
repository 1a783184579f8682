/** The trees that a workspace brought with it, by digest: they stand before what is mounted for all workspaces. */
import { createMemo, createSignal, type Accessor } from "solid-js";
import type { Mount } from "../../workers/index.ts";
import { recall, remember } from "./remember.ts";
import type { StoreClient } from "./run/store-client.ts";
import { LinkError } from "./share/errors.ts";
import { mountsWith, readMounts } from "./share/mounts.ts";
import type { SharedMount } from "./share/types.ts";

export interface WantedMounts {
  /** Those of the open workspace. */
  list: Accessor<readonly SharedMount[]>;
  /** Those of them whose trees are not kept here, as far as the store has told. */
  missing: Accessor<readonly SharedMount[]>;
  /** What evaluation sees in place of some mounts. */
  with: (mounts: readonly Mount[]) => Mount[];
  /** Of some workspace, kept across visits. */
  set: (workspace: string, mounts: readonly SharedMount[]) => void;
}

const key = "wanted-mounts";
/** Workspaces whose mounts are kept; the oldest are forgotten. */
const maxWorkspaces = 100;

export function createWantedMounts(deps: {
  workspace: Accessor<string>;
  store: Pick<StoreClient, "state">;
}): WantedMounts {
  const [kept, setKept] = createSignal(readKept());
  const list = createMemo(() => kept().get(deps.workspace()) ?? []);
  const trees = () => deps.store.state()?.trees ?? [];
  return {
    list,
    missing: () => list().filter(({ root }) => !trees().some((tree) => tree.root === root)),
    with: (mounts) => mountsWith(mounts, list(), trees()),
    set(workspace, mounts) {
      if (mounts.length === 0 && !kept().has(workspace)) return;
      const next = new Map(kept());
      next.delete(workspace);
      if (mounts.length > 0) next.set(workspace, mounts);
      setKept(new Map([...next].slice(-maxWorkspaces)));
      remember(key, JSON.stringify([...kept()]));
    },
  };
}

function readKept(): Map<string, readonly SharedMount[]> {
  const kept = new Map<string, readonly SharedMount[]>();
  try {
    const value: unknown = JSON.parse(recall(key) ?? "[]");
    for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
      if (!Array.isArray(entry)) continue;
      const [id, mounts] = entry as unknown[];
      if (typeof id === "string") kept.set(id, readMounts(mounts, "browser"));
    }
  } catch (error) {
    // Damaged: what is mounted for all is used.
    if (!(error instanceof SyntaxError || error instanceof LinkError)) throw error;
  }
  return kept;
}
