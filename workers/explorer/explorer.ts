/** Looking into what the store holds: the store worker's side. */
import {
  CastoreError,
  descendTo,
  type Fetch,
  type Node,
  parsePath,
  piecesOf,
} from "../../core/castore/index.ts";
import { NarLayouts, parseNodeRef } from "../../core/explore/index.ts";
import type {
  BlobView,
  ClosureDiff,
  ClosureGraph,
  DerivationDiff,
  DerivationGraph,
  DirectoryView,
  ElfView,
  EntryPage,
  EntryView,
  ExplorerApi,
  NarHashes,
  NarLayout,
  NodeRef,
  Opened,
  OpenProgress,
  OpenRequest,
  PathExplanation,
  PathInfoView,
  PathPage,
  SearchQuery,
  SearchReport,
  Subject,
  TreeMeasure,
} from "../explorer-protocol.ts";
import type { StoreAnswer, WorkReport } from "../store-protocol.ts";
import { StoreProblem } from "../store/failure.ts";
import type { TabStore } from "../store/tab-store.ts";
import { closureDiff, closureGraph } from "./closures.ts";
import { DerivationViews } from "./derivations.ts";
import { entryView } from "./entry-view.ts";
import { explored } from "./failures.ts";
import { fileOnly, Files } from "./files.ts";
import { KnownPaths, pathInfoView } from "./known-paths.ts";
import { segmentView } from "./nar-segments.ts";
import { Objects } from "./objects.ts";
import { Opener } from "./open.ts";
import { OpenTicker } from "./open-progress.ts";
import { OpenedThings } from "./opened-things.ts";

/** Entries, segments and paths told at once. */
const mostAtOnce = 5000;

/** Bytes of a file read at once. */
const mostBytes = 1 << 20;

export class Explorer implements ExplorerApi {
  private readonly objects: Objects;
  private readonly known: KnownPaths;
  private readonly things: OpenedThings;
  private readonly opener: Opener;
  private readonly layouts: NarLayouts;
  private readonly files: Files;
  private readonly derivations: DerivationViews;
  private readonly jobs = new Map<string, AbortController>();

  /** @param fetch - the browser's unless given */
  constructor(tab: TabStore, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.objects = new Objects(tab);
    this.known = new KnownPaths(tab, this.objects);
    this.things = new OpenedThings(tab);
    this.opener = new Opener({ tab, things: this.things, paths: this.known, objects: this.objects, fetch });
    const { objects, known } = this;
    this.layouts = new NarLayouts({ get: (digest, options) => objects.directory(digest, options) });
    this.files = new Files({ tab, objects, known, layouts: this.layouts });
    this.derivations = new DerivationViews(known, this.things);
  }

  open(
    job: string,
    request: OpenRequest,
    progress: (report: OpenProgress) => void,
  ): Promise<StoreAnswer<Opened>> {
    return this.job(job, (signal) => this.opener.open(request, signal, new OpenTicker(progress)));
  }

  cancel(job: string): Promise<void> {
    this.jobs.get(job)?.abort();
    return Promise.resolve();
  }

  opened(): Promise<StoreAnswer<Opened[]>> {
    return explored(never, () => this.things.list());
  }

  forget(subject: Subject): Promise<StoreAnswer<null>> {
    return explored(never, async () => {
      await this.things.forget(subject);
      this.known.changed();
      return null;
    });
  }

  root(subject: Subject): Promise<StoreAnswer<EntryView>> {
    return explored(never, async () => {
      switch (subject.type) {
        case "path":
          return entryView("", (await this.known.need(subject.path)).node);
        case "node":
        case "document": {
          const node = parseNodeRef(subject.node);
          await this.checkHere(node);
          return entryView("", node);
        }
        case "paths":
          throw new StoreProblem("invalid", "a list of store paths has no files of its own");
      }
    });
  }

  children(node: NodeRef, from: number, count: number): Promise<StoreAnswer<EntryPage>> {
    return explored(never, async () => {
      const of = parseNodeRef(node);
      if (of.kind !== "directory") throw new StoreProblem("invalid", `a ${of.kind} has no entries`);
      const { entries } = await this.objects.directory(of.digest);
      const shown = entries.slice(from, from + Math.min(count, mostAtOnce));
      return { total: entries.length, entries: shown.map((entry) => entryView(entry.name, entry.node)) };
    });
  }

  at(node: NodeRef, raw: string): Promise<StoreAnswer<EntryView>> {
    return explored(never, async () => {
      const { directories } = await this.objects.stores();
      const path = parsePath(raw);
      const found = await descendTo(directories, parseNodeRef(node), path);
      if (found === null) throw new StoreProblem("missing", `there is no '${raw}' in it`);
      return entryView(raw.slice(raw.lastIndexOf("/") + 1), found);
    });
  }

  read(node: NodeRef, from: number, to: number): Promise<StoreAnswer<Uint8Array>> {
    return explored(never, async () => {
      const file = fileOnly(parseNodeRef(node));
      const end = Math.min(to, file.size, from + mostBytes);
      const content = new Uint8Array(Math.max(0, end - from));
      if (content.length === 0) return content;
      const { blobs } = await this.objects.stores();
      const stream = await blobs.openRead(file.digest, { range: { start: from, end } });
      if (stream === null) throw new CastoreError("missing", "the file's content is not here: open it again");
      let at = 0;
      for await (const piece of piecesOf(stream)) {
        content.set(piece.subarray(0, content.length - at), at);
        at += piece.length;
      }
      if (at < content.length) throw new CastoreError("corrupt", "the file is shorter than it should be");
      return content;
    });
  }

  narLayout(node: NodeRef, from: number, count: number): Promise<StoreAnswer<NarLayout>> {
    return explored(never, async () => {
      const root = parseNodeRef(node);
      const { narSize, segments: total } = await this.layouts.measure(root);
      const segments = await this.layouts.segments(root, from, Math.min(count, mostAtOnce));
      return { narSize, total, segments: segments.map(segmentView) };
    });
  }

  pathInfo(path: string): Promise<StoreAnswer<PathInfoView | null>> {
    return explored(never, async () => {
      const info = await this.known.get(path);
      return info && pathInfoView(info);
    });
  }

  paths(from: number, count: number, match: string): Promise<StoreAnswer<PathPage>> {
    return explored(never, () => this.known.page(from, Math.min(count, mostAtOnce), match));
  }

  measure(
    job: string,
    node: NodeRef,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<TreeMeasure>> {
    return this.job(job, (signal) => this.files.measure(parseNodeRef(node), signal, progress));
  }

  download(
    job: string,
    node: NodeRef,
    format: "file" | "tar" | "zip" | "nar",
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<Blob>> {
    return this.job(job, (signal) => this.files.download(parseNodeRef(node), format, signal, progress));
  }

  search(
    job: string,
    node: NodeRef,
    query: SearchQuery,
    limit: number,
    found: (report: SearchReport) => void,
  ): Promise<StoreAnswer<SearchReport>> {
    return this.job(job, (signal) => this.files.search(parseNodeRef(node), query, limit, signal, found));
  }

  elf(node: NodeRef): Promise<StoreAnswer<ElfView | null>> {
    return explored(never, () => this.files.elf(parseNodeRef(node)));
  }

  narHashes(
    job: string,
    node: NodeRef,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<NarHashes>> {
    return this.job(job, (signal) => this.files.narHashes(parseNodeRef(node), signal, progress));
  }

  blob(job: string, node: NodeRef, progress: (report: WorkReport) => void): Promise<StoreAnswer<BlobView>> {
    return this.job(job, (signal) => this.files.blob(parseNodeRef(node), signal, progress));
  }

  directory(node: NodeRef): Promise<StoreAnswer<DirectoryView>> {
    return explored(never, () => this.files.directory(parseNodeRef(node)));
  }

  closure(job: string, path: string): Promise<StoreAnswer<ClosureGraph>> {
    return this.job(job, (signal) => closureGraph(this.known, path, signal));
  }

  closureDiff(job: string, before: string, after: string): Promise<StoreAnswer<ClosureDiff>> {
    return this.job(job, (signal) => closureDiff(this.known, before, after, signal));
  }

  derivation(path: string): Promise<StoreAnswer<string>> {
    return explored(never, () => this.derivations.text(path));
  }

  addDerivations(texts: { path: string; aterm: string }[]): Promise<StoreAnswer<null>> {
    return explored(never, async () => {
      await this.derivations.add(texts);
      return null;
    });
  }

  derivationGraph(
    job: string,
    path: string,
    progress: (report: WorkReport) => void,
  ): Promise<StoreAnswer<DerivationGraph>> {
    return this.job(job, (signal) => this.derivations.graph(path, signal, progress));
  }

  derivationDiff(job: string, before: string, after: string): Promise<StoreAnswer<DerivationDiff>> {
    return this.job(job, (signal) => this.derivations.diff(before, after, signal));
  }

  explain(job: string, path: string): Promise<StoreAnswer<PathExplanation[]>> {
    return this.job(job, (signal) => this.derivations.explain(path, signal));
  }

  private async checkHere(node: Node): Promise<void> {
    if (node.kind === "symlink") return;
    if (node.kind === "directory") return void (await this.objects.directory(node.digest));
    const { blobs } = await this.objects.stores();
    if (await blobs.has(node.digest)) return;
    throw new CastoreError("missing", "the file's content is not here: open what it came from again");
  }

  private async job<T>(job: string, run: (signal: AbortSignal) => Promise<T>): Promise<StoreAnswer<T>> {
    const controller = new AbortController();
    this.jobs.set(job, controller);
    try {
      return await explored(controller.signal, () => run(controller.signal));
    } finally {
      this.jobs.delete(job);
    }
  }
}

/** For what nobody cancels. */
const never = new AbortController().signal;
