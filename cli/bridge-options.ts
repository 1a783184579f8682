/** What nar-bridge works with on the command line: a store in a folder, and caches on the web. */
import { measuredBlobs, measuredDirectories, Metrics, type Stores } from "../core/castore/index.ts";
import {
  CachedNarCalculation,
  calculationOver,
  castoreSource,
  measuredPathInfos,
  NixCache,
  storeWriter,
  type BridgeOptions,
  type BridgeUpstream,
} from "../core/store/index.ts";
import { useHashEngine } from "../core/nix-compat/index.ts";
import type { BridgeArguments, UpstreamArgument } from "./bridge-arguments.ts";
import { toBytes } from "./bytes.ts";
import { openFolderStore } from "./folder-store.ts";
import { nodeHashes } from "./node-hashes.ts";
import { writeErr } from "./output.ts";
import { zstdCompressor } from "./zstd.ts";

/**
 * Opens the store and the upstreams.
 * @throws CastoreError (`missing`) where there is no store and nothing may be written
 */
export async function bridgeOptions(args: BridgeArguments): Promise<BridgeOptions> {
  const { readOnly, upstreams, maxNar, maxStore, castoreFrom } = args;
  useHashEngine(nodeHashes);
  // What comes from upstream is kept, whoever else may write.
  const mode = readOnly && upstreams.length === 0 ? "read" : "durable";
  // This one has connections to serve meanwhile, and memory is to stay low.
  const threads = 1;
  const folder = await openFolderStore(args.folder, mode, { packing: args.packing, threads });
  if (mode === "durable") void folder.objects.sweep(Date.now()).catch(() => undefined);
  const metrics = new Metrics(() => performance.now());
  const stores: Stores = {
    blobs: measuredBlobs("blobs", folder.blobs, metrics),
    directories: measuredDirectories("directories", folder.directories, metrics),
  };
  const pathInfos = measuredPathInfos("path infos", folder.pathInfos, metrics);
  const { uploads } = folder;
  return {
    stores,
    pathInfos,
    calculation: new CachedNarCalculation(calculationOver(stores)),
    uploads,
    writer: readOnly ? null : storeWriter({ stores, pathInfos, uploads }),
    upstreams: upstreams.map((upstream) => upstreamOf(upstream, stores, castoreFrom)),
    sign: args.sign,
    token: args.token,
    quota: { narSize: maxNar, storeSize: maxStore },
    priority: args.priority,
    metrics,
    clock: () => Date.now(),
    compress: await zstdCompressor(),
    basePath: "",
  };
}

function upstreamOf(
  { url, trustedKeys }: UpstreamArgument,
  stores: Stores,
  castoreFrom: string | null,
): BridgeUpstream {
  const castore = castoreFrom === null ? undefined : castoreSource(castoreFrom, fetch);
  const onFallback = (path: string, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    writeErr(toBytes(`${path}: brought as a whole NAR, because its parts could not be: ${reason}\n`));
  };
  const cache = new NixCache({ url, fetch, stores, trustedKeys, castore, onFallback, resume: true });
  return {
    name: new URL(url).host,
    pathInfos: cache,
    narInfo: (hash, options) => cache.narInfo(hash, options),
    bring: (narInfo, options) => cache.bring(narInfo, options),
  };
}
