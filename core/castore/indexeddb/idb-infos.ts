/** Records about store paths, as bytes: what they say is the business of the room `store`. */
import { encodeNode } from "../directory-encoding.ts";
import type { Node } from "../node.ts";
import type { Database } from "./idb-types.ts";
import type { PackStore } from "./pack-store.ts";
import { result, transact } from "./requests.ts";
import { stores, type InfoRecord } from "./schema.ts";

/** Bytes by a key, each with the node it keeps alive. */
export class IdbInfos {
  constructor(
    private readonly database: Database,
    private readonly packs: PackStore,
  ) {}

  /** Null when there is none. */
  async get(key: string): Promise<Uint8Array | null> {
    const found = await transact(this.database, [stores.infos], "readonly", (store) =>
      result(store(stores.infos).get(key)),
    );
    return (found as InfoRecord | undefined)?.info ?? null;
  }

  /** Several at once, in the order of the keys. */
  async getMany(keys: readonly string[]): Promise<(Uint8Array | null)[]> {
    const found = await transact(this.database, [stores.infos], "readonly", (store) =>
      Promise.all(keys.map((key) => result(store(stores.infos).get(key)))),
    );
    return (found as (InfoRecord | undefined)[]).map((record) => record?.info ?? null);
  }

  /** Stores a record after all that was put before. @throws CastoreError (`quota`) */
  put(key: string, info: Uint8Array, node: Node): Promise<void> {
    return this.putMany([{ key, info, node }]);
  }

  /** Stores several: all, or none. @throws CastoreError (`quota`) */
  async putMany(infos: readonly { key: string; info: Uint8Array; node: Node }[]): Promise<void> {
    await this.packs.flush();
    await transact(this.database, [stores.infos], "readwrite", (store) => {
      for (const { key, info, node } of infos) {
        const record: InfoRecord = { info, node: encodeNode(node) };
        void store(stores.infos).put(record, key);
      }
    });
  }

  async delete(key: string): Promise<void> {
    await transact(
      this.database,
      [stores.infos],
      "readwrite",
      (store) => void store(stores.infos).delete(key),
    );
  }

  /** All records, by key. */
  async list(): Promise<Uint8Array[]> {
    const records = await transact(this.database, [stores.infos], "readonly", (store) =>
      result(store(stores.infos).getAll()),
    );
    return (records as InfoRecord[]).map(({ info }) => info);
  }
}
