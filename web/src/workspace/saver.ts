/** Saves a workspace as it changes, and brings in what other browser tabs save. */
import { batch, createSignal, type Accessor } from "solid-js";
import type { Conflict, ConflictChoice } from "./api.ts";
import { changesFrom, type Base, type Content } from "./changes.ts";
import { leaveDraft } from "./drafts.ts";
import { maxWorkspaceBytes, tooLarge } from "./content.ts";
import type { Clock, DraftStore, TabChannel } from "./environment.ts";
import { merge, resolve } from "./merge.ts";
import { storageProblem, type Stored, type View, type WorkspaceStorage } from "./storage.ts";

/** Milliseconds without a change before it is saved. */
export const saveDelay = 300;

/** The workspace in memory. */
export interface SaverHost {
  content: () => Content;
  view: () => View;
  /** Puts in what came from another tab. */
  apply: (content: Content) => void;
  /** Which workspaces there are, or what is said of them, changed. */
  onList: () => void;
}

export interface SaverOptions {
  storage: WorkspaceStorage;
  channel: TabChannel;
  clock: Clock;
  drafts: DraftStore;
  host: SaverHost;
  id: string;
  base: Base;
}

export interface Saver {
  id: Accessor<string>;
  saved: Accessor<"saved" | "saving" | "failed">;
  problem: Accessor<string | null>;
  conflict: Accessor<Conflict | null>;
  /** Files or the name changed. */
  noteChange: () => void;
  /** Tabs changed. */
  noteView: () => void;
  /** Whether memory has what is not stored, a workspace that was deleted in another tab left out. */
  dirty: () => boolean;
  /** Never rejects. */
  flush: () => Promise<void>;
  /** The page may be gone in a moment: leaves behind what is not stored, and stores it if there is time. */
  leave: (closing: boolean) => void;
  resolveConflict: (choice: ConflictChoice) => void;
  /** From now on saves another workspace; what is not saved of this one is forgotten. */
  turnTo: (id: string, base: Base) => void;
  dispose: () => void;
}

/** What tabs tell each other. */
interface TabMessage {
  type: "saved" | "removed";
  id: string;
}

/** Tells the other tabs. */
export function tell(channel: TabChannel, type: TabMessage["type"], id: string): void {
  channel.send({ type, id } satisfies TabMessage);
}

export function createSaver({ storage, channel, clock, drafts, host, ...start }: SaverOptions): Saver {
  const [id, setId] = createSignal(start.id);
  const [saved, setSaved] = createSignal<"saved" | "saving" | "failed">("saved");
  const [problem, setProblem] = createSignal<string | null>(null);
  const [conflict, setConflict] = createSignal<Conflict | null>(null);
  let base = start.base;
  let viewChanged = false;
  let timer: number | null = null;
  /** The work under way, and whether there is more to do after it. */
  let working: Promise<void> | null = null;
  let again = false;
  /** Another tab said that it saved this workspace. */
  let behind = false;
  /** Another tab removed this workspace, and it was not changed since. */
  let removed = false;
  /** A draft was left of what is not stored. */
  let left = false;
  let disposed = false;

  const changes = () => changesFrom(base, host.content());

  const report = (state: "saved" | "saving" | "failed", why: string | null = null): void =>
    batch(() => {
      setSaved(state);
      setProblem(why);
    });

  /** One pass after the other; all that are asked for meanwhile become one. */
  const work = (): Promise<void> => {
    cancelTimer();
    if (disposed) return Promise.resolve();
    again = true;
    working ??= (async () => {
      while (again && !disposed) {
        again = false;
        await pass(id());
      }
      working = null;
    })();
    return working;
  };

  const pass = async (current: string): Promise<void> => {
    const stays = (): boolean => id() === current && !disposed;
    try {
      if (behind) {
        behind = false;
        const loaded = await storage.load(current);
        if (!stays()) return;
        if (loaded === null) noteRemoved();
        else if (loaded.stored.revision !== base.revision) integrate(loaded.stored);
      }
      if (conflict() === null && !removed) await save(current, stays);
    } catch (error) {
      if (!stays()) return;
      viewChanged = true;
      report("failed", storageProblem(error));
    }
  };

  const save = async (current: string, stays: () => boolean): Promise<void> => {
    const content = host.content();
    const found = changesFrom(base, content);
    if (found === null) {
      if (viewChanged && base.revision !== 0) {
        // Tabs that change meanwhile are saved next.
        viewChanged = false;
        await storage.saveView(current, host.view());
      }
      if (stays()) report("saved");
      return;
    }
    if (tooLarge(content.files.values())) {
      const limit = `${maxWorkspaceBytes / 2 ** 20} MiB`;
      report(
        "failed",
        `A workspace holds at most ${limit}. This one is only in this tab until it is smaller.`,
      );
      return;
    }
    report("saving");
    viewChanged = false;
    const { name } = content;
    const result = await storage.save({
      id: current,
      from: base.revision,
      name,
      ...found,
      view: host.view(),
    });
    // Others hear of it also when this tab has gone on to another workspace.
    if (result.type === "saved") tell(channel, "saved", current);
    if (!stays()) return;
    if (result.type === "saved") {
      base = { revision: result.revision, ...content };
      if (left) leaveDraft(drafts, current, base, host.content(), host.view());
      left = false;
      if (changes() === null) report("saved");
      else if (timer === null) schedule();
      host.onList();
      return;
    }
    viewChanged = true;
    if (result.type === "stale") {
      integrate(result.stored);
      again = true;
    } else {
      // Removed, but changed here: it is stored once more, all of it.
      base = { revision: 0, name: "", files: new Map() };
      again = true;
    }
  };

  /** Brings in what another tab saved. */
  const integrate = (stored: Stored): void => {
    const content = host.content();
    const merged = merge(base.files, content.files, stored.files);
    const files = new Map(stored.files);
    // Files in conflict keep their old base: until a person chose, they differ from both sides.
    for (const { path } of merged.conflicts) {
      const old = base.files.get(path);
      if (old === undefined) files.delete(path);
      else files.set(path, old);
    }
    // Where both have a new name, this one's is saved next, as the later one.
    const name = content.name === base.name ? stored.name : content.name;
    base = { revision: stored.revision, name: stored.name, files };
    removed = false;
    batch(() => {
      host.apply({ name, files: merged.files });
      const { conflicts } = merged;
      setConflict(conflicts.length === 0 ? null : { files: conflicts, changed: stored.changed });
      if (conflicts.length === 0) return;
      const paths = conflicts.map(({ path }) => path).join(", ");
      report("failed", `Another tab changed ${paths}, too. Until you choose what to keep, nothing is saved.`);
    });
    host.onList();
  };

  const noteRemoved = (): void => {
    if (base.revision === 0) return;
    base = { revision: 0, name: "", files: new Map() };
    removed = true;
    setConflict(null);
    report(
      "failed",
      "This workspace was deleted in another tab. It is still here: any change stores it again.",
    );
  };

  const schedule = (): void => {
    cancelTimer();
    timer = clock.setTimeout(() => {
      timer = null;
      void work();
    }, saveDelay);
  };
  const cancelTimer = (): void => {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  };

  const stopListening = channel.listen((message) => {
    if (!isTabMessage(message)) return;
    host.onList();
    if (message.id !== id()) return;
    behind = true;
    void work();
  });

  return {
    id,
    saved,
    problem,
    conflict,
    dirty: () => !removed && changes() !== null,
    noteChange() {
      removed = false;
      if (conflict() === null && saved() === "saved") setSaved("saving");
      schedule();
    },
    noteView() {
      viewChanged = true;
      schedule();
    },
    flush: work,
    leave(closing) {
      const open = conflict() !== null;
      // A page that lives on still has its conflict: another one is not to settle it.
      if (!removed && changes() !== null && (closing || !open)) {
        left = true;
        // As of no revision, a draft of what is in conflict is merged, not stored over the other tab's.
        leaveDraft(drafts, id(), open ? { ...base, revision: -1 } : base, host.content(), host.view());
      }
      void work();
    },
    resolveConflict(choice) {
      const open = conflict();
      if (open === null) return;
      const files = new Map(base.files);
      for (const { path, theirs } of open.files) {
        if (theirs === null) files.delete(path);
        else files.set(path, theirs);
      }
      base = { ...base, files };
      const { name, files: mine } = host.content();
      batch(() => {
        setConflict(null);
        host.apply({ name, files: resolve(mine, open.files, choice) });
        report("saving");
      });
      void work();
    },
    turnTo(nextId, nextBase) {
      cancelTimer();
      base = nextBase;
      behind = false;
      removed = false;
      viewChanged = true;
      batch(() => {
        setId(nextId);
        setConflict(null);
        report("saved");
      });
      schedule();
    },
    dispose() {
      disposed = true;
      cancelTimer();
      stopListening();
    },
  };
}

function isTabMessage(message: unknown): message is TabMessage {
  if (typeof message !== "object" || message === null || !("type" in message) || !("id" in message))
    return false;
  return (message.type === "saved" || message.type === "removed") && typeof message.id === "string";
}
