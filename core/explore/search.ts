/** Searching trees by names and by contents. */
import {
  CastoreError,
  type Digest,
  formatDigest,
  type CallOptions,
  type FileNode,
  type Node,
  piecesOf,
  rest,
  type Stores,
  walkTree,
} from "../castore/index.ts";
import { FileSearch, Needles } from "./find-bytes.ts";
import { readableText } from "./readable-text.ts";

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

/**
 * Goes through a tree in its own order.
 * @returns whether there may be more hits
 * @throws CastoreError (`missing`, `corrupt`); the signal's reason
 */
export async function searchTree(
  stores: Stores,
  root: Node,
  query: TreeQuery,
  { limit, report, signal }: SearchOptions,
): Promise<{ cut: boolean }> {
  const matches = nameMatcher(query.name, query.caseSensitive);
  const { content } = query;
  const contents =
    content === null || content === ""
      ? null
      : new ContentSearch(stores, new Needles(content, query.caseSensitive));
  const state: SearchState = { files: 0, bytes: 0, hits: [] };
  let found = 0;
  let rested = { files: 0, bytes: 0 };
  const turn = async (): Promise<void> => {
    report({ ...state, hits: state.hits.splice(0) });
    rested = { files: state.files, bytes: state.bytes };
    await rest();
    signal?.throwIfAborted();
  };
  for await (const step of walkTree(stores.directories, root, { signal })) {
    if (step.kind === "leave") continue;
    state.files++;
    if (state.files - rested.files >= restEntries || state.bytes - rested.bytes >= restBytes) await turn();
    const { path, name, node } = step;
    if (!matches(name, path)) continue;
    let match: ContentMatch | null = null;
    if (contents !== null) {
      if (node.kind !== "file") continue;
      match = await contents.of(
        node,
        async (bytes) => {
          state.bytes += bytes;
          if (state.bytes - rested.bytes >= restBytes) await turn();
        },
        signal,
      );
      if (match === null) continue;
      // The root has no name: only its content can be meant.
    } else if (name === "") continue;
    if (found >= limit) {
      report({ ...state, hits: state.hits.splice(0) });
      return { cut: true };
    }
    found++;
    state.hits.push({ path, name, node, match });
  }
  report({ ...state, hits: state.hits.splice(0) });
  return { cut: false };
}

/** Whether a name (or path, where the pattern has slashes) is meant. */
function nameMatcher(pattern: string, caseSensitive: boolean): (name: string, path: string) => boolean {
  if (pattern === "") return () => true;
  const ofPath = pattern.includes("/");
  const fold = (text: string): string => (caseSensitive ? text : text.toLowerCase());
  const wanted = fold(pattern);
  const glob = /[*?]/.test(pattern) ? globOf(wanted) : null;
  return (name, path) => {
    const text = fold(readableText(ofPath ? path : name));
    return glob === null ? text.includes(wanted) : glob.test(text);
  };
}

/** `*` is anything, `?` one character, all else itself. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, (char) =>
    char === "*" ? ".*" : char === "?" ? "." : `\\${char}`,
  );
  return new RegExp(`^${source.replace(/(?:\.\*)+/g, ".*")}$`, "su");
}

/** Bytes that are shown around a place. */
const before = 120;
const after = 240;

/** Searches each content once, wherever it stands. */
class ContentSearch {
  private readonly known = new Map<Digest, ContentMatch | null>();

  constructor(
    private readonly stores: Stores,
    private readonly needles: Needles,
  ) {}

  async of(
    node: FileNode,
    passed: (bytes: number) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<ContentMatch | null> {
    let match = this.known.get(node.digest);
    if (match === undefined) {
      match = await this.search(node, passed, signal);
      this.known.set(node.digest, match);
    }
    return match;
  }

  private async search(
    node: FileNode,
    passed: (bytes: number) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<ContentMatch | null> {
    if (node.size === 0) return null;
    const search = new FileSearch(this.needles);
    for await (const piece of piecesOf(await this.open(node, 0, node.size, signal), signal)) {
      if (!search.push(piece)) break;
      await passed(piece.length);
    }
    const found = search.result();
    if (found === null) return null;
    const { offset, length, linesBefore, count } = found;
    const from = Math.max(0, offset - before);
    const around: Uint8Array[] = [];
    const to = Math.min(node.size, offset + length + after);
    for await (const piece of piecesOf(await this.open(node, from, to, signal), signal)) around.push(piece);
    const bytes = joined(around);
    return { offset, count, ...shown(bytes, offset - from, length, linesBefore) };
  }

  private async open(
    { digest }: FileNode,
    start: number,
    end: number,
    signal: AbortSignal | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    const stream = await this.stores.blobs.openRead(digest, { range: { start, end }, signal });
    if (stream !== null) return stream;
    throw new CastoreError("missing", `blob ${formatDigest(digest)} is not in the store`);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The line of a place, as far as it is at hand. */
function shown(
  bytes: Uint8Array,
  at: number,
  length: number,
  linesBefore: number,
): { line: number | null; text: string } {
  const isBinary = bytes.includes(0);
  const start = bytes.lastIndexOf(10, Math.max(0, at - 1)) + 1;
  const feed = bytes.indexOf(10, at + length);
  const line = bytes.subarray(Math.min(start, at), feed < 0 ? bytes.length : feed);
  // What is cut off in the middle of a character begins with the next one.
  let skip = 0;
  while (start === 0 && skip < 3 && (line[skip]! & 0xc0) === 0x80) skip++;
  const text = new TextDecoder().decode(line.subarray(skip)).replace(/\r$/, "");
  // oxlint-disable-next-line no-control-regex -- what can't be seen
  return { line: isBinary ? null : linesBefore + 1, text: text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "·") };
}
