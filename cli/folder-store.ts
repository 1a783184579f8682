/** The command line's store: a folder in castore's own layout, and path infos beside it. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  CastoreError,
  contentChunker,
  kernelsReady,
  ObjectBlobs,
  ObjectDirectories,
  type Compress,
  type Stores,
} from "../core/castore/index.ts";
import { ready } from "../core/nix-compat/index.ts";
import { decodePathInfo, encodePathInfo, type PathInfo, type PathInfoService } from "../core/store/index.ts";
import { FolderObjects } from "./folder-objects.ts";

/** zstd's level: Tvix's too. */
const level = 3;

/** A store in a folder. */
export interface FolderStore extends Stores {
  readonly objects: FolderObjects;
  readonly pathInfos: FolderPathInfos;
}

/** Where the store is unless told: TVIX_STORE, or tvix-playground/store in the user's data folder. */
export function defaultStoreFolder(): string {
  const { TVIX_STORE, XDG_DATA_HOME } = process.env;
  if (TVIX_STORE !== undefined && TVIX_STORE !== "") return TVIX_STORE;
  const data =
    XDG_DATA_HOME !== undefined && XDG_DATA_HOME !== "" ? XDG_DATA_HOME : join(homedir(), ".local/share");
  return join(data, "tvix-playground/store");
}

/** Loads what packs with zstd. */
export async function zstdCompressor(): Promise<Compress> {
  const { compress, init } = await import("@bokuweb/zstd-wasm");
  await init();
  return (content) => compress(content, level);
}

/**
 * Opens a store.
 * @param mode - `read`: it must be there; `write`: it is made if need be
 * @throws CastoreError (`missing`)
 */
export async function openFolderStore(folder: string, mode: "read" | "write"): Promise<FolderStore> {
  if (mode === "write") mkdirSync(folder, { recursive: true });
  else if (!existsSync(folder)) {
    throw new CastoreError(
      "missing",
      `there is no store at '${folder}': import something, or name one by --store`,
    );
  }
  await Promise.all([ready(), kernelsReady()]);
  const objects = new FolderObjects(folder);
  const compress = mode === "write" ? await zstdCompressor() : null;
  const writing = compress && { store: objects, compress, chunker: contentChunker() };
  return {
    objects,
    blobs: new ObjectBlobs(objects, writing),
    directories: new ObjectDirectories(objects, writing),
    pathInfos: new FolderPathInfos(objects),
  };
}

/** Path infos, each in a file `infos/HASH`. */
export class FolderPathInfos implements PathInfoService {
  constructor(private readonly objects: FolderObjects) {}

  async get(hash: string): Promise<PathInfo | null> {
    const bytes = await this.objects.get(`infos/${hash}`);
    return bytes && decodePathInfo(bytes);
  }

  async put(info: PathInfo): Promise<PathInfo> {
    await this.objects.put(`infos/${info.storePath.hash}`, encodePathInfo(info));
    return info;
  }

  async *list(): AsyncGenerator<PathInfo, void> {
    const folder = join(this.objects.folder, "infos");
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder).sort()) {
      if (!/^[0-9a-z]{32}$/.test(name)) continue;
      const info = await this.get(name);
      if (info !== null) yield info;
    }
  }
}
