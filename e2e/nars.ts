/** NARs and their narinfos for tests, made by core itself. */
import { createHash } from "node:crypto";
import {
  collect,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  treeItem,
  type MemoryTree,
} from "../core/castore/index.ts";
import { toNixBase32, writeNarInfo } from "../core/nix-compat/index.ts";
import { calculationOver, narInfoOf, renderNar, sourceInfo } from "../core/store/index.ts";

/** A tree for {@link narOf}: a file's text or bytes, or a directory. */
export type Tree = string | Uint8Array | { [name: string]: Tree };

/** The NAR of a tree. */
export async function narOf(tree: Tree): Promise<Buffer> {
  return (await sourceOf("source", tree)).nar;
}

/** A store path as one uploads it to a binary cache. */
export interface Upload {
  nar: Buffer;
  /** `/nix/store/HASH-NAME`. */
  path: string;
  /** The hash part. */
  hash: string;
  /** Of the NAR, as in URLs: 52 nixbase32 digits. */
  narHash: string;
  /** With the NAR uncompressed at `nar/HASH.nar`. */
  narInfo: string;
}

/** A tree as a source, as `builtins.path` adds it. */
export async function sourceOf(name: string, tree: Tree): Promise<Upload> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const root = await importTree(stores, treeItem(memoryTree(tree)));
  const info = await sourceInfo(calculationOver(stores), name, root);
  const narHash = toNixBase32(info.narSha256);
  const file = { url: `nar/${narHash}.nar`, compression: null, fileHash: null, fileSize: null };
  return {
    nar: Buffer.from(await collect(renderNar(stores, root))),
    path: `/nix/store/${info.storePath.hash}-${info.storePath.name}`,
    hash: info.storePath.hash,
    narHash,
    narInfo: writeNarInfo(narInfoOf(info, file)),
  };
}

function memoryTree(tree: Tree): MemoryTree {
  if (typeof tree === "string") return { kind: "file", content: Buffer.from(tree), executable: false };
  if (tree instanceof Uint8Array) return { kind: "file", content: tree, executable: false };
  const entries = Object.entries(tree).map(([name, entry]) => [name, memoryTree(entry)] as const);
  return { kind: "directory", entries: new Map(entries) };
}

/** Of bytes, as in URLs of binary caches: 52 nixbase32 digits. */
export const sha256Of = (bytes: Uint8Array): string =>
  toNixBase32(createHash("sha256").update(bytes).digest());
