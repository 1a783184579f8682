/** What tests of the explorer share. */
import {
  collect,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  type MemoryTree,
  type Node,
  type Stores,
  treeItem,
} from "../../core/castore/index.ts";
import { renderNar } from "../../core/store/index.ts";
import {
  ExportWriter,
  formatPublicKey,
  hashBytes,
  makeFixedOutputPath,
  type NarInfo,
  noQuirks,
  type SecretKey,
  secretKeyOfSeed,
  signNarInfo,
} from "../../core/nix-compat/index.ts";
import type { Opened, OpenRequest, OpenSource } from "../explorer-protocol.ts";
import type { StoreAnswer } from "../store-protocol.ts";
import type { TestTree } from "../store/testing.ts";
import type { Explorer } from "./explorer.ts";

export const silent = (): void => undefined;

export function valueOf<T>(answer: StoreAnswer<T>): T {
  if (answer.type !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

/** The message of what failed. */
export function failureOf(answer: StoreAnswer<unknown>): { kind: string; message: string } {
  if (answer.type !== "failed") throw new Error(`it did not fail: ${JSON.stringify(answer)}`);
  return answer.failure;
}

/** Opens a source. */
export function opening(
  explorer: Explorer,
  source: OpenSource,
  caches: OpenRequest["caches"] = [],
): Promise<StoreAnswer<Opened>> {
  return explorer.open(crypto.randomUUID(), { source, caches }, silent);
}

/** Opens a file of some bytes. */
export async function openBytes(
  explorer: Explorer,
  bytes: Uint8Array | string,
  name: string,
): Promise<Opened> {
  const file = new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]);
  return valueOf(await opening(explorer, { type: "file", file, name }));
}

export async function openText(explorer: Explorer, text: string): Promise<Opened> {
  return valueOf(await opening(explorer, { type: "text", text }));
}

/** The text of an answer's bytes. */
export function textOf(answer: StoreAnswer<Uint8Array>): string {
  return new TextDecoder().decode(valueOf(answer));
}

/** A tree in memory. */
export async function storedTree(tree: TestTree[string]): Promise<{ stores: Stores; node: Node }> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  return { stores, node: await importTree(stores, treeItem(memoryTree(tree, false))) };
}

function memoryTree(item: TestTree[string], executable: boolean): MemoryTree {
  if (typeof item === "string") {
    return { kind: "file", content: new TextEncoder().encode(item), executable };
  }
  if (typeof item.link === "string") return { kind: "symlink", target: item.link };
  const entries = Object.entries(item as TestTree).map(
    ([name, child]) => [name.replace("*", ""), memoryTree(child, name.endsWith("*"))] as const,
  );
  return { kind: "directory", entries: new Map(entries) };
}

/** The NAR of a tree. */
export async function narOf(tree: TestTree[string]): Promise<Uint8Array<ArrayBuffer>> {
  const { stores, node } = await storedTree(tree);
  return new Uint8Array(await collect(renderNar(stores, node)));
}

/** An export stream of NARs. */
export function exportOf(
  objects: readonly { path: string; nar: Uint8Array; references?: string[]; deriver?: string }[],
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const stream = new ExportWriter((piece) => void pieces.push(piece.slice()));
  for (const { path, nar, references = [], deriver = null } of objects) {
    stream.begin()(nar);
    stream.finish({ path, references, deriver });
  }
  stream.end();
  return new Uint8Array(Buffer.concat(pieces));
}

/** A small tree. */
export const tree = { bin: { "hello*": "#!/bin/sh\n" }, link: { link: "bin/hello" } };

/** Signs narinfos. */
export const key = secretKeyOfSeed("test-1", new Uint8Array(32).fill(7));
/** As in settings. */
export const publicText = ({ name, publicKey }: SecretKey): string =>
  formatPublicKey({ name, key: publicKey });

/** A narinfo of a tree's NAR, signed. */
export async function narInfoOf(
  name: string,
  nar: Uint8Array,
  url: string,
  references: string[] = [],
): Promise<NarInfo> {
  const digest = hashBytes("sha256", nar);
  const storePath = makeFixedOutputPath(name, { recursive: true, algorithm: "sha256", digest });
  const info: NarInfo = {
    storePath,
    url,
    compression: "gzip",
    fileHash: null,
    fileSize: null,
    narHash: { algorithm: "sha256", digest },
    narSize: nar.length,
    references,
    deriver: null,
    system: null,
    signatures: [],
    ca: null,
    unknown: [],
    quirks: noQuirks,
  };
  return signNarInfo(info, key);
}
