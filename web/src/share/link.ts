/**
 * Links that carry a workspace: `#n2.<data>.<checksum>` in the URL's fragment, which never leaves the browser.
 *
 * data = base64url of the deflate-raw form of the JSON of document.ts; checksum = CRC-32 of the data's characters,
 * in 8 hex digits. Only letters, digits, `.`, `-` and `_` occur, and the last one is a letter or digit, so that no
 * program takes the end of a link for punctuation.
 */
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { cleanLink } from "./clean.ts";
import { crc32 } from "./crc32.ts";
import { fromDocument, toDocument } from "./document.ts";
import { damaged, parseJson, unpack } from "./envelope.ts";
import { LinkError } from "./errors.ts";
import { decodeOldLink } from "./old-link.ts";
import { deflate } from "./pack.ts";
import type { Shared } from "./types.ts";

export { LinkError } from "./errors.ts";

/** Makes the fragment, with its `#`. */
export async function encodeLink(shared: Shared): Promise<string> {
  const json = JSON.stringify(toDocument(shared));
  const data = toBase64Url(await deflate(new TextEncoder().encode(json)));
  return `#n2.${data}.${checksum(data)}`;
}

/**
 * Reads a fragment (with or without its `#`), also one that was escaped, wrapped or followed by something on its
 * way; null when it is empty.
 * @throws LinkError when it is damaged, of another version, or breaks the rules of workspaces
 */
export async function decodeLink(fragment: string): Promise<Shared | null> {
  const text = cleanLink(fragment);
  if (text === "") return null;
  const version = /^n(\d{1,6})(?![A-Za-z0-9_-])/.exec(text)?.[1];
  if (version === "1") return decodeOldLink(text);
  if (version === "2") return decodeNewLink(text);
  throw new LinkError(
    version !== undefined && Number(version) > 2
      ? "This link was made by a newer version of this page. Reload the page, or ask for the workspace as a file."
      : "The address ends in something that is no shared workspace.",
  );
}

async function decodeNewLink(text: string): Promise<Shared> {
  const parts = /^n2\.([A-Za-z0-9_-]+)\.([0-9a-f]{8})/.exec(text);
  if (parts === null) throw new LinkError(damaged);
  const [, data, sum] = parts as unknown as [string, string, string];
  const packed = checksum(data) === sum ? fromBase64Url(data) : null;
  if (packed === null) throw new LinkError(damaged);
  return fromDocument(parseJson(await unpack(packed)));
}

function checksum(data: string): string {
  return crc32(new TextEncoder().encode(data));
}
