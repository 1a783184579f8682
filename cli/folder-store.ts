/** The command line's store: a folder in castore's own layout, path infos and uploaded NARs beside it. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  CastoreError,
  ChunkCache,
  contentChunker,
  decodeNode,
  encodeNode,
  kernelsReady,
  MessageReader,
  MessageWriter,
  ObjectBlobs,
  ObjectDirectories,
  type ObjectReading,
  type ObjectWriting,
  type Stores,
} from "../core/castore/index.ts";
import { ready } from "../core/nix-compat/index.ts";
import {
  decodePathInfo,
  encodePathInfo,
  type PathInfo,
  type PathInfoService,
  type UploadedNar,
  type UploadedNars,
} from "../core/store/index.ts";

import { chunkCompressor, type ChunkPacking } from "./chunk-packing.ts";
import { releasePool, sharedPool } from "./chunk-pool.ts";
import { FolderObjects } from "./folder-objects.ts";
import { sealKey } from "./seal-key.ts";
import { Seals } from "./seal.ts";
import { zstdDecompressor } from "./zstd.ts";

/** Bytes of chunks that are kept in memory: those who read the same at the same time are seldom further apart. */
const cacheSize = 4 << 20;

/** Bytes of chunks that are read before they are asked for, for all readers together. */
const aheadSize = 2 << 20;

/** Entries of directories that are kept in memory: of a nixpkgs, a third. */
const mostEntries = 200_000;

/** A store in a folder. */
export interface FolderStore extends Stores {
  readonly objects: FolderObjects;
  readonly pathInfos: FolderPathInfos;
  readonly uploads: FolderUploadedNars;
  /** Ends the threads that much reading has started, unless others use them; it can be read from afterwards, too. */
  close(): Promise<void>;
}

export interface FolderStoreOptions {
  /** `plain` unless given: like what Nix has in /nix/store. */
  readonly packing?: ChunkPacking | undefined;
  /** Hash everything that is read, whether or not a seal says that it was: for who looks for damage. */
  readonly hashAll?: boolean | undefined;
  /** Threads that may help at most: each takes 10 to 20 MB. */
  readonly threads?: number | undefined;
}

async function writingTo(
  store: FolderObjects,
  seals: Seals | null,
  { packing = "plain" }: FolderStoreOptions,
): Promise<ObjectWriting> {
  const compress = await chunkCompressor(packing);
  const sealed = seals === null ? undefined : seals.sealed.bind(seals);
  return { store, compress, chunker: contentChunker(), sealed };
}

/** Where the store is unless told: TVIX_STORE, or tvix-playground/store in the user's data folder. */
export function defaultStoreFolder(): string {
  const { TVIX_STORE, XDG_DATA_HOME } = process.env;
  if (TVIX_STORE !== undefined && TVIX_STORE !== "") return TVIX_STORE;
  const data =
    XDG_DATA_HOME !== undefined && XDG_DATA_HOME !== "" ? XDG_DATA_HOME : join(homedir(), ".local/share");
  return join(data, "tvix-playground/store");
}

/**
 * Opens a store.
 * @param mode - `read`: it must be there; `write`: it is made if need be; `durable`: as `write`, and path infos and
 *   uploaded NARs, once stored, survive a power failure with all that they refer to
 * @throws CastoreError (`missing`)
 */
export async function openFolderStore(
  folder: string,
  mode: "read" | "write" | "durable",
  options: FolderStoreOptions = {},
): Promise<FolderStore> {
  if (mode !== "read") mkdirSync(folder, { recursive: true });
  else if (!existsSync(folder)) {
    throw new CastoreError(
      "missing",
      `there is no store at '${folder}': import something, or name one by --store`,
    );
  }
  await Promise.all([ready(), kernelsReady()]);
  const objects = new FolderObjects(folder, mode === "durable");
  const key = options.hashAll === true ? null : sealKey(mode !== "read");
  const seals = key && new Seals(key);
  const writing = mode === "read" ? null : await writingTo(objects, seals, options);
  const place = { folder, sealKey: key };
  const pool = sharedPool(options.threads);
  let isOpen = true;
  const reading: ObjectReading = {
    decompress: await zstdDecompressor(),
    cache: new ChunkCache(cacheSize),
    elsewhere: (digest, size, limit) => (isOpen ? pool.load(place, digest, size, limit) : null),
    unsealed: (name, bytes) => seals?.open(name, bytes) ?? null,
    ahead: () => (isOpen && pool.isReady ? aheadSize : 0),
  };
  return {
    objects,
    blobs: new ObjectBlobs(objects, writing, reading),
    directories: new ObjectDirectories(objects, writing, undefined, mostEntries),
    pathInfos: new FolderPathInfos(objects),
    uploads: new FolderUploadedNars(objects),
    close: async () => {
      if (!isOpen) return;
      isOpen = false;
      await releasePool();
    },
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
    await this.objects.putDurably(`infos/${info.storePath.hash}`, encodePathInfo(info));
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

/** NARs that were uploaded, each in a file `uploads/SHA256`: the node and the NAR's size. */
export class FolderUploadedNars implements UploadedNars {
  constructor(private readonly objects: FolderObjects) {}

  /** @throws CastoreError (`invalid`) for what is no SHA-256 in hex, and for a damaged file */
  async get(narSha256: string): Promise<UploadedNar | null> {
    const bytes = await this.objects.get(uploadName(narSha256));
    return bytes && decodeUpload(bytes, narSha256);
  }

  async put(narSha256: string, { node, narSize }: UploadedNar): Promise<void> {
    const bytes = new MessageWriter().bytes(1, encodeNode(node)).unsigned(2, narSize).finish();
    await this.objects.putDurably(uploadName(narSha256), bytes);
  }
}

function uploadName(narSha256: string): string {
  if (/^[0-9a-f]{64}$/.test(narSha256)) return `uploads/${narSha256}`;
  throw new CastoreError("invalid", `'${narSha256}' is no SHA-256 in hex`);
}

function decodeUpload(bytes: Uint8Array, narSha256: string): UploadedNar {
  const reader = new MessageReader(bytes, `the uploaded NAR ${narSha256}`);
  const seen = new Set<number>();
  let node: UploadedNar["node"] | null = null;
  let narSize = 0;
  for (let field = reader.unique(seen); field !== 0; field = reader.unique(seen)) {
    if (field === 1) node = decodeNode(reader.bytes(), "anonymous").node;
    else if (field === 2) narSize = reader.unsigned();
    else throw reader.unknown();
  }
  if (node === null) throw reader.fault("it has no node");
  return { node, narSize };
}
