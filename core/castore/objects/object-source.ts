/** Files by name somewhere: on a static host, in a folder. */
import type { CallOptions } from "../blob-service.ts";
import { CastoreError } from "../errors.ts";

/** Reads files. Names are relative, of ASCII, components joined by `/`. */
export interface ObjectSource {
  /**
   * A file, or a range of it; null when it is not there. At most `limit` bytes.
   * @throws CastoreError (`range`) for more than that
   */
  get(
    name: string,
    options?: CallOptions & {
      readonly range?: { readonly start: number; readonly end: number } | undefined;
      readonly limit?: number | undefined;
    },
  ): Promise<Uint8Array | null>;
  /** Whether a file is there. */
  has(name: string, options?: CallOptions): Promise<boolean>;
}

/** Writes files, too. */
export interface ObjectStore extends ObjectSource {
  /** Stores a file: whole, or not at all. */
  put(name: string, content: Uint8Array, options?: CallOptions): Promise<void>;
}

/** The answer of a `fetch`, as far as it is used. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** `fetch`, as far as it is used. */
export type Fetch = (
  url: string,
  init: { method?: string; headers?: Record<string, string>; signal?: AbortSignal },
) => Promise<HttpAnswer>;

/** What a host's answer is worth when nothing went wrong: 404 and 403 (of object stores) mean there is nothing. */
const absent = new Set([403, 404, 410]);

/** A GET. @throws CastoreError (`missing`) telling the URL, when nobody answers or the host fails */
export async function httpGet(
  fetch: Fetch,
  url: string,
  options: CallOptions & { readonly headers?: Record<string, string>; readonly method?: string } = {},
): Promise<HttpAnswer | null> {
  let answer: HttpAnswer;
  try {
    answer = await fetch(url, {
      method: options.method ?? "GET",
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CastoreError(
      "missing",
      `'${url}' can't be read: ${reason} (is the host there, and does it allow reading from other origins?)`,
      { cause: error },
    );
  }
  if (absent.has(answer.status)) return null;
  if (answer.status !== 200 && answer.status !== 206) {
    throw new CastoreError("missing", `'${url}' can't be read: the host answers ${answer.status}`);
  }
  return answer;
}

/** Files that are kept of a host without ranges. */
const mostWhole = 2;

/** Files below a URL. */
export class HttpSource implements ObjectSource {
  private readonly base: string;
  /** Files of a host that sends all where a part was asked for; the newest come last. */
  private readonly whole = new Map<string, Uint8Array>();

  /** @param base - with or without a slash at its end */
  constructor(
    base: string,
    private readonly fetch: Fetch,
  ) {
    this.base = base.endsWith("/") ? base : `${base}/`;
  }

  async get(name: string, options: Parameters<ObjectSource["get"]>[1] = {}): Promise<Uint8Array | null> {
    const { range, limit = Infinity, signal } = options;
    const url = this.base + name;
    const known = this.whole.get(name);
    if (range !== undefined && known !== undefined) return known.subarray(range.start, range.end);
    const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
    const answer = await httpGet(this.fetch, url, { headers, signal });
    if (answer === null) return null;
    const stated = Number(answer.headers.get("content-length") ?? 0);
    if (stated > limit) {
      throw new CastoreError("range", `'${url}' has ${stated} bytes, more than the ${limit} asked for`);
    }
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > limit) {
      throw new CastoreError("range", `'${url}' has ${bytes.length} bytes, more than the ${limit} asked for`);
    }
    if (range === undefined || answer.status !== 200) return bytes;
    this.whole.set(name, bytes);
    for (const [oldest] of this.whole) if (this.whole.size > mostWhole) this.whole.delete(oldest);
    return bytes.subarray(range.start, range.end);
  }

  async has(name: string, options: CallOptions = {}): Promise<boolean> {
    return (await httpGet(this.fetch, this.base + name, { method: "HEAD", signal: options.signal })) !== null;
  }
}

/** Files in memory, for tests and for what is to be written elsewhere. */
export class MemoryObjects implements ObjectStore {
  readonly files = new Map<string, Uint8Array>();

  async get(name: string, options: Parameters<ObjectSource["get"]>[1] = {}): Promise<Uint8Array | null> {
    options.signal?.throwIfAborted();
    const file = this.files.get(name);
    if (file === undefined) return null;
    const { start = 0, end = file.length } = options.range ?? {};
    return file.subarray(start, end);
  }

  async has(name: string): Promise<boolean> {
    return this.files.has(name);
  }

  async put(name: string, content: Uint8Array): Promise<void> {
    this.files.set(name, content);
  }
}
