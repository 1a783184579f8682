/** Services of path infos made of others: caches, several in order, signing, counting. */
import { CastoreError, type CallOptions, type Metrics } from "../castore/index.ts";
import { narInfoFingerprint, signWith, toBytes, type SecretKey } from "../nix-compat/index.ts";
import { narInfoOf } from "./narinfo.ts";
import type { PathInfo } from "./path-info.ts";
import type { PathInfoService } from "./path-info-service.ts";

/** The path infos used last, in memory. */
export class LruPathInfos implements PathInfoService {
  private readonly infos = new Map<string, PathInfo>();

  /** @param capacity - how many are kept; at least 1 */
  constructor(private readonly capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new CastoreError("invalid", `an LRU of path infos can't have the capacity ${capacity}`);
    }
  }

  async get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    options?.signal?.throwIfAborted();
    const info = this.infos.get(hash);
    if (info === undefined) return null;
    this.infos.delete(hash);
    this.infos.set(hash, info);
    return info;
  }

  async put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    options?.signal?.throwIfAborted();
    const { hash } = info.storePath;
    this.infos.delete(hash);
    this.infos.set(hash, info);
    if (this.infos.size > this.capacity) this.infos.delete(this.infos.keys().next().value!);
    return info;
  }

  async *list(): AsyncGenerator<PathInfo, void> {
    yield* this.infos.values();
  }
}

/** Path infos of a near service, else of a far one, which are then put into the near one. Writes go to both. */
export class CachedPathInfos implements PathInfoService {
  /** @param writeThrough - whether writes go to the far one, too, first; else only to the near one */
  constructor(
    private readonly near: PathInfoService,
    private readonly far: PathInfoService,
    private readonly writeThrough: boolean,
  ) {}

  async get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    const found = await this.near.get(hash, options);
    if (found !== null) return found;
    const info = await this.far.get(hash, options);
    return info && this.near.put(info, options);
  }

  async put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    return this.near.put(this.writeThrough ? await this.far.put(info, options) : info, options);
  }

  list(options?: CallOptions): AsyncIterable<PathInfo> {
    return listAll([this.near, this.far], options);
  }
}

/** Several services, the most important first; the first that knows a path answers. Writes go to the first. */
export class PriorityPathInfos implements PathInfoService {
  constructor(private readonly services: readonly [PathInfoService, ...PathInfoService[]]) {}

  async get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    let failure: { error: unknown } | null = null;
    for (const service of this.services) {
      try {
        const found = await service.get(hash, options);
        if (found !== null) return found;
      } catch (error) {
        options?.signal?.throwIfAborted();
        // One that fails does not keep the others from answering.
        failure ??= { error };
      }
    }
    if (failure !== null) throw failure.error;
    return null;
  }

  put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    return this.services[0].put(info, options);
  }

  list(options?: CallOptions): AsyncIterable<PathInfo> {
    return listAll(this.services, options);
  }
}

/** What all of some services list, each path once. Those that can't list are left out. */
async function* listAll(
  services: readonly PathInfoService[],
  options?: CallOptions,
): AsyncGenerator<PathInfo, void> {
  const seen = new Set<string>();
  for (const service of services) {
    try {
      for await (const info of service.list(options)) {
        if (seen.has(info.storePath.hash)) continue;
        seen.add(info.storePath.hash);
        yield info;
      }
    } catch (error) {
      if (!(error instanceof CastoreError) || error.kind !== "read-only") throw error;
    }
  }
}

/** Signs what is put. */
export class SigningPathInfos implements PathInfoService {
  constructor(
    private readonly inner: PathInfoService,
    private readonly key: SecretKey,
  ) {}

  get(hash: string, options?: CallOptions): Promise<PathInfo | null> {
    return this.inner.get(hash, options);
  }

  put(info: PathInfo, options?: CallOptions): Promise<PathInfo> {
    const file = { url: "", compression: null, fileHash: null, fileSize: null };
    const signature = signWith(this.key, toBytes(narInfoFingerprint(narInfoOf(info, file))));
    const others = info.signatures.filter(({ name }) => name !== signature.name);
    return this.inner.put({ ...info, signatures: [...others, signature] }, options);
  }

  list(options?: CallOptions): AsyncIterable<PathInfo> {
    return this.inner.list(options);
  }
}

/** A service whose requests are counted. */
export function measuredPathInfos(name: string, inner: PathInfoService, metrics: Metrics): PathInfoService {
  return {
    get: (hash, options) => metrics.read(name, () => inner.get(hash, options)),
    put: (info, options) => metrics.request(name, () => inner.put(info, options)),
    list: (options) => {
      metrics.of(name).requests++;
      return inner.list(options);
    },
  };
}
