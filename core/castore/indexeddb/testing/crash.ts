/** Databases that die at a chosen moment. */
import type { Database, DatabaseFactory, DbTransaction } from "../idb-types.ts";

/** What happens to the chosen transaction: it is lost, or stored, and then nothing works; or there is no room. */
export type CrashPlan = "abort" | "commit" | "quota";

/** Counts writing transactions; the chosen one is the last. */
export class Crash {
  /** Writing transactions so far. */
  seen = 0;
  private dead = false;
  private lifted = false;
  private readonly open: Database[] = [];

  /** @param at - the number of the transaction, from 0 */
  constructor(
    private readonly inner: DatabaseFactory,
    private readonly at: number,
    private readonly plan: CrashPlan,
  ) {}

  get factory(): DatabaseFactory {
    return {
      open: (name, version) => {
        const request = this.inner.open(name, version);
        return new Proxy(request, {
          get: (target, key) => {
            const value: unknown = Reflect.get(target, key, target);
            return key === "result" ? this.wrap(value as Database) : value;
          },
          set: (target, key, value) => Reflect.set(target, key, value, target),
        });
      },
    };
  }

  /** Ends it all, as killing the browser does. */
  kill(): void {
    this.dead = true;
    for (const database of this.open) database.close();
  }

  /** From now on there is room. */
  lift(): void {
    this.lifted = true;
  }

  private wrap(database: Database): Database {
    if (!this.open.includes(database)) this.open.push(database);
    return new Proxy(database, {
      get: (target, key) => {
        if (key === "transaction")
          return (names: string[], mode: "readonly" | "readwrite") => this.begin(target, names, mode);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  }

  private begin(database: Database, names: string[], mode: "readonly" | "readwrite"): DbTransaction {
    if (this.dead) throw new Error("killed");
    const transaction = database.transaction(names, mode);
    if (mode === "readonly" || this.lifted) return transaction;
    const number = this.seen++;
    if (this.plan === "quota") {
      if (number < this.at) return transaction;
      return this.failing(transaction);
    }
    if (number < this.at) return transaction;
    this.dead = true;
    if (this.plan === "abort") {
      // Not at once: its requests are made first.
      setTimeout(() => {
        try {
          transaction.abort();
        } catch {
          // It was over already.
        }
      }, 0);
    }
    return transaction;
  }

  /** A transaction that ends as for want of room. */
  private failing(transaction: DbTransaction): DbTransaction {
    transaction.abort();
    const error = new DOMException("no room", "QuotaExceededError");
    return new Proxy(transaction, {
      get: (target, key) => {
        if (key === "error") return error;
        if (key === "objectStore") {
          return () => {
            throw error;
          };
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    });
  }

  /** Changes what is stored behind everybody's back; packs taken off the list are removed. */
  static async changePacks(factory: DatabaseFactory, change: (packs: Uint8Array[]) => void): Promise<void> {
    const request = factory.open("castore");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const database = request.result;
    const store = database.transaction(["packs"], "readwrite").objectStore("packs");
    const keys = store.getAllKeys();
    const values = store.getAll();
    await new Promise((resolve) => (values.onsuccess = resolve));
    const packs = values.result as Uint8Array[];
    const before = [...packs];
    change(packs);
    for (const [i, pack] of before.entries()) {
      const key = keys.result[i] as number;
      const last = packs.includes(pack) ? store.put(pack, key) : store.delete(key);
      await new Promise((resolve) => (last.onsuccess = resolve));
    }
    database.close();
  }
}
