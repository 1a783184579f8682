/** The store paths that the store has. */
import { CastoreError, type IdbStore, type Node, nodesEqual } from "../../core/castore/index.ts";
import { nodeRef } from "../../core/explore/index.ts";
import {
  defaultStoreDir,
  formatContentAddress,
  formatSignature,
  fromBytes as byteString,
  isStorePath,
  parseStorePath,
  type StorePath,
  toBase16,
  writeNarInfo,
} from "../../core/nix-compat/index.ts";
import { IdbPathInfos, narInfoOf, type PathInfo } from "../../core/store/index.ts";
import type { PathInfoView, PathPage } from "../explorer-protocol.ts";
import type { TabStore } from "../store/tab-store.ts";
import { StoreProblem } from "../store/failure.ts";
import { fromBytes } from "../text.ts";
import type { Objects } from "./objects.ts";

/** Milliseconds for which the list of all paths is not asked for again. */
const listLife = 2000;

/** Largest text file that is read whole. */
export const maxText = 64 << 20;

/** What is said of a path. */
export interface PathOffer {
  info: PathInfo;
  /** Whether the path follows from the content, or somebody who is trusted has signed it. */
  proven: boolean;
}

/** What became of it. */
export interface PutPaths {
  /** Paths that were not known before. */
  fresh: string[];
  /** Paths of which the store has, and keeps, another content. */
  refused: string[];
}

/** What is to be said where a path was refused. */
export function refusal(path: string): string {
  return `the store has another content of ${path} and keeps it: forget that one first to look at this one`;
}

interface Listed {
  path: string;
  narSize: number;
  node: Node;
}

export class KnownPaths {
  private list: { paths: Listed[]; time: number } | null = null;

  constructor(
    private readonly tab: TabStore,
    private readonly objects: Objects,
  ) {}

  async infos(): Promise<IdbPathInfos> {
    return new IdbPathInfos(await this.tab.store());
  }

  /** Null where the store has no such path. @throws StoreProblem for what is no store path */
  async get(path: string): Promise<PathInfo | null> {
    const { hash, name } = storePathOf(path);
    const info = await (await this.infos()).get(hash);
    return info !== null && info.storePath.name === name ? info : null;
  }

  /** By the hash part alone. */
  async byHash(hash: string): Promise<PathInfo | null> {
    return (await this.infos()).get(hash);
  }

  /** What is known of several, by the order of the paths. */
  async many(paths: readonly StorePath[]): Promise<(PathInfo | null)[]> {
    const infos = await (await this.infos()).getMany(paths.map(({ hash }) => hash));
    return infos.map((info, i) => (info?.storePath.name === paths[i]!.name ? info : null));
  }

  /** @throws StoreProblem (`missing`) */
  async need(path: string): Promise<PathInfo> {
    const info = await this.get(path);
    if (info !== null) return info;
    throw new StoreProblem("missing", `${path} is not here: open it, or the cache that has it`);
  }

  /**
   * Notes down what is known of paths; their contents have been stored. Where the store has another content for a path,
   * only a proof replaces it: anybody can write a file that claims a path.
   */
  async put(store: IdbStore, offers: readonly PathOffer[]): Promise<PutPaths> {
    if (offers.length === 0) return { fresh: [], refused: [] };
    const service = new IdbPathInfos(store);
    const before = await service.getMany(offers.map(({ info }) => info.storePath.hash));
    const infos: PathInfo[] = [];
    const done: PutPaths = { fresh: [], refused: [] };
    offers.forEach(({ info, proven }, i) => {
      const known = before[i] ?? null;
      if (known === null) done.fresh.push(pathOf(info.storePath));
      if (known === null || nodesEqual(known.node, info.node)) infos.push(merged(info, known));
      else if (proven) infos.push(info);
      else done.refused.push(pathOf(info.storePath));
    });
    await service.putMany(infos);
    this.list = null;
    return done;
  }

  /** Forgets what was found out: something has changed. */
  changed(): void {
    this.list = null;
  }

  /** The text of a path that is a plain file, a byte string. @throws StoreProblem */
  async text(path: string): Promise<string> {
    const { node } = await this.need(path);
    if (node.kind !== "file") throw new StoreProblem("invalid", `${path} is a ${node.kind}, not a text`);
    return byteString(await this.content(node, path));
  }

  /** The texts of several paths that are plain files, byte strings; null for those that are not here. */
  async texts(paths: readonly string[]): Promise<(string | null)[]> {
    const infos = await this.many(paths.map(storePathOf));
    const nodes = infos.map((info) => (info?.node.kind === "file" ? info.node : null));
    // One question for all small files, instead of one for each.
    await (
      await this.tab.store()
    ).blobs.prefetch(nodes.flatMap((node) => (node === null ? [] : [node.digest])));
    return Promise.all(
      nodes.map(async (node, i) => (node === null ? null : byteString(await this.content(node, paths[i]!)))),
    );
  }

  /** A small file. @throws StoreProblem, CastoreError */
  async content(node: Node & { kind: "file" }, name: string): Promise<Uint8Array> {
    const { blobs } = await this.objects.stores();
    const content = await blobs.read(node.digest, { limit: maxText });
    if (content === null) throw new CastoreError("missing", `the content of '${name}' is not here`);
    return content;
  }

  async page(from: number, count: number, match: string): Promise<PathPage> {
    const all = await this.all();
    const wanted = match.toLowerCase();
    const found = wanted === "" ? all : all.filter(({ path }) => path.toLowerCase().includes(wanted));
    const paths = found.slice(from, from + count).map(({ path, narSize }) => ({ path, narSize }));
    return { total: found.length, paths };
  }

  /** All paths, by name. */
  async all(): Promise<readonly Listed[]> {
    const now = performance.now();
    if (this.list !== null && now - this.list.time < listLife) return this.list.paths;
    const paths: Listed[] = [];
    for await (const { storePath, narSize, node } of (await this.infos()).list()) {
      paths.push({ path: pathOf(storePath), narSize, node });
    }
    const key = (path: string): string => path.slice(defaultStoreDir.length + 34) + path;
    paths.sort((a, b) => (key(a.path) < key(b.path) ? -1 : 1));
    this.list = { paths, time: performance.now() };
    return paths;
  }
}

/** @throws StoreProblem (`invalid`) */
export function storePathOf(path: string): StorePath {
  if (isStorePath(path)) return parseStorePath(path);
  throw new StoreProblem("invalid", `'${path}' is no store path`);
}

/** A store path in Nix's usual store. */
export function pathOf({ hash, name }: StorePath): string {
  return `${defaultStoreDir}/${hash}-${name}`;
}

/** What is told anew, with what only was known before; both are about the same content. */
function merged(info: PathInfo, before: PathInfo | null): PathInfo {
  if (before === null) return info;
  const names = new Set(info.signatures.map(formatSignature));
  return {
    ...info,
    signatures: [...info.signatures, ...before.signatures.filter((it) => !names.has(formatSignature(it)))],
    deriver: info.deriver ?? before.deriver,
    contentAddress: info.contentAddress ?? before.contentAddress,
  };
}

/** What is known of a path, for the page. */
export function pathInfoView(info: PathInfo): PathInfoView {
  const { node, narSize, narSha256, references, deriver, signatures, contentAddress } = info;
  const ref = nodeRef(node);
  const url = `nar/snix-castore/${ref}?narsize=${narSize}`;
  const narInfo = narInfoOf(info, { url, compression: null, fileHash: null, fileSize: null });
  return {
    path: pathOf(info.storePath),
    node: ref,
    narSize,
    narSha256: toBase16(narSha256),
    references: references.map(pathOf),
    deriver: deriver && `${pathOf(deriver)}.drv`,
    signatures: signatures.map(formatSignature),
    ca: contentAddress && formatContentAddress(contentAddress),
    narinfo: fromBytes(writeNarInfo(narInfo)),
  };
}
