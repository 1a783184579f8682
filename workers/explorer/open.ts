/** Opening whatever somebody hands over. */
import { type Digest, emptyDigest, type Fetch, formatDigest, type Node } from "../../core/castore/index.ts";
import { nodeRef, parseNodeRef, readTyped, type TypedText } from "../../core/explore/index.ts";
import type { CacheSetting, Opened, OpenRequest, Subject } from "../explorer-protocol.ts";
import { StoreProblem } from "../store/failure.ts";
import type { TabStore } from "../store/tab-store.ts";
import { fetchPath, unreadable } from "./caches.ts";
import { FileOpener, fileOfText, type FileToOpen, type OpenContext } from "./open-file.ts";
import { type KnownPaths, pathOf, storePathOf } from "./known-paths.ts";
import type { Objects } from "./objects.ts";
import type { OpenedThings } from "./opened-things.ts";
import type { OpenTicker } from "./open-progress.ts";

/** Bytes that anything may unpack to, however much room there is. */
const mostBytes = 64 * 2 ** 30;

export interface OpenerParts {
  tab: TabStore;
  things: OpenedThings;
  paths: KnownPaths;
  objects: Objects;
  fetch: Fetch;
}

type Origin = Opened["origin"];

export class Opener {
  private readonly files: FileOpener;

  constructor(private readonly parts: OpenerParts) {
    this.files = new FileOpener(parts.things, parts.paths);
  }

  async open({ source, caches }: OpenRequest, signal: AbortSignal, ticker: OpenTicker): Promise<Opened> {
    const context: OpenContext = {
      signal,
      ticker,
      limit: await this.room(),
      time: this.parts.tab.now(),
      trustedKeys: caches.flatMap(({ trustedKeys }) => trustedKeys),
    };
    switch (source.type) {
      case "file": {
        const { file, name } = source;
        return this.files.open({ stream: file.stream(), blob: file, size: file.size, name }, context);
      }
      case "text":
        return this.typed(readTyped(source.text), source.text, caches, context);
      case "url":
        return this.typed(readTyped(source.url), source.url, caches, context);
      case "subject":
        return this.subject(source.subject, caches, context);
    }
  }

  private async typed(
    typed: TypedText,
    text: string,
    caches: readonly CacheSetting[],
    context: OpenContext,
  ): Promise<Opened> {
    switch (typed.type) {
      case "path":
        return this.subject({ type: "path", path: typed.path, from: typed.cache }, caches, context);
      case "hash":
        return this.path(typed.hash, null, typed.cache, caches, context);
      case "paths":
        return this.subject({ type: "paths", paths: typed.paths, name: "pasted paths" }, caches, context);
      case "digest": {
        const node = await this.nodeOf(typed.digest);
        const digest = formatDigest(typed.digest);
        const kept = (await this.parts.tab.records.trees()).find(({ root }) => root === digest);
        return this.node({ type: "node", node: nodeRef(node), name: kept?.source ?? text.trim() }, context);
      }
      case "node": {
        const subject: Subject = { type: "node", node: nodeRef(typed.node), name: nameOfNode(typed.node) };
        if (typed.url === null || (await this.isHere(typed.node))) return this.node(subject, context);
        return this.fetchFile(typed.url, context);
      }
      case "url":
        return this.fetchFile(typed.url, context);
      case "content":
        return this.files.open(fileOfText(typed.text, "pasted text"), context);
    }
  }

  private async subject(
    subject: Subject,
    caches: readonly CacheSetting[],
    context: OpenContext,
  ): Promise<Opened> {
    switch (subject.type) {
      case "path":
        return this.path(storePathOf(subject.path).hash, subject.path, subject.from, caches, context);
      case "node":
      case "document":
        return this.node(subject, context);
      case "paths":
        for (const path of subject.paths) storePathOf(path);
        return this.remember(subject, subject.name, "list of store paths", context);
    }
  }

  /** A store path that is here, or in a cache. */
  private async path(
    hash: string,
    path: string | null,
    from: string | null,
    caches: readonly CacheSetting[],
    context: OpenContext,
  ): Promise<Opened> {
    const { paths, things, fetch } = this.parts;
    const known = path === null ? await paths.byHash(hash) : await paths.get(path);
    const before = (await things.list()).find(
      ({ subject }) => subject.type === "path" && subject.path === path,
    );
    if (known !== null) {
      const found = pathOf(known.storePath);
      const subject: Subject = { type: "path", path: found, from };
      if (before !== undefined) return this.again({ ...before, subject }, context);
      return this.remember(subject, found, "store path", context);
    }
    const asked =
      from === null ? caches : [cacheOf(from, caches), ...caches.filter(({ url }) => !sameUrl(url, from))];
    return things.storing(context.signal, async (store) => {
      const fetched = await fetchPath(store, hash, path ?? `the path with the hash ${hash}`, asked, {
        ...context,
        fetch,
      });
      const found = pathOf(fetched.info.storePath);
      if (path !== null && found !== path) {
        throw new StoreProblem("corrupt", `${fetched.cache} calls it ${found}, not ${path}`);
      }
      const { fresh } = await paths.put(store, [{ info: fetched.info, proven: true }]);
      const opened: Opened = {
        subject: { type: "path", path: found, from: fetched.cache },
        name: found,
        time: context.time,
        warnings: fetched.warnings,
        origin: fetched.origin,
      };
      return things.remember(store, opened, { brought: fresh });
    });
  }

  /** A node, or a document, that must be here. */
  private async node(
    subject: Subject & { type: "node" | "document" },
    context: OpenContext,
  ): Promise<Opened> {
    const node = parseNodeRef(subject.node);
    if (!(await this.isHere(node))) {
      throw new StoreProblem(
        "missing",
        `${node.kind === "symlink" ? "the link" : formatDigest(node.digest)} is not here: open the file it came from, or the ` +
          "cache that has it",
      );
    }
    const before = (await this.parts.things.list()).find(
      (it) => it.subject.type === subject.type && "node" in it.subject && it.subject.node === subject.node,
    );
    if (before !== undefined) return this.again(before, context);
    return this.remember(subject, subject.name, "castore node", context);
  }

  private async fetchFile(url: string, context: OpenContext): Promise<Opened> {
    const { signal, ticker } = context;
    ticker.phase("fetching", null);
    let response: Awaited<ReturnType<Fetch>>;
    try {
      response = await this.parts.fetch(url, { signal });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TypeError)) throw error;
      throw new StoreProblem("network", `'${url}' can't be fetched: ${unreadable}`, { cause: error });
    }
    if (response.status !== 200 || response.body === null) {
      throw new StoreProblem("network", `'${url}' can't be fetched: the host answers ${response.status}`);
    }
    // Of a compressed transfer the length says nothing.
    const length =
      response.headers.get("content-encoding") === null ? response.headers.get("content-length") : null;
    const file: FileToOpen = {
      stream: response.body,
      blob: null,
      size: length === null ? null : Number(length),
      name: url,
    };
    return this.files.open(file, context);
  }

  /** What was opened before comes to the top. */
  private again(opened: Opened, { time }: OpenContext): Promise<Opened> {
    return this.parts.things.touch({ ...opened, time });
  }

  private remember(
    subject: Subject,
    name: string,
    format: string,
    { signal, time }: OpenContext,
  ): Promise<Opened> {
    const { things } = this.parts;
    const origin: Origin = { format, size: null, sha256: null };
    const opened: Opened = { subject, name, time, warnings: [], origin };
    // Paths that are known are kept; only nodes need a pin.
    if (subject.type === "path" || subject.type === "paths") return things.touch(opened);
    return things.storing(signal, (store) => things.remember(store, opened));
  }

  private async isHere(node: Node): Promise<boolean> {
    if (node.kind === "symlink" || node.digest === emptyDigest) return true;
    const { blobs, directories } = await this.parts.objects.stores();
    return node.kind === "file" ? blobs.has(node.digest) : (await directories.get(node.digest)) !== null;
  }

  /** What a digest names: a directory, or a file. */
  private async nodeOf(digest: Digest): Promise<Node> {
    const { blobs, directories } = await this.parts.objects.stores();
    const directory = digest === emptyDigest ? null : await directories.get(digest);
    if (directory !== null) return directory.node();
    const stream = await blobs.openRead(digest);
    if (stream === null) {
      throw new StoreProblem(
        "missing",
        `${formatDigest(digest)} is not here: digests can't be fetched, only opened where their content is`,
      );
    }
    let size = 0;
    const reader = stream.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) size += step.value.length;
    return { kind: "file", digest, size, executable: false };
  }

  /** Bytes that there is room for. */
  private async room(): Promise<number> {
    const { quota, usage } = await this.parts.tab.estimate();
    return quota === undefined ? mostBytes : Math.min(mostBytes, Math.max(0, quota - (usage ?? 0)));
  }
}

function nameOfNode(node: Node): string {
  return node.kind === "symlink" ? "symbolic link" : formatDigest(node.digest);
}

/** What is known of a cache that a link names. */
function cacheOf(url: string, caches: readonly CacheSetting[]): CacheSetting {
  return caches.find((cache) => sameUrl(cache.url, url)) ?? { url, trustedKeys: [] };
}

function sameUrl(a: string, b: string): boolean {
  return a.replace(/\/+$/, "") === b.replace(/\/+$/, "");
}
