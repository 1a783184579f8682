/** What a builder with structured attributes finds for each path of `exportReferencesGraph`. */
import { HashError, parseHash } from "./hash-text.ts";
import { formatJsonBytes, isJsonObject, parseJsonBytes } from "./json-bytes.ts";
import { toNixBase32 } from "./nixbase32.ts";

/** One path of a closure. Paths are absolute; texts are byte strings. */
export interface ExportedPathInfo {
  path: string;
  /** Bytes of its NAR, and of those of everything it refers to, itself included. */
  narSize: number;
  closureSize: number;
  /** SHA-256 of its NAR. */
  narHash: Uint8Array;
  /** Sorted. */
  references: string[];
}

/** A text that holds no such entries. */
export class PathInfoError extends Error {}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The JSON text of a closure, sorted by path, as Nix writes it into `.attrs.json`. */
export function formatExportedPathInfos(infos: readonly ExportedPathInfo[]): string {
  const sorted = [...infos].sort((a, b) => byBytes(a.path, b.path));
  const entries = sorted.map(
    (info) =>
      new Map<string, string | number | readonly string[]>([
        ["closureSize", info.closureSize],
        ["narHash", `sha256:${toNixBase32(info.narHash)}`],
        ["narSize", info.narSize],
        ["path", info.path],
        ["references", [...info.references].sort(byBytes)],
      ]),
  );
  return formatJsonBytes(entries, null);
}

/**
 * Reads the JSON text of a closure. Other members of the entries are ignored.
 * @param text - a byte string
 * @throws PathInfoError saying which entry is wrong
 */
export function parseExportedPathInfos(text: string): ExportedPathInfo[] {
  let value: unknown;
  try {
    value = parseJsonBytes(text);
  } catch (error) {
    throw new PathInfoError(`references graph: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new PathInfoError("references graph: must be a list");
  return value.map((entry: unknown, i) => readEntry(entry, `references graph, entry ${i}`));
}

function readEntry(value: unknown, where: string): ExportedPathInfo {
  if (!isJsonObject(value)) throw new PathInfoError(`${where}: must be an object`);
  const string = (name: string, item = value[name]): string => {
    if (typeof item === "string") return item;
    throw new PathInfoError(`${where}: '${name}' must be a string`);
  };
  const size = (name: string): number => {
    const number = value[name];
    if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
    throw new PathInfoError(`${where}: '${name}' must be a size in bytes`);
  };
  const { references } = value;
  if (!Array.isArray(references)) throw new PathInfoError(`${where}: 'references' must be a list`);
  try {
    return {
      path: string("path"),
      narSize: size("narSize"),
      closureSize: size("closureSize"),
      narHash: parseHash(string("narHash"), "sha256").digest,
      references: references.map((item: unknown) => string("references", item)).sort(byBytes),
    };
  } catch (error) {
    if (error instanceof HashError) throw new PathInfoError(`${where}: ${error.message}`);
    throw error;
  }
}
