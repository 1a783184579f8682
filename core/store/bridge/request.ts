/** A request, taken apart. */
import { Refusal } from "./errors.ts";

/** What routes need of a request. */
export interface Asked {
  readonly method: string;
  /** Below the bridge's own path, as it was sent: begins with `/`, percent signs and all. */
  readonly path: string;
  /** What follows the question mark, without it. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Aborted when the client vanishes. */
  readonly signal: AbortSignal;
}

/** Longest path and query. A node in a URL may hold a link's target, 4095 bytes. */
const longest = 16_384;

/** @throws Refusal (404, 414) */
export function takeApart(request: Request, basePath: string): Asked {
  const { method, headers, body, signal, url } = request;
  if (url.length > longest) throw new Refusal(414, `the URL is longer than ${longest} characters`);
  const [, whole = "/", query = ""] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  if (whole !== basePath && !whole.startsWith(`${basePath}/`))
    throw new Refusal(404, "there is nothing here");
  return { method, path: whole.slice(basePath.length) || "/", query, headers, body, signal };
}

/** The value of a parameter in the query; null when there is none. */
export function parameter(query: string, name: string): string | null {
  for (const part of query.split("&")) if (part.startsWith(`${name}=`)) return part.slice(name.length + 1);
  return null;
}
