/** Path infos in memory. */
import type { CallOptions } from "../castore/index.ts";
import { checkPathInfo, type PathInfo } from "./path-info.ts";
import type { PathInfoService } from "./path-info-service.ts";

/** A {@link PathInfoService} that keeps path infos in a map. */
export class MemoryPathInfos implements PathInfoService {
  private readonly infos = new Map<string, PathInfo>();

  async get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    options?.signal?.throwIfAborted();
    return this.infos.get(hash) ?? null;
  }

  async put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    options?.signal?.throwIfAborted();
    checkPathInfo(info);
    this.infos.set(info.storePath.hash, info);
    return info;
  }

  async *list(options?: CallOptions): AsyncGenerator<PathInfo, void> {
    for (const info of this.infos.values()) {
      options?.signal?.throwIfAborted();
      yield info;
    }
  }
}
