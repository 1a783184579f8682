/** Searching trees by names and by contents. */
import {
  type CallOptions,
  CastoreError,
  collect,
  type Digest,
  type FileNode,
  formatDigest,
  mapAhead,
  type Node,
  piecesOf,
  rest,
  type Stores,
  type WalkStep,
  walkTree,
} from "../castore/index.ts";
import { FileSearch, type FoundPlaces, Needles } from "./find-bytes.ts";
import { nameMatcher } from "./name-matcher.ts";

export interface TreeQuery {
  /** Part of a name, of a path where it has slashes; a glob where it has `*` or `?`. UTF-16. */
  name: string;
  /** Part of a content; null to search names only. */
  content: string | null;
  caseSensitive: boolean;
}

/** The first place in a file, and how many there are. */
export interface ContentMatch {
  offset: number;
  /** From 1; null for binary files. */
  line: number | null;
  /** The line, or what is around the place, for people. */
  text: string;
  count: number;
}

export interface TreeHit {
  /** A byte string; empty for the root. */
  path: string;
  name: string;
  node: Node;
  match: ContentMatch | null;
}

export interface SearchState {
  /** Entries whose name was looked at, and bytes of contents. */
  files: number;
  bytes: number;
  /** Found since the last time this was told. */
  hits: TreeHit[];
}

export interface SearchOptions extends CallOptions {
  /** Hits after which it ends. */
  limit: number;
  /** Called often. */
  report: (state: SearchState) => void;
}

/** Entries, and bytes, after which others have their turn. */
const restEntries = 2000;
const restBytes = 4 << 20;

/** Files up to this size are read whole, some ahead of when they are searched. */
const wholeUpTo = 256 << 10;
const readAhead = { count: 32, budget: 4 << 20 };

/** Bytes that are shown around a place. */
const before = 120;
const after = 240;

/**
 * Goes through a tree in its own order.
 * @returns whether there may be more hits
 * @throws CastoreError (`missing`, `corrupt`); the signal's reason
 */
export async function searchTree(
  stores: Stores,
  root: Node,
  query: TreeQuery,
  options: SearchOptions,
): Promise<{ cut: boolean }> {
  return new TreeSearch(stores, query, options).run(root);
}

type NodeStep = WalkStep & { kind: "node" };

/** A step, and the content that is to be searched if it was read ahead. */
interface Candidate {
  step: WalkStep;
  content: Uint8Array | null;
}

class TreeSearch {
  private readonly matches: (name: string, path: string) => boolean;
  /** Null where only names are searched. */
  private readonly needles: Needles | null;
  /** Each content is searched once, wherever it stands. */
  private readonly known = new Map<Digest, ContentMatch | null>();
  private readonly state: SearchState = { files: 0, bytes: 0, hits: [] };
  private rested = { files: 0, bytes: 0 };

  constructor(
    private readonly stores: Stores,
    { name, content, caseSensitive }: TreeQuery,
    private readonly options: SearchOptions,
  ) {
    this.matches = nameMatcher(name, caseSensitive);
    this.needles = content === null || content === "" ? null : new Needles(content, caseSensitive);
  }

  async run(root: Node): Promise<{ cut: boolean }> {
    let found = 0;
    for await (const { step, content } of this.candidates(root)) {
      if (step.kind === "leave") continue;
      this.state.files++;
      if (this.isTime()) await this.turn();
      const { path, name, node } = step;
      if (!this.matches(name, path)) continue;
      let match: ContentMatch | null = null;
      if (this.needles !== null) {
        if (node.kind !== "file") continue;
        match = await this.match(node, content, this.needles);
        if (match === null) continue;
        // The root has no name: only its content can be meant.
      } else if (name === "") continue;
      if (found >= this.options.limit) {
        this.report();
        return { cut: true };
      }
      found++;
      this.state.hits.push({ path, name, node, match });
    }
    this.report();
    return { cut: false };
  }

  private async *candidates(root: Node): AsyncGenerator<Candidate, void> {
    const { signal } = this.options;
    const walk = walkTree(this.stores.directories, root, { signal });
    if (this.needles === null) {
      for await (const step of walk) yield { step, content: null };
      return;
    }
    const read = async (step: WalkStep): Promise<Candidate> => {
      const wanted = isSmall(step) && !this.known.has(step.node.digest) && this.matches(step.name, step.path);
      return { step, content: wanted ? await this.stores.blobs.read(step.node.digest, { signal }) : null };
    };
    yield* mapAhead(walk, read, { ...readAhead, cost: (step) => (isSmall(step) ? step.node.size : 0) });
  }

  private async match(
    node: FileNode,
    content: Uint8Array | null,
    needles: Needles,
  ): Promise<ContentMatch | null> {
    let match = this.known.get(node.digest);
    if (match === undefined) {
      match = content === null ? await this.searchLarge(node, needles) : this.searchSmall(content, needles);
      this.known.set(node.digest, match);
    }
    return match;
  }

  private searchSmall(content: Uint8Array, needles: Needles): ContentMatch | null {
    this.state.bytes += content.length;
    const search = new FileSearch(needles);
    search.push(content);
    const found = search.result();
    if (found === null) return null;
    const from = Math.max(0, found.offset - before);
    return matchOf(found, content.subarray(from, found.offset + found.length + after), from);
  }

  private async searchLarge(node: FileNode, needles: Needles): Promise<ContentMatch | null> {
    if (node.size === 0) return null;
    const search = new FileSearch(needles);
    for await (const piece of piecesOf(await this.open(node, 0, node.size), this.options.signal)) {
      this.state.bytes += piece.length;
      if (!search.push(piece)) break;
      if (this.isTime()) await this.turn();
    }
    const found = search.result();
    if (found === null) return null;
    const from = Math.max(0, found.offset - before);
    const to = Math.min(node.size, found.offset + found.length + after);
    return matchOf(found, await collect(await this.open(node, from, to), this.options.signal), from);
  }

  private async open({ digest }: FileNode, start: number, end: number): Promise<ReadableStream<Uint8Array>> {
    const { signal } = this.options;
    const stream = await this.stores.blobs.openRead(digest, { range: { start, end }, signal });
    if (stream !== null) return stream;
    throw new CastoreError("missing", `blob ${formatDigest(digest)} is not in the store`);
  }

  private isTime(): boolean {
    const { files, bytes } = this.state;
    return files - this.rested.files >= restEntries || bytes - this.rested.bytes >= restBytes;
  }

  /** Tells how far it is, and lets others have their turn. */
  private async turn(): Promise<void> {
    this.report();
    const { files, bytes } = this.state;
    this.rested = { files, bytes };
    await rest();
    this.options.signal?.throwIfAborted();
  }

  private report(): void {
    this.options.report({ ...this.state, hits: this.state.hits.splice(0) });
  }
}

function isSmall(step: WalkStep): step is NodeStep & { node: FileNode } {
  return step.kind === "node" && step.node.kind === "file" && step.node.size <= wholeUpTo;
}

/** @param bytes - what is around the place, from `from` on */
function matchOf(
  { offset, length, linesBefore, count }: FoundPlaces,
  bytes: Uint8Array,
  from: number,
): ContentMatch {
  const at = offset - from;
  const isBinary = bytes.includes(0);
  const start = at === 0 ? 0 : bytes.lastIndexOf(10, at - 1) + 1;
  const feed = bytes.indexOf(10, at + length);
  const line = bytes.subarray(start, feed < 0 ? bytes.length : feed);
  // What is cut off in the middle of a character begins with the next one.
  let skip = 0;
  while (start === 0 && from > 0 && skip < 3 && (line[skip]! & 0xc0) === 0x80) skip++;
  const text = new TextDecoder().decode(line.subarray(skip)).replace(/\r$/, "");
  // oxlint-disable-next-line no-control-regex -- what can't be seen
  const seen = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "·");
  return { offset, count, line: isBinary ? null : linesBefore + 1, text: seen };
}
