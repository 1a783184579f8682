/** State that panel, drop target, dialogs and commands share. */
import { createSignal, type Accessor } from "solid-js";
import type { Mount, StoreAnswer, WorkspaceMount } from "../../../workers/index.ts";
import { chooseFiles } from "../ui/files.ts";
import { chooseFolder, filesOf, wantedArchive, wantedFolder, wantedPicked, type Dropped } from "./collect.ts";
import { tidied } from "./edits.ts";
import { createImports, messageOf, problemOf, type Imports } from "./imports.ts";
import { firstExpression } from "./naming.ts";
import { createSiteMounts, readSiteMounts, type SiteMounts } from "./site-mounts.ts";
import type { MountsDeps, Wanted } from "./types.ts";

export interface MountsUi extends MountsDeps {
  imports: Imports;
  /** What this site offers. */
  site: SiteMounts;
  /** Archives and folders that were dropped, until the person has said what shall become of them. */
  dropped: Accessor<Dropped | null>;
  /** Takes what was dropped: plain files at once, the rest after asking. */
  drop(dropped: Dropped): void;
  /** The answer: trees, files of the workspace, the explorer, or nothing. */
  settleDrop(choice: "trees" | "files" | "explore" | null): void;
  /** What the URL dialog begins with; null when it is shut. */
  asking: Accessor<string | null>;
  askUrl(url?: string): void;
  endAsking(): void;
  /** Opens the store, so that its state is known. */
  open(): Promise<void>;
  start(wanted: Wanted): void;
  pickArchive(): Promise<void>;
  pickFolder(): Promise<void>;
  /** Those of all workspaces. */
  all: Accessor<readonly Mount[]>;
  /** Changes the mounts of the open workspace, and those of all unless null; whether it went well. */
  change(own: readonly WorkspaceMount[], all?: readonly Mount[] | null): Promise<boolean>;
  /** Changes those of all workspaces. */
  changeAll(all: readonly Mount[]): Promise<boolean>;
  /** Waits for the store; what went wrong shows in `problem`. Null unless it went well. */
  attempt<T>(answer: Promise<StoreAnswer<T>>): Promise<{ value: T } | null>;
  problem: Accessor<string | null>;
  setProblem(problem: string | null): void;
  /** Makes a file that uses a mount, and evaluates it. */
  tryMount(name: string): void;
}

/** What pickers offer by default: Nix reads these, and browsers know few of them by their types. */
export const archiveEndings = ".tar,.gz,.tgz,.xz,.txz,.bz2,.tbz,.tbz2,.zst,.tzst,.zip,.nar";

export function createMountsUi(deps: MountsDeps): MountsUi {
  const { store } = deps;
  const [dropped, setDropped] = createSignal<Dropped | null>(null);
  const [asking, setAsking] = createSignal<string | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  const imports = createImports(deps);
  const all = (): readonly Mount[] => store.state()?.mounts ?? [];
  const base = document.baseURI;
  const site = createSiteMounts({
    ...deps,
    base,
    memory: browserStorage(),
    read: () => readSiteMounts(base),
  });

  const start = (wanted: Wanted): void => {
    deps.showMounts();
    imports.start(wanted);
  };

  const attempt = async <T>(answer: Promise<StoreAnswer<T>>): Promise<{ value: T } | null> => {
    setProblem(null);
    try {
      const outcome = await answer;
      if (outcome.type === "ok") return { value: outcome.value };
      if (outcome.type === "failed") setProblem(problemOf(outcome));
    } catch (error) {
      setProblem(messageOf(error));
    }
    return null;
  };

  const addToWorkspace = async ({ archives, folders, files }: Dropped): Promise<void> => {
    const incoming = [...files, ...archives].map((file) => ({ path: file.name, file }));
    for (const folder of folders) incoming.push(...(await filesOf(folder, () => undefined)));
    const kept = incoming.filter(({ path }) => !/(?:^|\/)(?:\.git|node_modules)\//.test(path));
    const skipped = kept.length < incoming.length ? [".git and node_modules"] : [];
    deps.addFiles(kept, skipped);
  };

  return {
    ...deps,
    imports,
    site,
    dropped,
    drop(next) {
      if (next.archives.length + next.folders.length > 0 || next.explore) setDropped(next);
      else if (next.files.length > 0) void addToWorkspace(next);
    },
    settleDrop(choice) {
      const what = dropped();
      setDropped(null);
      if (what === null || choice === null) return;
      if (choice === "explore") {
        if (what.single !== null) deps.explore(what.single);
        return;
      }
      if (choice === "files") {
        addToWorkspace(what).catch((error: unknown) => deps.report(messageOf(error)));
        return;
      }
      for (const archive of what.archives) start(wantedArchive(archive));
      for (const folder of what.folders) start(wantedFolder(folder));
      if (what.files.length > 0) void addToWorkspace({ ...what, archives: [], folders: [] });
    },
    asking,
    askUrl: (url = "") => setAsking(url),
    endAsking: () => setAsking(null),
    async open() {
      setProblem(null);
      await store.open();
      if (store.state() === null) {
        setProblem("The store can't be opened: this browser may forbid this page to keep anything.");
      }
    },
    start,
    async pickArchive() {
      for (const file of await chooseFiles({ accept: archiveEndings, multiple: true })) {
        start(wantedArchive(file));
      }
    },
    async pickFolder() {
      const picked = await chooseFolder();
      const wanted = wantedPicked(picked);
      if (wanted !== null) start(wanted);
      else if (picked.length > 0) deps.report("This browser does not tell the paths of a folder's files.");
    },
    all,
    change: async (own, next = null) =>
      (await attempt(deps.setMounts(tidied(next ?? all(), own), next))) !== null,
    changeAll: async (next) => (await attempt(store.setMounts(next))) !== null,
    attempt,
    problem,
    setProblem,
    tryMount: (name) => deps.tryOut(`try-${name.replaceAll("/", "-")}.nix`, `${firstExpression(name)}\n`),
  };
}

/** Null where storage is forbidden: asking for it throws. */
function browserStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
