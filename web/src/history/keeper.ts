/** Takes snapshots of the workspace by itself: a while after it was changed and saved, and when it is evaluated. */
import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type { SnapshotFile, SnapshotTaken, StoreAnswer } from "../../../workers/index.ts";
import { bytesOf } from "../workspace/content.ts";
import type { FileContent, Workspace } from "../workspace/index.ts";

/** A workspace's files at some time. */
export interface Moment {
  id: string;
  revision: number;
  files: Record<string, FileContent>;
}

export interface KeeperDeps {
  workspace: Pick<Workspace, "id" | "revision" | "saved" | "snapshot">;
  /** Stores a snapshot. Never rejects. */
  store: (
    workspace: string,
    files: SnapshotFile[],
    message: string | null,
  ) => Promise<StoreAnswer<SnapshotTaken>>;
  /** Evaluations that a person has asked for since the page was opened. */
  asked: Accessor<number>;
  /** Whether an evaluation runs: it has the machine to itself. */
  running: Accessor<boolean>;
  /** What the page opened with: changes are against it. */
  opened: Moment;
}

export interface Keeper {
  /** Takes one at once. @param message - why, for people */
  now(message: string): Promise<StoreAnswer<SnapshotTaken>>;
  /** Why the last one that was taken by itself could not be stored; null when all is well. */
  problem: Accessor<string | null>;
}

/** Milliseconds after the last save. */
export const savePause = 5000;
/** Milliseconds after the first save that has no snapshot, however many follow. */
export const longestPause = 60_000;
/** Milliseconds after an evaluation. */
const evaluatePause = 300;

/** Call inside a reactive root. */
export function createKeeper({ workspace, store, asked, running, opened }: KeeperDeps): Keeper {
  const [problem, setProblem] = createSignal<string | null>(null);
  /** What was there before the first change: stored before what the change made of it. */
  let before: Moment | null = opened;
  /** The revision of the last snapshot, or of what was opened. */
  let taken = opened.revision;
  let current = opened.id;
  /** What was saved and has no snapshot. */
  let waiting: Moment | null = null;
  /** When the first of what waits was saved. */
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  onCleanup(() => clearTimeout(timer));

  const present = (): Moment => ({
    id: workspace.id(),
    revision: workspace.revision(),
    files: workspace.snapshot().files,
  });

  const take = (moment: Moment, message: string | null): Promise<StoreAnswer<SnapshotTaken>> => {
    clearTimeout(timer);
    waiting = null;
    const first = before?.id === moment.id && before.revision !== moment.revision ? before : null;
    before = null;
    taken = moment.revision;
    const done = queue.then(async () => {
      if (first !== null) await store(first.id, filesOf(first.files), null);
      const answer = await store(moment.id, filesOf(moment.files), message);
      const failed = answer.type === "failed" ? answer.failure.message : null;
      setProblem(failed);
      // The next change or evaluation tries again.
      if (failed !== null && taken === moment.revision) taken = -1;
      return answer;
    });
    queue = done;
    return done;
  };

  const takeWaiting = (): void => {
    if (waiting !== null) void take(waiting, null);
  };

  createEffect(() => {
    const id = workspace.id();
    const revision = workspace.revision();
    const saved = workspace.saved() === "saved";
    untrack(() => {
      if (id !== current) {
        // What was changed there last is not changed any more.
        takeWaiting();
        current = id;
        before = present();
        taken = revision;
        return;
      }
      if (!saved || revision === taken || revision === waiting?.revision) return;
      const now = Date.now();
      if (waiting === null) since = now;
      waiting = present();
      clearTimeout(timer);
      timer = setTimeout(takeWaiting, Math.max(0, Math.min(savePause, since + longestPause - now)));
    });
  });

  // Somebody may have asked before this was loaded.
  let due = untrack(asked) > 0;
  createEffect(on(asked, () => (due = true), { defer: true }));
  createEffect(
    on([asked, running], () => {
      if (!due || running()) return;
      due = false;
      if (workspace.revision() === taken || workspace.saved() === "failed") return;
      const moment = present();
      clearTimeout(timer);
      waiting = moment;
      timer = setTimeout(takeWaiting, evaluatePause);
    }),
  );

  return { now: (message) => take(present(), message), problem };
}

function filesOf(files: Record<string, FileContent>): SnapshotFile[] {
  return Object.entries(files).map(([path, content]) => ({ path, content: bytesOf(content) }));
}
