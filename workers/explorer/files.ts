/** Looking into trees and files: all that reads contents. */
import {
  CastoreError,
  chunkBlob,
  type Digest,
  type FileNode,
  formatDigest,
  type Node,
  piecesOf,
  StreamHasher,
} from "../../core/castore/index.ts";
import {
  findShared,
  measureTree,
  type NarLayouts,
  readElf,
  searchTree,
  type SharedPlace,
  type SharingRoot,
  type TreeHit,
} from "../../core/explore/index.ts";
import { toBase16 } from "../../core/nix-compat/index.ts";
import { renderNar } from "../../core/store/index.ts";
import type {
  BlobView,
  ChunkView,
  DirectoryView,
  ElfView,
  NarHashes,
  SearchHit,
  SearchQuery,
  SearchReport,
  TreeMeasure,
} from "../explorer-protocol.ts";
import type { WorkReport } from "../store-protocol.ts";
import { exportTree } from "../store/export-tree.ts";
import { StoreProblem } from "../store/failure.ts";
import type { TabStore } from "../store/tab-store.ts";
import { fromBytes } from "../text.ts";
import { DirectorySharing } from "./directory-sharing.ts";
import { entryView } from "./entry-view.ts";
import { type KnownPaths } from "./known-paths.ts";
import type { Objects } from "./objects.ts";
import { keptRoots } from "./kept-roots.ts";
import { Spaced } from "./spaced.ts";

/** Places that are named for each part that is shared. */
const mostPlaces = 5;

type Progress = (report: WorkReport) => void;

export interface FilesParts {
  tab: TabStore;
  objects: Objects;
  known: KnownPaths;
  layouts: NarLayouts;
}

export class Files {
  private readonly sharing: DirectorySharing;

  constructor(private readonly parts: FilesParts) {
    this.sharing = new DirectorySharing(parts.objects);
  }

  async measure(node: Node, signal: AbortSignal, progress: Progress): Promise<TreeMeasure> {
    const { directories } = await this.parts.objects.stores();
    const spaced = new Spaced(progress);
    const counts = await measureTree(directories, node, (done) => spaced.tell({ done, total: null }), {
      signal,
    });
    const { narSize } = await this.parts.layouts.measure(node, { signal });
    return { ...counts, narSize };
  }

  async download(
    node: Node,
    format: "file" | "tar" | "zip" | "nar",
    signal: AbortSignal,
    progress: Progress,
  ): Promise<Blob> {
    const stores = await this.parts.objects.stores();
    if (format !== "file") {
      const { bytes } = await measureTree(stores.directories, node, () => undefined, { signal });
      return exportTree(stores, { tree: { source: "tree", bytes }, node }, format, signal, progress);
    }
    const file = fileOnly(node);
    const stream = await this.stream(file, signal);
    let done = 0;
    const spaced = new Spaced(progress);
    const counted = stream.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
        transform(piece, controller) {
          done += piece.length;
          spaced.tell({ done, total: file.size });
          controller.enqueue(piece as Uint8Array<ArrayBuffer>);
        },
      }),
      { signal },
    );
    return new Response(counted).blob();
  }

  async search(
    node: Node,
    query: SearchQuery,
    limit: number,
    signal: AbortSignal,
    found: (report: SearchReport) => void,
  ): Promise<SearchReport> {
    const stores = await this.parts.objects.stores();
    const all: SearchHit[] = [];
    let fresh: SearchHit[] = [];
    let at = { files: 0, bytes: 0 };
    const spaced = new Spaced<null>(() => {
      found({ ...at, hits: fresh, cut: false });
      fresh = [];
    });
    const { cut } = await searchTree(stores, node, query, {
      limit,
      signal,
      report: ({ files, bytes, hits }) => {
        at = { files, bytes };
        for (const hit of hits) {
          const view = hitView(hit);
          all.push(view);
          fresh.push(view);
        }
        spaced.tell(null);
      },
    });
    return { ...at, hits: all, cut };
  }

  async elf(node: Node): Promise<ElfView | null> {
    if (node.kind !== "file") return null;
    const { blobs } = await this.parts.objects.stores();
    return readElf(async (start, end) => {
      const bytes = new Uint8Array(end - start);
      if (bytes.length === 0) return bytes;
      const stream = await blobs.openRead(node.digest, { range: { start, end } });
      if (stream === null) throw absent(node.digest);
      let at = 0;
      for await (const piece of piecesOf(stream)) {
        bytes.set(piece, at);
        at += piece.length;
      }
      return bytes;
    }, node.size);
  }

  async narHashes(node: Node, signal: AbortSignal, progress: Progress): Promise<NarHashes> {
    const stores = await this.parts.objects.stores();
    const { narSize } = await this.parts.layouts.measure(node, { signal });
    const file = node.kind === "file" ? node : null;
    const total = narSize + (file?.size ?? 0);
    const spaced = new Spaced(progress);
    let done = 0;
    const hash = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
      const hasher = await StreamHasher.open("sha256");
      try {
        for await (const piece of piecesOf(stream, signal)) {
          hasher.update(piece);
          done += piece.length;
          spaced.tell({ done, total });
        }
        return toBase16(hasher.digest());
      } finally {
        hasher.release();
      }
    };
    const sha256 = await hash(renderNar(stores, node, { signal }));
    return { narSize, sha256, flatSha256: file && (await hash(await this.stream(file, signal))) };
  }

  async blob(node: Node, signal: AbortSignal, progress: Progress): Promise<BlobView> {
    const file = fileOnly(node);
    const { chunks, stored } = await this.chunks(file, signal);
    const digests = chunks.map(({ digest }) => digest);
    const shared = await this.shared(digests, signal, progress);
    let offset = 0;
    const views = chunks.map(({ digest, size }): ChunkView => {
      const places = shared.get(digest) ?? [];
      const view = { digest: formatDigest(digest), offset, size, ...sharing(places) };
      offset += size;
      return view;
    });
    return { digest: formatDigest(file.digest), size: file.size, chunks: views, stored };
  }

  async directory(node: Node): Promise<DirectoryView> {
    if (node.kind !== "directory") throw new StoreProblem("invalid", `a ${node.kind} is no directory`);
    const directory = await this.parts.objects.directory(node.digest);
    const { tab, known } = this.parts;
    const shared = await this.sharing.places(node.digest, await keptRoots(tab, known));
    return {
      digest: formatDigest(node.digest),
      encoded: directory.encode(),
      size: directory.size(),
      entries: directory.entries.length,
      shared: shared.map(placeText),
    };
  }

  /** The chunks that the store has; else those that it would cut. */
  private async chunks(
    file: FileNode,
    signal: AbortSignal,
  ): Promise<{ chunks: readonly { digest: Digest; size: number }[]; stored: boolean }> {
    const store = await this.parts.tab.store();
    const known = await store.blobs.chunks(file.digest);
    if (known !== null) {
      const whole = file.size === 0 ? [] : [{ digest: file.digest, size: file.size }];
      return { chunks: known.length > 0 ? known : whole, stored: true };
    }
    const blob = await chunkBlob(await this.stream(file, signal), { outboard: false, signal });
    return { chunks: blob.chunks, stored: false };
  }

  private async shared(
    wanted: readonly Digest[],
    signal: AbortSignal,
    progress: Progress,
  ): Promise<Map<Digest, SharedPlace[]>> {
    const { tab, objects, known } = this.parts;
    const store = await tab.store();
    const stores = await objects.stores();
    const roots: SharingRoot[] = await keptRoots(tab, known);
    const spaced = new Spaced(progress);
    return findShared({ blobs: store.blobs, directories: stores.directories }, roots, new Set(wanted), {
      wholeUpTo: store.blobs.wholeUpTo,
      progress: (done) => spaced.tell({ done, total: null }),
      signal,
    });
  }

  private async stream(file: FileNode, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { blobs } = await this.parts.objects.stores();
    const stream = await blobs.openRead(file.digest, { signal });
    if (stream === null) throw absent(file.digest);
    return stream;
  }
}

function absent(digest: Digest): CastoreError {
  return new CastoreError(
    "missing",
    `the file ${formatDigest(digest)} is not here: open what it came from again`,
  );
}

/** @throws StoreProblem for what is no file */
export function fileOnly(node: Node): FileNode {
  if (node.kind === "file") return node;
  throw new StoreProblem(
    "invalid",
    `a ${node.kind === "symlink" ? "symbolic link" : node.kind} has no content of its own`,
  );
}

function hitView({ path, name, node, match }: TreeHit): SearchHit {
  return { raw: path, path: fromBytes(path), entry: entryView(name, node), match };
}

function sharing(places: readonly SharedPlace[]): Pick<ChunkView, "shared" | "sharedCount"> {
  return { shared: places.slice(0, mostPlaces).map(placeText), sharedCount: places.length };
}

function placeText({ root, path }: SharedPlace): string {
  return path === "" ? root : `${root}: ${fromBytes(path)}`;
}
