/** What the page starts with: what this tab or this browser showed last, the first page's text, or an example. */
import type { Base } from "./changes.ts";
import { browserEnvironment } from "./browser.ts";
import type { WorkspaceInfo } from "./api.ts";
import { recoverDrafts } from "./drafts.ts";
import type { Environment } from "./environment.ts";
import { freeName } from "./free-name.ts";
import { contentsOf, dataOf, stateOf } from "./state.ts";
import { createStorage, storageProblem, type WorkspaceStorage } from "./storage.ts";
import type { WorkspaceData } from "./types.ts";

export interface OpenOptions {
  /** What a browser without workspaces starts with; not stored until it is changed. */
  example: WorkspaceData;
  /** What a link brings: shown as a workspace of its own, not stored until it is changed. */
  shared?: WorkspaceData;
  environment?: Environment;
}

/** To be given to `createWorkspace`. */
export interface OpenedWorkspace {
  id: string;
  data: WorkspaceData;
  base: Base;
  /** Whether a person made it, as opposed to an example or a link. */
  own: boolean;
  /** How many workspaces were kept already when one came with a link; 0 without a link. */
  others: number;
  /** Why nothing that was kept could be read, for people; null when all is well. */
  problem: string | null;
  environment: Environment;
  storage: WorkspaceStorage;
}

/** The id of the first workspace: two tabs that start at once make the same one. */
const firstId = "first";

/** Milliseconds to wait for the storage: it can be held up by another tab or a damaged profile. */
const patience = 4000;

/** Never rejects for what the browser refuses: see `problem`. */
export async function openWorkspace(options: OpenOptions): Promise<OpenedWorkspace> {
  const environment = options.environment ?? browserEnvironment();
  const storage = createStorage({ factory: environment.factory, now: environment.clock.now });
  const common = { environment, storage, problem: null };
  let problem: string | null = null;
  let others: readonly WorkspaceInfo[] = [];
  try {
    const kept = await inTime(environment, find(environment, storage, options.shared === undefined));
    if (kept !== null) return { ...common, ...kept, own: true, others: 0 };
    if (options.shared !== undefined) others = await inTime(environment, storage.list());
  } catch (error) {
    problem = storageProblem(error);
  }
  const { shared, example } = options;
  // Beside one of the same name it would be taken for it.
  const data = shared === undefined ? example : { ...shared, name: freeName(shared.name, others) };
  const id = shared === undefined ? firstId : environment.newId();
  return { ...common, id, ...fresh(data), own: false, others: others.length, problem };
}

/** Data that is not stored, and the base to save it from. */
export function fresh(data: WorkspaceData): { data: WorkspaceData; base: Base } {
  const state = stateOf(data);
  return { data: dataOf(state), base: { revision: 0, name: state.name, files: contentsOf(state.files) } };
}

/** A stored workspace; null when it is gone. */
export async function loadWorkspace(
  storage: WorkspaceStorage,
  id: string,
): Promise<{ id: string; data: WorkspaceData; base: Base } | null> {
  const loaded = await storage.load(id);
  if (loaded === null || loaded.stored.files.size === 0) return null;
  const { revision, name, files } = loaded.stored;
  const view = loaded.view ?? { open: [], active: "" };
  const data = { name, files: Object.fromEntries(files), open: [...view.open], active: view.active };
  return { id, data, base: { revision, name, files } };
}

/** Brings the storage up to date, then finds what to show, if that is asked for. */
async function find(environment: Environment, storage: WorkspaceStorage, wanted: boolean) {
  await adoptOldText(environment, storage);
  await recoverDrafts(environment.drafts, storage);
  return wanted ? await loadLast(environment, storage) : null;
}

/** @throws Error when it takes too long */
async function inTime<T>({ clock }: Environment, action: Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_done, fail) => {
    timer = clock.setTimeout(() => fail(new Error("its storage does not answer")), patience);
  });
  return Promise.race([action, late]).finally(() => clock.clearTimeout(timer));
}

async function loadLast(environment: Environment, storage: WorkspaceStorage) {
  const listed = (await storage.list()).map(({ id }) => id);
  for (const id of [environment.tab.recall(), await storage.last(), ...listed]) {
    const kept = id === null ? null : await loadWorkspace(storage, id);
    if (kept !== null) return kept;
  }
  return null;
}

/** Takes over the one text that the first version of the page kept, once. */
async function adoptOldText(environment: Environment, storage: WorkspaceStorage): Promise<void> {
  const text = environment.oldText();
  if (text === null) return;
  await storage.adopt({
    id: environment.newId(),
    name: "My first workspace",
    put: new Map([["main.nix", text]]),
    view: { open: ["main.nix"], active: "main.nix" },
  });
}
