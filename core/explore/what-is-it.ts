/** Telling what a file is by its first bytes, never by its name. */
import { archiveKind } from "../castore/index.ts";
import { fromBytes } from "../nix-compat/index.ts";

/** What a file without compression may be. */
export type FileKind =
  | "nar"
  /** As `nix-store --export` writes it. */
  | "export"
  | "tar"
  | "zip"
  /** ATerm, `Derive(…)`. */
  | "derivation"
  | "narinfo"
  /** `.ls`: a NAR's listing, JSON. */
  | "listing"
  /** A text of store paths, one in a line. */
  | "paths"
  | "elf"
  | "file";

const narMagic = "\x0d\0\0\0\0\0\0\0nix-archive-1\0\0\0";
const exportStart = `\x01${"\0".repeat(7)}${narMagic}`;
const emptyExport = "\0".repeat(8);

const narInfoTag =
  /^(?:StorePath|URL|Compression|FileHash|FileSize|NarHash|NarSize|References|Deriver|System|Sig|CA): /;
/** The beginning of `{"version":1,"root":{…`: members in either order. */
const listingStart =
  /^\s*\{\s*"(?:version"\s*:\s*1\s*,\s*"root"\s*:\s*\{|root"\s*:\s*\{\s*"(?:type|entries|size|target)")/;
const storePathLine = /^\/[^\0\n]*\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[A-Za-z0-9+\-._?=]+$/;

/** @param head - its first 1,024 bytes, or all if there are fewer */
export function fileKind(head: Uint8Array): FileKind {
  const text = fromBytes(head);
  if (text.startsWith(narMagic)) return "nar";
  if (text.startsWith(exportStart) || text === emptyExport) return "export";
  if (text.startsWith("\x7fELF")) return "elf";
  if (text.startsWith("Derive(") || text.startsWith("DrvWithVersion(")) return "derivation";
  const archive = archiveKind(head);
  if (archive !== null) return archive;
  if (narInfoTag.test(text) && /^(?:StorePath|NarHash): /m.test(text)) return "narinfo";
  if (listingStart.test(text)) return "listing";
  return isPathList(text) ? "paths" : "file";
}

/** Whether all whole lines are store paths, and there is at least one. */
function isPathList(head: string): boolean {
  const lines = head.split(/\r?\n/);
  // The last one may be cut off.
  if (lines.length > 1) lines.pop();
  return lines.length > 0 && lines.every((line) => storePathLine.test(line));
}

/** What it is, for people. */
export const kindNames: Readonly<Record<FileKind, string>> = {
  nar: "NAR",
  export: "export stream",
  tar: "tar",
  zip: "zip",
  derivation: "derivation",
  narinfo: "narinfo",
  listing: "NAR listing",
  paths: "list of store paths",
  elf: "ELF file",
  file: "file",
};
