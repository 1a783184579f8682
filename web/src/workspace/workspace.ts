/** The workspace store: files in memory, saved as they change. */
import { batch, createSignal } from "solid-js";
import type { Workspace, WorkspaceInfo } from "./api.ts";
import type { Base } from "./changes.ts";
import { freeName } from "./free-name.ts";
import { fresh, loadWorkspace, type OpenedWorkspace } from "./open.ts";
import { WorkspaceError } from "./path.ts";
import { createSaver, tell } from "./saver.ts";
import * as states from "./state.ts";
import type { WorkspaceState } from "./state.ts";
import { storageProblem } from "./storage.ts";
import type { WorkspaceData } from "./types.ts";
import { addUploaded, readIncoming } from "./upload.ts";

export interface WorkspaceOptions {
  /** From `openWorkspace`. */
  initial: OpenedWorkspace;
  /** Told once a workspace has been copied to another, which is open by then. */
  onDuplicated?: (from: string, to: string) => void;
}

/** Makes the store. It lives until `dispose`. */
export function createWorkspace({ initial, onDuplicated }: WorkspaceOptions): Workspace {
  const { environment, storage } = initial;
  const { channel } = environment;
  const [state, setState] = createSignal(states.stateOf(initial.data));
  const [name, setName] = createSignal(state().name);
  const [files, setFiles] = createSignal(sortedPaths(state()));
  const [open, setOpen] = createSignal(state().open);
  const [active, setActive] = createSignal(state().active);
  const [revision, setRevision] = createSignal(0);
  const [stored, setStored] = createSignal<readonly WorkspaceInfo[]>([]);

  /** Makes a state the current one; accessors change only where it differs. */
  const show = (next: WorkspaceState): void => {
    const last = state();
    if (next === last) return;
    batch(() => {
      setState(next);
      setName(next.name);
      if (next.files !== last.files) {
        setRevision((count) => count + 1);
        const paths = sortedPaths(next);
        if (!sameList(paths, files())) setFiles(paths);
      }
      if (!sameList(next.open, open())) setOpen(next.open);
      setActive(next.active);
    });
  };

  const saver = createSaver({
    storage,
    channel,
    clock: environment.clock,
    drafts: environment.drafts,
    id: initial.id,
    base: initial.base,
    host: {
      content: () => ({ name: state().name, files: states.contentsOf(state().files) }),
      view: () => ({ open: state().open, active: state().active }),
      apply: ({ name: next, files: contents }) =>
        show({ ...states.withFiles(state(), contents), name: next }),
      onList: () => void refreshList(),
    },
  });

  /** A change a person made here. */
  const change = (next: WorkspaceState): void => {
    const last = state();
    if (next === last) return;
    show(next);
    if (next.files !== last.files || next.name !== last.name) saver.noteChange();
    else saver.noteView();
  };

  let listing = 0;
  const refreshList = async (): Promise<void> => {
    const turn = ++listing;
    try {
      const infos = await storage.list();
      if (turn === listing) setStored(infos);
    } catch {
      // Where nothing can be stored, this workspace is the only one; `problem` says why.
    }
  };

  const turnTo = (next: { id: string; data: WorkspaceData; base: Base }): void => {
    batch(() => {
      show(states.stateOf(next.data));
      saver.turnTo(next.id, next.base);
    });
    environment.tab.remember(next.id);
    void refreshList();
  };

  /** Saves this workspace, so that it may be left. */
  const leave = async (): Promise<void> => {
    await saver.flush();
    if (saver.dirty()) {
      throw new WorkspaceError(
        `“${state().name}” is not saved, so it can't be left. ${saver.problem() ?? ""}`.trim(),
      );
    }
  };

  const list = (): WorkspaceInfo[] => {
    const id = saver.id();
    const known = stored().find((it) => it.id === id);
    const own = { id, name: name(), changed: known?.changed ?? 0 };
    return known === undefined ? [own, ...stored()] : stored().map((it) => (it.id === id ? own : it));
  };

  const add = async (data: WorkspaceData): Promise<void> => {
    await refreshList();
    await leave();
    const made = fresh({ ...data, name: freeName(data.name, list()) });
    // Stored at once: a person asked for it.
    turnTo({ id: environment.newId(), data: made.data, base: { revision: 0, name: "", files: new Map() } });
    await saver.flush();
  };

  const switchTo = async (id: string): Promise<void> => {
    if (id === saver.id()) return;
    await leave();
    const next = await forPeople(loadWorkspace(storage, id));
    if (next === null) {
      void refreshList();
      throw new WorkspaceError("That workspace is gone; another tab may have deleted it.");
    }
    // The person may have gone on writing meanwhile.
    if (saver.dirty()) await leave();
    turnTo(next);
  };

  const removeWorkspace = async (id: string): Promise<() => Promise<void>> => {
    const current = id === saver.id();
    if (current) await saver.flush();
    const kept = current ? { id, data: states.dataOf(state()) } : await forPeople(loadWorkspace(storage, id));
    if (kept === null) return async () => {};
    if (current) {
      const others = await forPeople(storage.list());
      let next: Awaited<ReturnType<typeof loadWorkspace>> = null;
      for (const other of others) {
        if (next === null && other.id !== id) next = await forPeople(loadWorkspace(storage, other.id));
      }
      turnTo(next ?? { id: environment.newId(), ...fresh(emptyWorkspace) });
    }
    await forPeople(storage.remove(id));
    tell(channel, "removed", id);
    await refreshList();
    return async () => {
      await leave();
      turnTo({ id, data: kept.data, base: { revision: 0, name: "", files: new Map() } });
      await saver.flush();
    };
  };

  /** Something to be done later, but only in this workspace. */
  const here = <A extends unknown[], T>(action: (...args: A) => T): ((...args: A) => T) => {
    const id = saver.id();
    return (...args) => {
      if (saver.id() !== id) throw new WorkspaceError("That was in another workspace: open it first.");
      return action(...args);
    };
  };

  const remove = (path: string): (() => void) => {
    const before = state();
    change(states.removePath(before, path));
    return here(() => change(states.restorePath(state(), before, path)));
  };

  environment.tab.remember(initial.id);
  const stopLeaving = environment.onLeaving(saver.leave);
  const stopGuarding = environment.guardLeaving(() => saver.saved() === "failed" && saver.dirty());
  void refreshList();
  saver.noteView();

  return {
    id: saver.id,
    name,
    files,
    open,
    active,
    revision,
    content: (path) => states.entryOf(state(), path).content,
    has: (path) => state().files.has(path),
    identity: (path) => states.entryOf(state(), path).id,
    write: (path, text) => {
      if (states.entryOf(state(), path).content !== text) change(states.writeFile(state(), path, text));
    },
    create: (path, content = "") => {
      if (state().files.has(path)) throw new WorkspaceError(`There is a file ${path} already.`);
      change(states.showFile(states.addFiles(state(), new Map([[path, content]])), path));
    },
    rename: (from, to) => change(states.renamePath(state(), from, to)),
    remove,
    setActive: (path) => {
      if (path !== state().active) change(states.showFile(state(), path));
    },
    close: (path) => change(states.closeTab(state(), path)),
    moveTab: (path, to) => change(states.moveTab(state(), path, to)),
    async upload(incoming) {
      const add = here((read: Awaited<ReturnType<typeof readIncoming>>) => {
        const before = state();
        const { next, ...result } = addUploaded(before, read);
        change(next);
        const touched = [...result.added, ...result.replaced];
        return { ...result, undo: here(() => change(states.revertPaths(state(), before, touched))) };
      });
      const result = add(await readIncoming(incoming));
      // Bytes can't be left behind should the page be closed now.
      await saver.flush();
      return result;
    },
    replace(data) {
      const before = state();
      change(states.replaceAll(before, data));
      return here(() => change(states.replaceAll(state(), states.dataOf(before))));
    },
    snapshot: () => states.dataOf(state()),

    saved: saver.saved,
    problem: saver.problem,
    flush: saver.flush,
    conflict: saver.conflict,
    resolveConflict: saver.resolveConflict,

    list,
    renameWorkspace: (next) => change({ ...state(), name: states.checkName(next) }),
    switchTo,
    add: (data = emptyWorkspace) => add(data),
    async duplicate() {
      const from = saver.id();
      await add(states.dataOf(state()));
      onDuplicated?.(from, saver.id());
    },
    removeWorkspace,
    dispose() {
      saver.dispose();
      stopLeaving();
      stopGuarding();
      channel.close();
    },
  };
}

const emptyWorkspace: WorkspaceData = {
  name: "Untitled",
  files: { "main.nix": "" },
  open: ["main.nix"],
  active: "main.nix",
};

function sortedPaths({ files }: WorkspaceState): string[] {
  return [...files.keys()].sort(states.comparePaths);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((it, at) => it === b[at]);
}

/** What the browser refuses, worded for people. */
async function forPeople<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    throw new WorkspaceError(storageProblem(error), { cause: error });
  }
}
