/** State that panel, dialog and commands of the history share. */
import { batch, createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type { Snapshot, StoreAnswer } from "../../../workers/index.ts";
import { contentOf } from "../workspace/content.ts";
import type { Files } from "./compare.ts";
import type { Keeper } from "./keeper.ts";
import type { HistoryDeps } from "./types.ts";
import { exactTime } from "./words.ts";

/** What the dialog shows. */
export interface Comparison {
  snapshot: Snapshot;
  /** The file to begin with; null for the first that differs. */
  path: string | null;
  against: "before" | "now";
}

export interface HistoryUi {
  /** Newest first; null until they are known. */
  snapshots: Accessor<readonly Snapshot[] | null>;
  problem: Accessor<string | null>;
  setProblem(problem: string | null): void;
  /** Begins to follow the history, or looks again. */
  open(): Promise<void>;
  /** Whether something is being stored or restored. */
  busy: Accessor<boolean>;
  saveNow(): Promise<void>;
  restore(snapshot: Snapshot): Promise<void>;
  comparison: Accessor<Comparison | null>;
  compare(comparison: Comparison | null): void;
  /** The snapshot before one; null for the first. */
  before(snapshot: Snapshot): Snapshot | null;
  /** @throws Error when they can't be had, in words for people */
  filesOf(snapshot: Snapshot): Promise<Files>;
  present(): Files;
  report: (message: string) => void;
}

/** Snapshots whose files stay in memory. */
const maxCached = 6;

/** Call inside a reactive root. */
export function createHistoryUi(deps: HistoryDeps): HistoryUi {
  const { workspace, store } = deps;
  const [snapshots, setSnapshots] = createSignal<readonly Snapshot[] | null>(null);
  const [failure, setFailure] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const [comparison, setComparison] = createSignal<Comparison | null>(null);
  const [keeper, setKeeper] = createSignal<Keeper | null>(null);
  const cache = new Map<string, Promise<Files>>();
  let opened = false;
  let turn = 0;

  const refresh = async (): Promise<void> => {
    const mine = ++turn;
    const answer = await store.history(workspace.id());
    if (mine !== turn) return;
    if (answer.type === "ok") setSnapshots(answer.value);
    else setFailure(messageOf(answer));
  };

  // What is stored, here or in another tab, shows.
  const version = createMemo(() => store.state()?.historyVersion ?? 0);
  createEffect(on(version, () => void (opened && refresh()), { defer: true }));
  createEffect(
    on(
      () => workspace.id(),
      () => {
        batch(() => {
          setSnapshots(null);
          setComparison(null);
        });
        if (opened) void refresh();
      },
      { defer: true },
    ),
  );

  const load = async (root: string): Promise<Files> => {
    const answer = await store.snapshotFiles(root);
    if (answer.type !== "ok") throw new Error(messageOf(answer));
    return new Map(answer.value.map(({ path, content }) => [path, contentOf(content)]));
  };
  const filesOf = ({ root }: Snapshot): Promise<Files> => {
    const known = cache.get(root) ?? load(root);
    cache.delete(root);
    cache.set(root, known);
    known.catch(() => cache.delete(root));
    for (const old of [...cache.keys()].slice(0, -maxCached)) cache.delete(old);
    return known;
  };

  /** One after the other; what goes wrong shows. */
  const work = async (run: () => Promise<void>): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    setFailure(null);
    try {
      await run();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };

  const keep = async (message: string): Promise<boolean> => {
    const answer = await (await deps.keeper()).now(message);
    if (answer.type !== "ok") throw new Error(messageOf(answer));
    return answer.value.recorded;
  };

  return {
    snapshots,
    problem: () => failure() ?? keeper()?.problem() ?? null,
    setProblem: setFailure,
    async open() {
      opened = true;
      setFailure(null);
      void deps.keeper().then((it) => setKeeper(() => it));
      await refresh();
    },
    busy,
    saveNow: () =>
      work(async () => {
        const recorded = await keep("Saved by hand");
        deps.say(recorded ? "Snapshot saved" : "The newest snapshot is of these very files");
      }),
    restore: (snapshot) =>
      work(async () => {
        const id = workspace.id();
        const files = await filesOf(snapshot);
        await keep("Before restoring");
        if (workspace.id() !== id) throw new Error("Another workspace was opened meanwhile.");
        const undo = workspace.replace({
          name: workspace.name(),
          files: Object.fromEntries(files),
          open: [...workspace.open()],
          active: workspace.active(),
        });
        setComparison(null);
        deps.restored(`The files are as they were on ${exactTime(snapshot.time)}.`, undo);
      }),
    comparison,
    compare: setComparison,
    before(snapshot) {
      const all = snapshots() ?? [];
      return all[all.findIndex(({ time }) => time === snapshot.time) + 1] ?? null;
    },
    filesOf,
    present: () => new Map(Object.entries(workspace.snapshot().files)),
    report: deps.report,
  };
}

function messageOf(answer: Exclude<StoreAnswer<unknown>, { type: "ok" }>): string {
  if (answer.type === "cancelled") return "That was cancelled.";
  const { message } = answer.failure;
  return message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?…]$/.test(message) ? "" : ".");
}
