/** A narinfo line by line: what each field says, in words (Nix manual, "Binary Cache"; reference 4.7). */
import { parseHash, HashError, formatHash, parseContentAddress } from "../../../../core/nix-compat/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";

export interface NarinfoLine {
  tag: string;
  value: string;
  /** From 1, in the whole text. */
  line: number;
  /** What the field is for. */
  meaning: string;
  /** What its value says; empty where that is plain. */
  words: string;
}

const meanings: Record<string, string> = {
  StorePath: "What this is about. Nix refuses a narinfo whose path is another one than it asked for.",
  URL: "Where the NAR is, from the cache’s root.",
  Compression: "How the file at the URL is compressed.",
  FileHash: "Hash of the file at the URL, as it is downloaded.",
  FileSize: "Bytes to download.",
  NarHash: "Hash of the NAR, unpacked. It is signed: Nix compares it after unpacking.",
  NarSize: "Bytes of the NAR, unpacked. It is signed too.",
  References: "Store paths that occur in its content: all of them must be there for it to work. Signed too.",
  Deriver: "The derivation that made it. Only told, neither signed nor needed.",
  System: "The kind of machine it is for. Only told.",
  Sig: "A signature over path, NAR hash, NAR size and references.",
  CA: "How the path follows from the content: such a path needs no signature.",
};

/** The lines of one narinfo, whether it can be read as a whole or not. */
export function narinfoLines(text: string, firstLine: number): NarinfoLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((content, i) => {
    const end = content.indexOf(":");
    const tag = end < 0 ? "" : content.slice(0, end);
    const value = end < 0 ? content : content.slice(end + 1).trim();
    const meaning = meanings[tag] ?? (tag === "" ? "No ‘Tag: value’." : "Nix does not know this field.");
    return { tag, value, line: firstLine + i, meaning, words: valueWords(tag, value) };
  });
}

function valueWords(tag: string, value: string): string {
  switch (tag) {
    case "FileSize":
    case "NarSize":
      return /^\d+$/.test(value) ? sizeText(Number(value)) : "";
    case "References": {
      const count = value === "" ? 0 : value.split(" ").length;
      return count === 0 ? "None: it stands alone." : `${formatNumberOf(count, "path")}.`;
    }
    case "Compression":
      return value === "none" ? "Not compressed: the file is the NAR itself." : "";
    case "Deriver":
      return value === "unknown-deriver" ? "Nobody knows which." : "";
    case "FileHash":
    case "NarHash":
      return hashWords(value);
    case "CA":
      return addressWords(value);
    default:
      return "";
  }
}

function sizeText(bytes: number): string {
  return `${formatSize(bytes)} (${formatCount(bytes)} bytes).`;
}

function hashWords(value: string): string {
  try {
    return `As SRI: ${formatHash(parseHash(value, null), "sri")}`;
  } catch (error) {
    if (error instanceof HashError) return `${error.message}.`;
    throw error;
  }
}

function addressWords(value: string): string {
  try {
    const { method, algorithm } = parseContentAddress(value);
    const of = { text: "of a text", flat: "of a plain file", nar: "of a NAR" }[method];
    return `The ${algorithm} hash ${of}.`;
  } catch (error) {
    if (error instanceof HashError) return `${error.message}.`;
    throw error;
  }
}
