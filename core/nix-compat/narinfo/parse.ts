/** Reads narinfos. */
import { digestSizes } from "../hash.ts";
import { HashError, parseHash, type Hash } from "../hash-text.ts";
import { defaultStoreDir, parseStorePath, parseStorePathBase, StorePathError } from "../store-path.ts";
import { parseContentAddress } from "./content-address.ts";
import { parseSignature, SigningKeyError, type Signature } from "./keys.ts";
import { NarInfoError, noQuirks, type NarInfo, type NarInfoQuirks } from "./narinfo.ts";

/** In Nix's order; only `Sig` may be there more than once. */
const tags = [
  "StorePath",
  "URL",
  "Compression",
  "FileHash",
  "FileSize",
  "NarHash",
  "NarSize",
  "References",
  "Deriver",
  "System",
  "Sig",
  "CA",
] as const;

/** A line's value and number. */
interface Field {
  value: string;
  line: number;
}

/**
 * Reads a narinfo: lines `Tag: value`.
 * @param text - a byte string
 * @param firstLine - the number of its first line, for errors
 * @throws NarInfoError
 */
export function parseNarInfo(text: string, storeDir = defaultStoreDir, firstLine = 1): NarInfo {
  const fields = new Map<string, Field>();
  const signatures: Signature[] = [];
  const unknown: { tag: string; value: string }[] = [];
  const quirks: NarInfoQuirks = { ...noQuirks };
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  let lastTag = 0;
  lines.forEach((content, i) => {
    const line = firstLine + i;
    const { tag, value } = splitLine(content, line);
    const index = (tags as readonly string[]).indexOf(tag);
    const order = index < 0 ? tags.length : index;
    if (order < lastTag) quirks.linesUnsorted = true;
    lastTag = order;
    if (tag === "Sig") signatures.push(at(line, () => parseSignature(value)));
    else if (fields.has(tag)) throw new NarInfoError(`a second '${tag}'`, line);
    else {
      fields.set(tag, { value, line });
      if (index < 0) unknown.push({ tag, value });
    }
  });

  const optional = <T>(tag: (typeof tags)[number], read: (value: string, line: number) => T): T | null => {
    const field = fields.get(tag);
    return field === undefined ? null : at(field.line, () => read(field.value, field.line));
  };
  const required = <T>(tag: (typeof tags)[number], read: (value: string, line: number) => T): T => {
    const value = optional(tag, read);
    if (value === null) throw new NarInfoError(`'${tag}' is missing`, firstLine);
    return value;
  };

  const storePath = required("StorePath", (value) => (parseStorePath(value, storeDir), value));
  const url = required("URL", (value, line) => {
    if (value === "") throw new NarInfoError("an empty URL", line);
    return value;
  });
  quirks.compressionMissing = !fields.has("Compression");
  const compression = optional("Compression", (value) => value) ?? "bzip2";
  const fileHash = optional("FileHash", (value, line) => readHash(value, line));
  const fileSize = optional("FileSize", readSize);
  const narHash = required("NarHash", (value, line) => {
    const read = readHash(value, line);
    if (read.hash.algorithm !== "sha256") throw new NarInfoError("'NarHash' must be a sha256", line);
    return read;
  });
  quirks.fileHashHex = fileHash?.hex ?? false;
  quirks.narHashHex = narHash.hex;
  const narSize = required("NarSize", (value, line) => {
    const size = readSize(value, line);
    if (size === 0) throw new NarInfoError("no NAR has 0 bytes", line);
    return size;
  });
  quirks.referencesMissing = !fields.has("References");
  const references = optional("References", readReferences) ?? [];
  quirks.referencesUnsorted = references.some((name, i) => i > 0 && name <= references[i - 1]!);
  const deriver = optional("Deriver", (value, line) => {
    if (value === "unknown-deriver") return "";
    parseStorePathBase(value);
    if (!value.endsWith(".drv")) throw new NarInfoError(`deriver '${value}' is no .drv`, line);
    return value;
  });
  quirks.unknownDeriver = deriver === "";
  return {
    storePath,
    url,
    compression: compression === "none" ? null : compression,
    fileHash: fileHash?.hash ?? null,
    fileSize,
    narHash: narHash.hash,
    narSize,
    references,
    deriver: deriver === "" ? null : deriver,
    system: optional("System", (value) => value),
    signatures,
    ca: optional("CA", (value) => (parseContentAddress(value), value)),
    unknown,
    quirks,
  };
}

/** One of many narinfos: its text and the number of its first line. */
export interface NarInfoRecord {
  text: string;
  line: number;
}

/** Takes a text of many narinfos apart, blank lines between them. */
export function* splitNarInfos(text: string): Generator<NarInfoRecord> {
  let line = 1;
  let start = 0;
  let startLine = 1;
  for (let position = 0; position < text.length; line++) {
    const newline = text.indexOf("\n", position);
    const end = newline < 0 ? text.length : newline;
    if (end === position) {
      if (position > start) yield { text: text.slice(start, position), line: startLine };
      start = end + 1;
      startLine = line + 1;
    }
    position = end + 1;
  }
  if (start < text.length) yield { text: text.slice(start), line: startLine };
}

/** Reads many narinfos, blank lines between them. @throws NarInfoError at the first bad one */
export function parseNarInfos(text: string, storeDir = defaultStoreDir): NarInfo[] {
  return [...splitNarInfos(text)].map((record) => parseNarInfo(record.text, storeDir, record.line));
}

function splitLine(content: string, line: number): { tag: string; value: string } {
  if (content === "") throw new NarInfoError("a blank line", line);
  const end = content.indexOf(": ");
  if (end <= 0) throw new NarInfoError("'Tag: value' is expected, with the space", line);
  const tag = content.slice(0, end);
  const value = content.slice(end + 2);
  // oxlint-disable-next-line no-control-regex -- controls are what is refused
  if (/[\x00-\x1f\x7f]/.test(content)) throw new NarInfoError(`a control character in '${tag}'`, line);
  return { tag, value };
}

/** Tells in which line something went wrong. */
function at<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof HashError || error instanceof StorePathError || error instanceof SigningKeyError) {
      throw new NarInfoError(error.message, line);
    }
    throw error;
  }
}

/** `algorithm:digits`, in nixbase32 or base 16. */
function readHash(value: string, line: number): { hash: Hash; hex: boolean } {
  if (!value.includes(":")) throw new NarInfoError(`hash '${value}' doesn't name its algorithm`, line);
  const hash = parseHash(value, null);
  const digits = value.length - value.indexOf(":") - 1;
  const hex = digits === 2 * digestSizes[hash.algorithm];
  if (hex && /[A-F]/.test(value)) throw new NarInfoError("base 16 in upper case", line);
  if (value.endsWith("=")) throw new NarInfoError("a hash in base 64", line);
  return { hash, hex };
}

function readSize(value: string, line: number): number {
  const size = /^(0|[1-9]\d*)$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(size)) throw new NarInfoError(`'${value}' is no size below 2^53`, line);
  return size;
}

function readReferences(value: string): string[] {
  const names = value === "" ? [] : value.split(" ");
  for (const name of names) parseStorePathBase(name);
  return names;
}
