/** A fetcher for workers in a browser, where requests may be synchronous. */
import { FetchFailure, type Download, type Fetcher, type FetchOptions } from "./fetcher.ts";

/** What is needed of `XMLHttpRequest`. */
export interface XhrLike {
  responseType: string;
  timeout: number;
  readonly status: number;
  readonly statusText: string;
  readonly response: unknown;
  readonly responseURL: string;
  open(method: string, url: string, async: boolean): void;
  send(): void;
  getResponseHeader(name: string): string | null;
}

/** Largest file that is taken, in bytes. */
const maxBytes = 2 ** 30;

/**
 * A fetcher over synchronous requests.
 * @param Request - the worker's `XMLHttpRequest`
 */
export function makeXhrFetcher(Request: new () => XhrLike): Fetcher {
  return { git: null, get: (url, options) => download(Request, url, options) };
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? url;
}

function download(Request: new () => XhrLike, url: string, { cancelled }: FetchOptions): Download {
  if (!/^https?:/i.test(url)) {
    throw new FetchFailure("unsupported", "a browser can only download by 'http:' and 'https:'");
  }
  if (cancelled()) throw new FetchFailure("cancelled", "evaluation was stopped");
  const request = new Request();
  try {
    request.open("GET", url, false);
    // Allowed for synchronous requests in workers only.
    request.responseType = "arraybuffer";
    request.send();
  } catch {
    throw blocked(url);
  }
  const { status, response } = request;
  if (status === 0) throw blocked(url);
  if (status === 404 || status === 410) throw new FetchFailure("not-found", `HTTP error ${status}`);
  if (status < 200 || status > 299 || !(response instanceof ArrayBuffer)) {
    const words = request.statusText === "" ? "" : ` (${request.statusText})`;
    throw new FetchFailure("refused", `HTTP error ${status}${words}`);
  }
  if (response.byteLength > maxBytes) {
    throw new FetchFailure("limit", `the file is larger than ${maxBytes} bytes`);
  }
  return {
    bytes: new Uint8Array(response),
    url: request.responseURL === "" ? url : request.responseURL,
    etag: request.getResponseHeader("ETag"),
    immutableUrl: immutableLink(request.getResponseHeader("Link")),
  };
}

/** A browser does not tell why there was no answer. */
function blocked(url: string): FetchFailure {
  return new FetchFailure(
    "refused",
    `the browser got no answer it may read. Either you are offline, or '${hostOf(url)}' does not allow other sites to read its files (CORS). Use a mirror that allows it, or evaluate on the command line, which may read any host`,
  );
}

/** The target of `Link: <url>; rel="immutable"`. */
export function immutableLink(header: string | null): string | null {
  for (const link of header?.split(/,(?=\s*<)/) ?? []) {
    const match = /^\s*<([^>]*)>(.*)$/s.exec(link);
    if (match !== null && /;\s*rel\s*=\s*"?immutable"?\s*(;|$)/i.test(match[2]!)) return match[1]!;
  }
  return null;
}
