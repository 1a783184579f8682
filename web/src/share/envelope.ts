/** What all versions of links have in common: JSON in UTF-8, packed. */
import { maxBytes } from "./document.ts";
import { LinkError } from "./errors.ts";
import { inflate } from "./pack.ts";

/** What a message says of a link that was changed on the way. */
export const damaged =
  "This link is damaged: part of it is missing or was changed on the way. Ask for it again, best as a whole line or as a file.";

/** @throws LinkError where the bytes are no deflate, or unfold to too much */
export async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bytes = await inflate(packed, maxBytes);
  if (bytes === "large") {
    throw new LinkError(
      `This link unfolds to more than ${maxBytes / 2 ** 20} MiB, which is too much to open.`,
    );
  }
  if (bytes === "damaged") throw new LinkError(damaged);
  return bytes;
}

/** @throws LinkError where the bytes are no JSON in UTF-8 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new LinkError(damaged);
  }
}
