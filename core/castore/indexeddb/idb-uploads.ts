/** What was uploaded and waits to be named: kept for a while, then collected. */
import { decodeNode, encodeNode } from "../directory-encoding.ts";
import type { Node } from "../node.ts";
import type { Database } from "./idb-types.ts";
import type { PackStore } from "./pack-store.ts";
import { result, transact } from "./requests.ts";
import { stores, type UploadRecord } from "./schema.ts";

/** An upload by a key of the caller's. */
export interface IdbUpload {
  readonly node: Node;
  /** Bytes of the NAR. */
  readonly narSize: number;
}

/** Uploads. They survive restarts, and collecting garbage until their time is over. */
export class IdbUploads {
  constructor(
    private readonly database: Database,
    private readonly packs: PackStore,
    private readonly clock: () => number,
  ) {}

  /** Null when there is none, or its time is over: its content may then be gone. */
  async get(key: string): Promise<IdbUpload | null> {
    const found = (await transact(this.database, [stores.uploads], "readonly", (store) =>
      result(store(stores.uploads).get(key)),
    )) as UploadRecord | undefined;
    if (found === undefined || found.until <= this.clock()) return null;
    return { node: decodeNode(found.node, "anonymous").node, narSize: found.narSize };
  }

  /**
   * Notes an upload after all that was put before.
   * @param keepFor - milliseconds from now for which it keeps its content alive
   * @throws CastoreError (`quota`)
   */
  async put(key: string, { node, narSize }: IdbUpload, keepFor: number): Promise<void> {
    await this.packs.flush();
    const record: UploadRecord = { node: encodeNode(node), narSize, until: this.clock() + keepFor };
    await transact(
      this.database,
      [stores.uploads],
      "readwrite",
      (store) => void store(stores.uploads).put(record, key),
    );
  }

  /** What they keep alive. */
  async roots(): Promise<Node[]> {
    const records = (await transact(this.database, [stores.uploads], "readonly", (store) =>
      result(store(stores.uploads).getAll()),
    )) as UploadRecord[];
    const now = this.clock();
    return records.filter(({ until }) => until > now).map(({ node }) => decodeNode(node, "anonymous").node);
  }

  /** Forgets those whose time is over. */
  async expire(): Promise<void> {
    const now = this.clock();
    await transact(this.database, [stores.uploads], "readwrite", async (store) => {
      const [keys, records] = await Promise.all([
        result(store(stores.uploads).getAllKeys()),
        result(store(stores.uploads).getAll()),
      ]);
      keys.forEach((key, i) => {
        if ((records[i] as UploadRecord).until <= now) void store(stores.uploads).delete(key as string);
      });
    });
  }
}
