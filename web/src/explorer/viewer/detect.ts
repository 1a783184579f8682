/** What a file is, told by its first bytes and its name. */

export type Mode = "text" | "hex" | "picture" | "elf";

/** Bytes that are looked at. */
export const headSize = 65_536;

/** Endings of pictures that browsers show, and their media types. */
const pictures: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  ico: "image/x-icon",
  bmp: "image/bmp",
  avif: "image/avif",
};

const magics: readonly [magic: string, type: string][] = [
  ["\x89PNG\r\n\x1a\n", "image/png"],
  ["\xff\xd8\xff", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
];

/**
 * How a file can be shown, the best way first.
 * @param head - its first {@link headSize} bytes, or all of it
 * @param whole - whether that is all of it
 */
export function modesOf(name: string, head: Uint8Array, whole: boolean): Mode[] {
  if (startsWith(head, "\x7fELF")) return ["elf", "hex"];
  const text = isText(head, whole);
  const picture = pictureType(name, head);
  // SVG is both.
  if (picture === "image/svg+xml") return text ? ["picture", "text", "hex"] : ["hex"];
  if (picture !== null) return ["picture", "hex"];
  return text ? ["text", "hex"] : ["hex", "text"];
}

/** The media type of a picture; null for other files. */
export function pictureType(name: string, head: Uint8Array): string | null {
  const known = magics.find(([magic]) => startsWith(head, magic));
  if (known !== undefined) return known[1];
  if (startsWith(head, "RIFF") && startsWith(head.subarray(8), "WEBP")) return "image/webp";
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  // What has a magic number and does not begin with it is no such picture.
  const type = Object.hasOwn(pictures, ending) ? pictures[ending]! : null;
  if (type === null || magics.some(([, magic]) => magic === type) || type === "image/webp") return null;
  return type === "image/svg+xml" && !looksLikeSvg(head) ? null : type;
}

/** UTF-8 without NUL and other signs that texts do not hold. */
export function isText(head: Uint8Array, whole: boolean): boolean {
  for (const byte of head) {
    // Tab, line feed, form feed, carriage return and escape occur in texts.
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) return false;
  }
  try {
    // The last character may be cut.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

function looksLikeSvg(head: Uint8Array): boolean {
  return /<svg[\s>]/.test(new TextDecoder().decode(head.subarray(0, 4096)));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
