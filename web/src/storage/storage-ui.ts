/** What is kept and what is done with it: state that the panel and the commands share. */
import { createEffect, createMemo, createSignal, on, type Accessor } from "solid-js";
import type {
  Damage,
  ImportSource,
  KeptTree,
  RepairProgress,
  RepairReport,
  RootDigest,
  StorageReport,
  VerifyReport,
  WorkReport,
} from "../../../workers/index.ts";
import { formatSize } from "../format.ts";
import type { StoreJob } from "../run/store-client.ts";
import {
  archiveEndings,
  chooseFolder,
  messageOf,
  problemOf,
  wantedArchive,
  wantedPicked,
  wantedUrl,
  type PageStore,
  type Wanted,
} from "../mounts/index.ts";
import { chooseFiles, download } from "../ui/files.ts";
import { exportName, repairWords, verifyWords, type ExportFormat } from "./words.ts";

export interface StorageDeps {
  store: PageStore;
  showMounts: () => void;
  say: (text: string) => void;
  speak: (text: string) => void;
  report: (message: string) => void;
}

/** Something that takes a while, one at a time. */
export interface Work {
  title: string;
  progress: WorkReport & { phase?: RepairProgress["phase"] };
  cancelling: boolean;
}

/** What came of it. */
export interface Outcome {
  tone: "good" | "wrong";
  text: string;
}

export interface StorageUi extends StorageDeps {
  /** Null until it was asked for; the last one stays while another is made. */
  usage: Accessor<StorageReport | null>;
  /** Asks anew. */
  refresh(): void;
  work: Accessor<Work | null>;
  outcome: Accessor<Outcome | null>;
  dismiss(): void;
  cancel(): void;
  collect(): Promise<void>;
  verify(): Promise<void>;
  /** What the last look found damaged; empty where it found nothing, or was none. */
  damaged: Accessor<readonly Damage[]>;
  forgetDamage(): void;
  /** Brings what is damaged from a source. */
  repair(from: Wanted): Promise<void>;
  /** From where a tree is published. */
  repairFrom(url: string): Promise<void>;
  /** After asking for a file. */
  repairFromArchive(): Promise<void>;
  repairFromFolder(): Promise<void>;
  exportTree(tree: KeptTree, format: ExportFormat): Promise<void>;
  removeTree(root: RootDigest): Promise<void>;
  /** Asks the browser never to evict what is kept. */
  persist(): Promise<void>;
  /** Whether the browser has refused that. */
  refused: Accessor<boolean>;
}

export function createStorageUi(deps: StorageDeps): StorageUi {
  const { store, speak } = deps;
  const [usage, setUsage] = createSignal<StorageReport | null>(null);
  const [work, setWork] = createSignal<Work | null>(null);
  const [outcome, setOutcome] = createSignal<Outcome | null>(null);
  const [damaged, setDamaged] = createSignal<readonly Damage[]>([]);
  const [refused, setRefused] = createSignal(false);
  let job: { cancel: () => void } | null = null;
  let asked = 0;

  const refresh = async (): Promise<void> => {
    const number = ++asked;
    const answer = await store.storage();
    if (number !== asked) return;
    if (answer.type === "ok") setUsage(answer.value);
    else fail(problemOf(answer));
  };
  const fail = (text: string): void => {
    setOutcome({ tone: "wrong", text });
  };
  const finish = (text: string, tone: Outcome["tone"] = "good"): void => {
    setOutcome({ tone, text });
    speak(text);
  };
  const refreshQuietly = (): void => void refresh().catch((error: unknown) => fail(messageOf(error)));

  /** Does some work unless other work is under way; null unless it went well. */
  const run = async <T>(
    title: string,
    begin: (progress: (report: Work["progress"]) => void) => StoreJob<T>,
  ): Promise<{ value: T } | null> => {
    if (work() !== null) {
      deps.say(`Wait for this to end: ${work()?.title ?? title}`);
      return null;
    }
    setOutcome(null);
    setWork({ title, progress: { done: 0, total: null }, cancelling: false });
    speak(title);
    try {
      const begun = begin((progress) => {
        setWork((it) => (it === null ? null : { ...it, progress }));
      });
      job = begun;
      const answer = await begun.answer;
      if (answer.type === "ok") return { value: answer.value };
      if (answer.type === "cancelled") finish(`${title}: cancelled`);
      else fail(problemOf(answer));
    } catch (error) {
      fail(messageOf(error));
    } finally {
      job = null;
      setWork(null);
    }
    return null;
  };

  const found = (damage: readonly Damage[], words: string): void => {
    setDamaged(damage);
    finish(words, damage.length > 0 ? "wrong" : "good");
    refreshQuietly();
  };
  const repair = async (from: Wanted): Promise<void> => {
    const before = damaged().length;
    let source: ImportSource;
    try {
      source = await from.source(() => undefined);
    } catch (error) {
      return fail(messageOf(error));
    }
    const done = await run<RepairReport>(`Repairing from ${from.label}`, (progress) =>
      store.repair(source, progress),
    );
    if (done !== null) found(done.value.damaged, repairWords(done.value, before, from.label));
  };

  // Trees come and go, here and in other tabs; other changes are none here, even if asking were one.
  const kept = createMemo(() =>
    store
      .state()
      ?.trees.map(({ root }) => root)
      .join(" "),
  );
  createEffect(
    on(
      kept,
      () => {
        if (usage() !== null) refreshQuietly();
      },
      { defer: true },
    ),
  );

  return {
    ...deps,
    usage,
    refresh: refreshQuietly,
    work,
    outcome,
    dismiss: () => setOutcome(null),
    cancel() {
      if (job === null) return;
      setWork((it) => (it === null ? null : { ...it, cancelling: true }));
      job.cancel();
    },
    async collect() {
      const done = await run("Collecting garbage", (progress) => store.collectGarbage(progress));
      if (done === null) return;
      const { freed } = done.value;
      finish(freed === 0 ? "There was no garbage." : `${formatSize(freed)} freed.`);
      refreshQuietly();
    },
    async verify() {
      const done = await run<VerifyReport>("Verifying the store", (progress) => store.verify(progress));
      if (done === null) return;
      found(done.value.damaged, verifyWords(done.value));
    },
    damaged,
    forgetDamage: () => setDamaged([]),
    repair,
    repairFrom: (url) => repair(wantedUrl(url, true)),
    async repairFromArchive() {
      const [file] = await chooseFiles({ accept: archiveEndings, multiple: false });
      if (file !== undefined) await repair(wantedArchive(file));
    },
    async repairFromFolder() {
      const picked = await chooseFolder();
      const wanted = wantedPicked(picked);
      if (wanted !== null) await repair(wanted);
      else if (picked.length > 0) fail("This browser does not tell the paths of a folder's files.");
    },
    async exportTree({ root, source }, format) {
      const name = exportName(source, format);
      const done = await run(`Exporting ${name}`, (progress) => store.export(root, format, progress));
      if (done === null) return;
      download(name, done.value);
      finish(`${name} exported, ${formatSize(done.value.size)}.`);
    },
    async removeTree(root) {
      const answer = await store.removeTree(root);
      if (answer.type === "ok") finish("Tree removed. Collect garbage to free what only it needed.");
      else fail(problemOf(answer));
      refreshQuietly();
    },
    async persist() {
      const granted = await store.persist();
      setRefused(!granted);
      if (granted) deps.say("The browser keeps what is stored here until you remove it");
      refreshQuietly();
    },
    refused,
  };
}
