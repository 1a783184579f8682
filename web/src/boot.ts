/** What the page opens on: a link's workspace, else the one that was there last, else the example. */
import { example } from "./example.ts";
import { linkPrefix } from "./explorer/prefix.ts";
import { createSettings, takeSettings, type SettingsStore } from "./settings/index.ts";
import type { Shared, SharedMount } from "./share/index.ts";
import { openWorkspace, type OpenedWorkspace } from "./workspace/index.ts";

export interface Boot {
  settings: SettingsStore;
  opened: OpenedWorkspace;
  /** Why a link could not be opened; null when all went well. */
  problem: string | null;
  /** Whether the workspace came with a link. */
  shared: boolean;
  /** The trees that came with the link, by digest. */
  wanted: readonly SharedMount[];
}

/** Opens what a fragment says. Never rejects for what a link says. */
export async function boot(fragment: string): Promise<Boot> {
  const settings = createSettings(browserStorage());
  const { shared, problem } = await readLink(fragment);
  if (shared !== null) borrowSettings(settings, shared);
  const opened = await openWorkspace({ example, ...(shared !== null && { shared: shared.workspace }) });
  return { settings, opened, problem, shared: shared !== null, wanted: shared?.mounts ?? [] };
}

/** Reads a link; what is wrong with it is for people. */
async function readLink(fragment: string): Promise<{ shared: Shared | null; problem: string | null }> {
  // What the explorer shows takes nothing from the workspace that was there last.
  if (fragment === "" || fragment.startsWith(linkPrefix)) return { shared: null, problem: null };
  const [{ LinkError }, { decodeLink }] = await Promise.all([
    import("./share/errors.ts"),
    import("./share/link.ts"),
  ]);
  try {
    return { shared: await decodeLink(fragment), problem: null };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    return { shared: null, problem: error.message };
  }
}

/** Takes the settings that came with a link, checked once more, until the page is closed. */
export function borrowSettings(store: SettingsStore, shared: Shared): void {
  const { profile, pipeOperators, view, strict } = takeSettings(shared.settings).settings;
  store.borrow({ profile, pipeOperators, view, strict });
}

/** Null where storage is forbidden: asking for it throws. */
function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
