/** Asking binary caches for store paths. */
import {
  CastoreError,
  type Fetch,
  type HttpAnswer,
  type IdbStore,
  piecesOf,
  StreamHasher,
  streamOfGenerator,
} from "../../core/castore/index.ts";
import { type NarInfo, parsePublicKey, toBase16 } from "../../core/nix-compat/index.ts";
import { castoreSource, NixCache, type PathInfo } from "../../core/store/index.ts";
import type { CacheSetting, Opened } from "../explorer-protocol.ts";
import { StoreProblem } from "../store/failure.ts";
import type { OpenTicker } from "./open-progress.ts";

/** A path that a cache had. */
export interface Fetched {
  info: PathInfo;
  cache: string;
  warnings: string[];
  origin: Opened["origin"];
}

export interface FetchContext {
  signal: AbortSignal;
  ticker: OpenTicker;
  /** Replaces the browser's, in tests. */
  fetch: Fetch;
}

/**
 * The content of a path from the first cache that has it, checked and stored; its path info is for the caller to note.
 * @throws StoreProblem (`missing`, `network`, `corrupt`) telling what each cache said
 */
export async function fetchPath(
  store: IdbStore,
  hash: string,
  what: string,
  caches: readonly CacheSetting[],
  context: FetchContext,
): Promise<Fetched> {
  const { signal } = context;
  if (caches.length === 0) {
    throw new StoreProblem(
      "missing",
      `${what} is not here, and there is no binary cache to ask: add one, or drop its file`,
    );
  }
  const reasons: { kind: StoreProblem["kind"]; text: string }[] = [];
  for (const cache of caches) {
    try {
      const found = await fetchFrom(store, hash, cache, context);
      if (found !== null) return found;
      reasons.push({ kind: "missing", text: `${cache.url} does not have it` });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CastoreError)) throw error;
      if (error.kind === "quota") throw error;
      const unread = isUnreadable(error);
      const text = unread ? `${cache.url}: ${unreadable}` : error.message;
      reasons.push({ kind: unread ? "network" : error.kind === "corrupt" ? "corrupt" : "missing", text });
    }
  }
  const worst =
    reasons.find(({ kind }) => kind === "corrupt") ?? reasons.find(({ kind }) => kind === "network");
  throw new StoreProblem(
    worst?.kind ?? "missing",
    `${what} is not here, and can't be fetched: ${reasons.map(({ text }) => text).join("; ")}`,
  );
}

/** What browsers don't tell apart: no host, no network, or a host that allows no other site's pages to read. */
export const unreadable =
  "this host is not there or does not let pages read it; download it and drop it here";

/** Whether a browser's `fetch` failed. */
function isUnreadable(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TypeError) return true;
  }
  return false;
}

async function fetchFrom(
  store: IdbStore,
  hash: string,
  { url, trustedKeys }: CacheSetting,
  { signal, ticker, fetch }: FetchContext,
): Promise<Fetched | null> {
  const watched = new WatchedFetch(fetch, ticker);
  const cache = new NixCache({
    url,
    fetch: (to, init) => watched.fetch(to, init),
    stores: store,
    trustedKeys: trustedKeys.length === 0 ? null : trustedKeys.map(parsePublicKey),
    // Our own bridges have the objects: what is here already then need not come again.
    castore: castoreSource(`${url.replace(/\/+$/, "")}/castore-objects`, fetch),
  });
  ticker.phase("fetching", null);
  const narInfo = await cache.narInfo(hash, { signal });
  if (narInfo === null) return null;
  ticker.phase("fetching", narInfo.fileSize ?? narInfo.narSize);
  const info = await cache.bring(narInfo, { signal });
  ticker.phase("finishing");
  return { info, cache: url, warnings: warningsOf(narInfo, trustedKeys), origin: watched.origin(narInfo) };
}

function warningsOf({ signatures }: NarInfo, trustedKeys: readonly string[]): string[] {
  if (trustedKeys.length > 0) return [];
  const by = signatures.map(({ name }) => name).join(", ");
  const said = by === "" ? "it is not signed" : `it is signed by ${by}`;
  return [`${said}, but you gave no key for this cache: whether it is what was built, nobody checked`];
}

/** Counts and hashes the last file that was fetched: the NAR. */
class WatchedFetch {
  private last: { size: number; sha256: string } | null = null;

  constructor(
    private readonly inner: Fetch,
    private readonly ticker: OpenTicker,
  ) {}

  async fetch(url: string, init: Parameters<Fetch>[1]): Promise<HttpAnswer> {
    const answer = await this.inner(url, init);
    this.last = null;
    const { body } = answer;
    if (body === null || url.endsWith(".narinfo")) return answer;
    return {
      status: answer.status,
      headers: answer.headers,
      body: streamOfGenerator(this.watch(body)),
      arrayBuffer: () => answer.arrayBuffer(),
    };
  }

  origin({ compression }: NarInfo): Opened["origin"] {
    if (this.last === null) return { format: "castore objects", size: null, sha256: null };
    return { format: compression === null ? "NAR" : `NAR, ${compression}`, ...this.last };
  }

  private async *watch(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    const hasher = await StreamHasher.open("sha256");
    let size = 0;
    try {
      for await (const piece of piecesOf(body)) {
        hasher.update(piece);
        size += piece.length;
        this.ticker.read(piece.length);
        yield piece;
      }
      this.last = { size, sha256: toBase16(hasher.digest()) };
    } finally {
      hasher.release();
    }
  }
}
