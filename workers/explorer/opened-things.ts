/** What was opened, remembered and kept. */
import type { Node } from "../../core/castore/index.ts";
import { isStorePath, parseStorePath } from "../../core/nix-compat/index.ts";
import { parseNodeRef } from "../../core/explore/index.ts";
import type { Opened, Subject } from "../explorer-protocol.ts";
import type { OpenedRecord } from "../store/state.ts";
import type { TabStore } from "../store/tab-store.ts";
import { pinPrefix, subjectKey } from "./subject-key.ts";

/** How many are remembered. */
const most = 200;

/** Milliseconds between two signs of life of what is being stored. */
const renewEvery = 30_000;

type Store = Awaited<ReturnType<TabStore["store"]>>;

export class OpenedThings {
  constructor(private readonly tab: TabStore) {}

  async list(): Promise<Opened[]> {
    return (await this.tab.records.opened()).slice(0, most).map(({ opened }) => opened);
  }

  records(): Promise<OpenedRecord[]> {
    return this.tab.records.opened();
  }

  /** Runs what stores something, under the lock of all tabs; what it pins or notes down is kept. */
  storing<T>(signal: AbortSignal, run: (store: Store) => Promise<T>): Promise<T> {
    return this.tab.writing(signal, async (store) => {
      const session = await store.openSession();
      const renewing = setInterval(() => void store.renewLeases().catch(() => undefined), renewEvery);
      try {
        const result = await run(store);
        await session.close();
        return result;
      } catch (error) {
        await session.abort().catch(() => undefined);
        throw error;
      } finally {
        clearInterval(renewing);
      }
    });
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
    for (const old of (await this.tab.records.opened()).slice(most)) await this.drop(store, old);
    return opened;
  }

  async forget(subject: Subject): Promise<void> {
    const key = subjectKey(subject);
    const record = (await this.tab.records.opened()).find((it) => it.key === key);
    if (record === undefined) return;
    await this.tab.writing(never, (store) => this.drop(store, record));
  }

  /** Paths go with what brought them, unless something else did, too. */
  private async drop(store: Store, { key, brought }: OpenedRecord): Promise<void> {
    await this.tab.records.deleteOpened(key);
    await store.unpin(pinPrefix + key);
    const others = new Set((await this.tab.records.opened()).flatMap((it) => it.brought));
    for (const path of brought) {
      if (!others.has(path) && isStorePath(path)) await store.infos.delete(parseStorePath(path).hash);
    }
  }
}

/** What is to be kept of a subject; null where path infos keep it. */
function pinned(subject: Subject): Node | null {
  return subject.type === "node" || subject.type === "document" ? parseNodeRef(subject.node) : null;
}

/** For what nobody cancels. */
const never = new AbortController().signal;
