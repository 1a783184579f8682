/**
 * Links that carry a text: `#n1.<checksum>.<data>` in the URL's fragment, which never leaves the browser.
 *
 * data = base64url of the deflate-raw form of a JSON object; checksum = CRC-32 of that JSON's UTF-8, in
 * 8 hex digits; `n1` is the version of it all.
 */

/** What a link carries. Unknown fields are ignored, so that later versions may add some. */
export interface Shared {
  text: string;
  /** How to show the result; anything unknown is taken as the default. */
  view?: string;
  profile?: string;
}

/** Why a link can't be opened; the message is for people. */
export class LinkError extends Error {}

/** Bytes a link may unfold to: a text people write is far below. */
const maxBytes = 16 * 2 ** 20;

const prefix = "n1";

/** Makes the fragment, with its `#`. */
export async function encodeLink(shared: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  const packed = await collect(through(bytes, new CompressionStream("deflate-raw")), Infinity);
  return `#${prefix}.${checksum(bytes)}.${toBase64Url(packed)}`;
}

/**
 * Reads a fragment (with or without its `#`); null when it is empty.
 * @throws LinkError when it is damaged or of another version
 */
export async function decodeLink(fragment: string): Promise<Shared | null> {
  const text = fragment.replace(/^#/, "");
  if (text === "") return null;
  const [version, sum, data, ...more] = text.split(".");
  if (version !== prefix) {
    throw new LinkError(
      /^n\d+$/.test(version ?? "")
        ? "This link was made by a newer version of this page. Reload the page, or ask for the text itself."
        : "The address ends in something that is no shared text.",
    );
  }
  const bytes = await unpack(data ?? "");
  if (sum === undefined || more.length > 0 || bytes === null || checksum(bytes) !== sum) {
    throw new LinkError(
      "This link is damaged: part of it is missing or was changed on the way. Ask for it again, best as a whole line.",
    );
  }
  return read(bytes);
}

function read(bytes: Uint8Array): Shared {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const field = (name: string): string | undefined => {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
    return typeof found === "string" ? found : undefined;
  };
  const [text, view, profile] = [field("text"), field("view"), field("profile")];
  if (text === undefined) throw new LinkError("This link carries no text.");
  return { text, ...(view !== undefined && { view }), ...(profile !== undefined && { profile }) };
}

async function unpack(data: string): Promise<Uint8Array | null> {
  const packed = fromBase64Url(data);
  if (packed === null) return null;
  try {
    return await collect(through(packed, new DecompressionStream("deflate-raw")), maxBytes);
  } catch {
    return null;
  }
}

function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream().pipeThrough(stream);
}

/** All bytes of a stream. @throws Error beyond `most` bytes */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error("too long");
    }
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/** CRC-32 (the one of gzip), in 8 hex digits. */
function checksum(bytes: Uint8Array): string {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, "0");
}
