/** Path infos in IndexedDB. */
import type { CallOptions, IdbStore } from "../castore/index.ts";
import type { PathInfo } from "./path-info.ts";
import { decodePathInfo, encodePathInfo } from "./path-info-encoding.ts";
import type { PathInfoService } from "./path-info-service.ts";

/** What is put keeps its content alive: collecting garbage spares it. */
export class IdbPathInfos implements PathInfoService {
  constructor(private readonly store: Pick<IdbStore, "infos">) {}

  async get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    options?.signal?.throwIfAborted();
    const bytes = await this.store.infos.get(hash);
    return bytes && decodePathInfo(bytes);
  }

  async put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    options?.signal?.throwIfAborted();
    await this.store.infos.put(info.storePath.hash, encodePathInfo(info), info.node);
    return info;
  }

  /** What is known of several paths, by the hashes' order; null for those that are not there. */
  async getMany(hashes: readonly string[]): Promise<(PathInfo | null)[]> {
    const found = await this.store.infos.getMany(hashes);
    return found.map((bytes) => bytes && decodePathInfo(bytes));
  }

  /** As {@link put} for several: all are stored, or none. */
  putMany(infos: readonly PathInfo[]): Promise<void> {
    return this.store.infos.putMany(
      infos.map((info) => ({ key: info.storePath.hash, info: encodePathInfo(info), node: info.node })),
    );
  }

  async *list(options?: CallOptions): AsyncGenerator<PathInfo, void> {
    for (const bytes of await this.store.infos.list()) {
      options?.signal?.throwIfAborted();
      yield decodePathInfo(bytes);
    }
  }

  /** Forgets a path; its content may then be collected. */
  delete(hash: string): Promise<void> {
    return this.store.infos.delete(hash);
  }
}
