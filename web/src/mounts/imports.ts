/** Imports, one after the other: how far each is and what came of it. */
import { createStore, produce } from "solid-js/store";
import type { ImportState, KeptTree, Mount, StoreFailure } from "../../../workers/index.ts";
import { freeName, proposeName } from "./naming.ts";
import { asInAll, tidied, withTree } from "./edits.ts";
import { sentence } from "./words.ts";
import { addSample, timeLeft, type Sample } from "./progress.ts";
import type { ImportSource, MountsDeps, Wanted } from "./types.ts";

/** What became of a tree that was imported. */
export interface MountedAs {
  name: string;
  /**
   * `same`: this very tree had that name before; `wanted`: it is what this workspace has under that name; `other`: the
   * name it would have got is another tree's.
   */
  how: "new" | "same" | "wanted" | "other";
  wished: string;
}

export type ImportStatus =
  | { type: "waiting" }
  | { type: "looking"; files: number }
  | { type: "running"; state: ImportState | null; left: number | null; cancelling: boolean }
  | { type: "done"; tree: KeptTree; mounted: MountedAs | null; newBytes: number; problem: string | null }
  | { type: "failed"; failure: StoreFailure }
  | { type: "cancelled"; began: boolean };

export interface ImportJob {
  id: string;
  label: string;
  kind: ImportSource["type"];
  status: ImportStatus;
}

export interface Imports {
  /** Newest last; each stays until it is put away. */
  readonly jobs: readonly ImportJob[];
  start(wanted: Wanted): void;
  cancel(id: string): void;
  /** Imports it again: what was stored is used. */
  repeat(id: string): void;
  /** Puts the card of a finished import away. */
  dismiss(id: string): void;
  /** Gives the tree of a finished import the name it would have got, in place of what has that name. */
  takePlace(id: string): Promise<void>;
}

export function createImports(deps: Pick<MountsDeps, "store" | "speak" | "here" | "setMounts">): Imports {
  const { store, speak, here } = deps;
  const [jobs, setJobs] = createStore<ImportJob[]>([]);
  const wanted = new Map<string, Wanted>();
  const cancels = new Map<string, () => void>();
  let queue = Promise.resolve();

  const set = (id: string, status: ImportStatus): void => setJobs((job) => job.id === id, { status });
  const find = (id: string): ImportJob | undefined => jobs.find((job) => job.id === id);

  const run = async (id: string): Promise<void> => {
    const want = wanted.get(id);
    // Cancelled, put away, or imported by an earlier turn.
    if (want === undefined || find(id)?.status.type !== "waiting") return;
    set(id, { type: "looking", files: 0 });
    const source = await want.source((files) => {
      if (find(id)?.status.type === "looking") set(id, { type: "looking", files });
    });
    if (find(id)?.status.type !== "looking") return;
    let samples: Sample[] = [];
    let newBytes = 0;
    set(id, { type: "running", state: null, left: null, cancelling: false });
    const job = store.import(source, (state) => {
      // A report may come after the answer.
      const status = find(id)?.status;
      if (status?.type !== "running") return;
      samples = addSample(samples, state);
      newBytes = state.newBytes;
      set(id, { ...status, state, left: timeLeft(samples, state.total) });
    });
    cancels.set(id, job.cancel);
    const answer = await job.answer;
    cancels.delete(id);
    if (answer.type === "cancelled") {
      speak(`Import of ${want.label} cancelled`);
      return set(id, { type: "cancelled", began: true });
    }
    if (answer.type === "failed") {
      speak(`Import of ${want.label} failed: ${problemOf(answer)}`);
      return set(id, { type: "failed", failure: answer.failure });
    }
    const tree = answer.value;
    const { mounted, problem } = await mount(tree, proposeName(source));
    speak(
      mounted === null ? `${want.label} imported` : `${want.label} imported, mounted as <${mounted.name}>`,
    );
    set(id, { type: "done", tree, mounted, newBytes, problem });
  };

  const all = (): Mount[] => store.state()?.mounts ?? [];

  /** Mounts a tree that is new in all workspaces, under a name like the wished one. */
  const mount = async (
    tree: KeptTree,
    wished: string,
  ): Promise<{ mounted: MountedAs | null; problem: string | null }> => {
    const same = here().find(({ root, common }) => (root ?? common?.root) === tree.root);
    if (same !== undefined) {
      const how = same.common?.root === tree.root ? "same" : "wanted";
      return { mounted: { name: same.name, how, wished }, problem: null };
    }
    // A name that has no tree at all is free.
    const taken = here().filter(({ missing, common }) => !missing || common !== null);
    const name = freeName(
      wished,
      [...taken, ...all()].map((it) => it.name),
    );
    const answer = await store.setMounts(withTree(all(), name, tree));
    if (answer.type !== "ok") return { mounted: null, problem: problemOf(answer) };
    return { mounted: { name, how: name === wished ? "new" : "other", wished }, problem: null };
  };

  const enqueue = (id: string): void => {
    queue = queue
      .then(() => run(id))
      .catch((error: unknown) => {
        set(id, { type: "failed", failure: { kind: "internal", message: messageOf(error) } });
      });
  };

  return {
    jobs,
    start(want) {
      const id = crypto.randomUUID();
      wanted.set(id, want);
      setJobs(jobs.length, { id, label: want.label, kind: want.kind, status: { type: "waiting" } });
      enqueue(id);
    },
    cancel(id) {
      const job = find(id);
      if (job === undefined) return;
      if (job.status.type === "waiting" || job.status.type === "looking") {
        set(id, { type: "cancelled", began: false });
      } else if (job.status.type === "running") {
        set(id, { ...job.status, cancelling: true });
        cancels.get(id)?.();
      }
    },
    repeat(id) {
      set(id, { type: "waiting" });
      enqueue(id);
    },
    dismiss(id) {
      wanted.delete(id);
      setJobs(produce((all) => all.splice(0, all.length, ...all.filter((job) => job.id !== id))));
    },
    async takePlace(id) {
      const status = find(id)?.status;
      if (status?.type !== "done" || status.mounted === null) return;
      const { name, wished } = status.mounted;
      const next = withTree(
        all().filter((it) => it.name !== name),
        wished,
        status.tree,
      );
      const rest = here().filter((it) => it.name !== name);
      const own = rest.some((it) => it.name === wished) ? asInAll(rest, wished) : [];
      const answer = await deps.setMounts(tidied(next, own), next);
      set(
        id,
        answer.type === "ok"
          ? { ...status, mounted: { name: wished, how: "new", wished } }
          : { ...status, problem: problemOf(answer) },
      );
    },
  };
}

/** Why something with the store came to nothing. */
export function problemOf(answer: { type: "failed"; failure: StoreFailure } | { type: "cancelled" }): string {
  return answer.type === "failed" ? sentence(answer.failure.message) : "It was cancelled.";
}

/** What an unexpected failure says. */
export function messageOf(error: unknown): string {
  if (error instanceof DOMException && error.name === "NotFoundError") {
    return "A file is no longer there, or the browser may not read it. Drop or pick it again.";
  }
  return error instanceof Error ? error.message : String(error);
}
