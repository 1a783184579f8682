/** A file over HTTP that goes on where the connection broke. */
import {
  CastoreError,
  httpGet,
  piecesOf,
  type CallOptions,
  type Fetch,
  type HttpAnswer,
} from "../castore/index.ts";

/** Connections that may break before they have brought much. */
const mostBreaks = 3;
/** Bytes that are much. */
const much = 64 << 10;

/** What a file is asked for with. */
export interface ResumedFile extends CallOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly headers: Record<string, string>;
}

/**
 * The body of an answer to a GET and, where the connection breaks and the host knows ranges, what is missing of it. That
 * it is still the same file, only its hash can tell for sure.
 * @throws what broke the connection
 */
export async function* resumedBody(first: HttpAnswer, file: ResumedFile): AsyncGenerator<Uint8Array, void> {
  const { signal } = file;
  const hasRanges = /\bbytes\b/.test(first.headers.get("accept-ranges") ?? "");
  const etag = first.headers.get("etag");
  let { body } = first;
  let at = 0;
  for (let breaks = 0, before = 0; body !== null;) {
    try {
      for await (const piece of piecesOf(body, signal)) {
        at += piece.length;
        yield piece;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      breaks = at - before >= much ? 1 : breaks + 1;
      before = at;
      if (!hasRanges || at === 0 || breaks > mostBreaks) throw error;
      body = await restOf(file, at, etag, error);
    }
  }
}

/** @throws `broken` where the rest can't be had */
async function restOf(
  { url, fetch, headers, signal }: ResumedFile,
  at: number,
  etag: string | null,
  broken: unknown,
): Promise<ReadableStream<Uint8Array>> {
  const isStrong = etag !== null && !etag.startsWith("W/");
  const condition: Record<string, string> = isStrong ? { "if-range": etag } : {};
  let answer: HttpAnswer | null;
  try {
    answer = await httpGet(fetch, url, {
      signal,
      headers: { ...headers, ...condition, range: `bytes=${at}-` },
    });
  } catch (error) {
    if (error instanceof CastoreError) throw broken;
    throw error;
  }
  const isRest =
    answer?.status === 206 && answer.headers.get("content-range")?.startsWith(`bytes ${at}-`) === true;
  if (isRest && answer?.body) return answer.body;
  await answer?.body?.cancel();
  throw broken;
}
