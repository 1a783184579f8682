/** What was opened, remembered and kept. */
import type { Node } from "../../core/castore/index.ts";
import { isStorePath, parseStorePath } from "../../core/nix-compat/index.ts";
import { parseNodeRef } from "../../core/explore/index.ts";
import type { Opened, Subject } from "../explorer-protocol.ts";
import type { OpenedRecord } from "../store/state.ts";
import type { TabStore } from "../store/tab-store.ts";
import { inWriteSession } from "../store/write-session.ts";
import { pinPrefix, subjectKey } from "./subject-key.ts";

/** How many are remembered. */
const most = 200;

/** Begins the keys of what evaluations brought, which nobody opened. */
const evaluated = "evaluated ";
/** Derivations of evaluations that are kept. */
const mostEvaluated = 20_000;

type Store = Awaited<ReturnType<TabStore["store"]>>;

export class OpenedThings {
  /** Derivations of evaluations that are kept, as far as is known; more than there may be until they were counted. */
  private evaluatedCount = Infinity;

  /** @param limits - how many are remembered: of what was opened, and of evaluated derivations */
  constructor(
    private readonly tab: TabStore,
    private readonly limits = { opened: most, evaluated: mostEvaluated },
  ) {}

  async list(): Promise<Opened[]> {
    return (await this.records()).slice(0, this.limits.opened).map(({ opened }) => opened);
  }

  /** What people opened, newest first. */
  async records(): Promise<OpenedRecord[]> {
    return (await this.tab.records.opened()).filter(({ key }) => !key.startsWith(evaluated));
  }

  /** Remembers derivations that an evaluation brought; those brought first go beyond some number. For {@link storing}. */
  async noteEvaluated(store: Store, brought: string[]): Promise<void> {
    if (brought.length === 0) return;
    const time = this.tab.now();
    const subject: Subject = { type: "paths", paths: [], name: "evaluated derivations" };
    const origin = { format: "evaluation", size: null, sha256: null };
    const opened: Opened = { subject, name: subject.name, time, warnings: [], origin };
    const key = `${evaluated}${crypto.randomUUID()}`;
    await this.tab.records.putOpened({ key, opened, narSha256: null, brought });
    this.evaluatedCount += brought.length;
    if (this.evaluatedCount > this.limits.evaluated) await this.dropEvaluated(store);
  }

  private async dropEvaluated(store: Store): Promise<void> {
    let count = 0;
    for (const record of await this.tab.records.opened()) {
      if (!record.key.startsWith(evaluated)) continue;
      if (count < this.limits.evaluated) count += record.brought.length;
      else await this.drop(store, record);
    }
    this.evaluatedCount = count;
  }

  /** Runs what stores something, under the lock of all tabs; what it pins or notes down is kept. */
  storing<T>(signal: AbortSignal, run: (store: Store) => Promise<T>): Promise<T> {
    return this.tab.writing(signal, (store) => inWriteSession(store, () => run(store)));
  }

  /** Remembers what was opened, and keeps it. For {@link storing}. */
  async remember(store: Store, opened: Opened, more: Partial<OpenedRecord> = {}): Promise<Opened> {
    const { subject } = opened;
    const key = subjectKey(subject);
    const before = (await this.tab.records.opened()).find((it) => it.key === key);
    const node = pinned(subject);
    if (node !== null) await store.pin({ name: pinPrefix + key, kind: "opened", node });
    const brought = [...new Set([...(before?.brought ?? []), ...(more.brought ?? [])])];
    const narSha256 = more.narSha256 ?? before?.narSha256 ?? null;
    await this.tab.records.putOpened({ key, opened, narSha256, brought });
    for (const old of (await this.records()).slice(this.limits.opened)) await this.drop(store, old);
    return opened;
  }

  /**
   * Remembers what is kept already. Nobody is waited for, as another tab may be writing for minutes: what is remembered
   * is changed in one step, and what needs a pin is not remembered if it was forgotten meanwhile.
   */
  async touch(opened: Opened): Promise<Opened> {
    const key = subjectKey(opened.subject);
    await this.tab.records.changeOpened(key, (before) => {
      if (before === null && pinned(opened.subject) !== null) return null;
      return { narSha256: null, brought: [], ...before, key, opened };
    });
    return opened;
  }

  async forget(subject: Subject): Promise<void> {
    const key = subjectKey(subject);
    const record = (await this.tab.records.opened()).find((it) => it.key === key);
    if (record === undefined) return;
    await this.tab.writing(never, (store) => this.drop(store, record));
  }

  /**
   * Paths go with what brought them, unless somebody uploaded them since, or something else needs them: that then has
   * brought them.
   */
  private async drop(store: Store, { key, brought }: OpenedRecord): Promise<void> {
    await this.tab.records.deleteOpened(key);
    await store.unpin(pinPrefix + key);
    if (brought.length === 0) return;
    const heirs = new Map<string, OpenedRecord>();
    for (const record of await this.tab.records.opened()) {
      for (const path of [...record.brought, ...pathsOf(record.opened.subject)]) heirs.set(path, record);
    }
    const inherited = new Map<OpenedRecord, string[]>();
    for (const path of brought) {
      const heir = heirs.get(path);
      if (heir === undefined) {
        await this.dropPath(store, path);
      } else if (!heir.brought.includes(path)) inherited.set(heir, [...(inherited.get(heir) ?? []), path]);
    }
    for (const [heir, paths] of inherited) {
      // As it is now: it may have been opened again meanwhile.
      await this.tab.records.changeOpened(heir.key, (now) => {
        const record = now ?? heir;
        return { ...record, brought: [...new Set([...record.brought, ...paths])] };
      });
    }
  }

  private async dropPath(store: Store, path: string): Promise<void> {
    if (!isStorePath(path)) return;
    const { hash } = parseStorePath(path);
    if (!(await this.tab.records.isUploaded(hash))) await store.infos.delete(hash);
  }
}

function pathsOf(subject: Subject): readonly string[] {
  return subject.type === "path" ? [subject.path] : subject.type === "paths" ? subject.paths : [];
}

/** What is to be kept of a subject; null where path infos keep it. */
function pinned(subject: Subject): Node | null {
  return subject.type === "node" || subject.type === "document" ? parseNodeRef(subject.node) : null;
}

/** For what nobody cancels. */
const never = new AbortController().signal;
