/** Answers, and what all of them have in common. */
import { digestOf, requestedRange, type ByteRange } from "../../castore/index.ts";
import type { Asked } from "./request.ts";

/** An answer before it is encoded and counted. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
  /** Whether the body may be compressed, or of 206 and 304: might have been. */
  readonly compressible?: boolean | undefined;
}

const encoder = new TextEncoder();

/** What never changes. */
export const immutable = "public, max-age=31536000, immutable";

/**
 * Said with every answer. What is served may be anything, and from the page's own origin: it must not run there, nor
 * be taken for something else.
 */
export const guards: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; img-src 'self' data:; media-src 'self'; font-src 'self'; style-src 'self' 'unsafe-inline'; " +
    "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A text for people, with a line feed at its end. */
export function textAnswer(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return bytesAnswer(status, encoder.encode(`${text}\n`), {
    "content-type": "text/plain; charset=utf-8",
    ...headers,
  });
}

/** Bytes at hand. */
export function bytesAnswer(status: number, body: Uint8Array, headers: Record<string, string>): Answer {
  return {
    status,
    headers: { "content-length": String(body.length), ...headers },
    body,
    compressible: true,
  };
}

/** The client has what it asks for. @param headers - those that it would have come with, but for its size */
export function notModified(headers: Record<string, string>): Answer {
  return { status: 304, headers, body: null, compressible: true };
}

/** An entity tag of bytes at hand. */
export function tagOf(bytes: Uint8Array): string {
  return `"${digestOf(bytes).slice(0, 32)}"`;
}

/** Ways of compressing an answer. */
export type Coding = "zstd" | "gzip" | "xz";

/** The entity tag of an answer that is compressed: another representation has another tag. */
export function codedTag(tag: string, coding: Coding): string {
  return tag.replace(/"$/, `-${coding}"`);
}

function plainTag(tag: string): string {
  return tag.replace(/-(?:zstd|gzip|xz)"$/, '"');
}

/** Whether the client has what an entity tag stands for: the header `If-None-Match`. */
export function hasCurrent(headers: Headers, tag: string): boolean {
  const known = knownTags(headers);
  return known !== null && (known.includes(tag) || known.includes("*"));
}

/**
 * The entity tag for an answer that says that the client has it already: the client's own, as it may have got it
 * compressed, and tells by the tag which of its answers is meant.
 */
export function confirmedTag(headers: Headers, tag: string): string {
  const known = (headers.get("if-none-match") ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(tag) ? tag : (known.find((one) => plainTag(one) === tag) ?? tag);
}

/** The entity tags that the client has, as they are of what is not compressed; null for none. */
export function knownTags(headers: Headers): readonly string[] | null {
  const known = headers.get("if-none-match");
  return known === null ? null : known.split(",").map((one) => plainTag(one.trim().replace(/^W\//, "")));
}

/**
 * The range that a request asks for; null for none, for one of something that has changed (`If-Range`), and with HEAD,
 * for which ranges mean nothing (RFC 9110, 14.2).
 */
export function rangeAsked(
  { method, headers }: Pick<Asked, "method" | "headers">,
  size: number,
  tag: string,
): ByteRange | null | "bad" {
  if (method === "HEAD") return null;
  const condition = headers.get("if-range");
  if (condition !== null && condition.trim() !== tag) return null;
  return requestedRange(headers.get("range"), size);
}
