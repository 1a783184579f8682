/**
 * Entries and nodes in protobuf, package `castore.v1` (MIT-licensed schema of Tvix and Snix):
 *
 *     message Directory { repeated DirectoryEntry directories = 1; repeated FileEntry files = 2;
 *                         repeated SymlinkEntry symlinks = 3; }
 *     message DirectoryEntry { bytes name = 1; bytes digest = 2; uint64 size = 3; }
 *     message FileEntry      { bytes name = 1; bytes digest = 2; uint64 size = 3; bool executable = 4; }
 *     message SymlinkEntry   { bytes name = 1; bytes target = 2; }
 *     message Entry { oneof entry { DirectoryEntry directory = 1; FileEntry file = 2; SymlinkEntry symlink = 3; } }
 */
import { fromBytes, toBytes } from "../nix-compat/index.ts";
import { digestFromBytes, digestSize, digestToBytes } from "./digest.ts";
import type { Entry } from "./directory.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import { nameFault, nodeFault, type Node } from "./node.ts";
import { checkCanonical, MessageReader, MessageWriter } from "./wire.ts";

/** The number of each kind's field, in `Directory` as in `Entry`. */
const fieldOf = { directory: 1, file: 2, symlink: 3 } as const;
const kindOf = { 1: "directory", 2: "file", 3: "symlink" } as const;

/** The encoding of entries that are sorted and valid. */
export function encodeEntries(entries: readonly Entry[]): Uint8Array {
  const writer = new MessageWriter();
  for (const kind of ["directory", "file", "symlink"] as const) {
    for (const entry of entries) {
      if (entry.node.kind === kind) {
        writer.message(fieldOf[kind], (inner) => writeEntry(inner, entry.name, entry.node));
      }
    }
  }
  return writer.finish();
}

function writeEntry(writer: MessageWriter, name: string, node: Node): void {
  writer.bytes(1, toBytes(name));
  if (node.kind === "symlink") {
    writer.bytes(2, toBytes(node.target));
    return;
  }
  writer.bytes(2, digestToBytes(node.digest)).unsigned(3, node.size);
  if (node.kind === "file") writer.flag(4, node.executable);
}

/**
 * The entries of an encoded `Directory`, list by list; sorted within each list. That the whole is canonical
 * is for the caller to check.
 * @throws CastoreError (`invalid`) naming the entry where there is one
 */
export function decodeEntries(bytes: Uint8Array): Entry[] {
  const what = "directory";
  const reader = new MessageReader(bytes, what);
  const entries: Entry[] = [];
  let lastField = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field !== 1 && field !== 2 && field !== 3) throw reader.unknown();
    const entry = readEntry(reader.bytes(), kindOf[field], what);
    const before = field === lastField ? entries.at(-1)!.name : null;
    if (before !== null && !(before < entry.name)) {
      const fault = before === entry.name ? "is there twice" : `comes after ${quoteBytes(before)}`;
      throw new CastoreError("invalid", `directory entry ${quoteBytes(entry.name)} ${fault}`);
    }
    lastField = field;
    entries.push(entry);
  }
  return entries;
}

function readEntry(bytes: Uint8Array, kind: Node["kind"], within: string): Entry {
  const reader = new MessageReader(bytes, `a ${kind} in a ${within}`);
  const seen = new Set<number>();
  let name = "";
  let content: Uint8Array | null = null;
  let size = 0;
  let executable = false;
  for (let field = reader.unique(seen); field !== 0; field = reader.unique(seen)) {
    if (field === 1) name = fromBytes(reader.bytes());
    else if (field === 2) content = reader.bytes();
    else if (field === 3 && kind !== "symlink") size = reader.unsigned();
    else if (field === 4 && kind === "file") executable = reader.flag();
    else throw reader.unknown();
  }
  if (kind === "symlink") return { name, node: { kind, target: content === null ? "" : fromBytes(content) } };
  if (content?.length !== digestSize) {
    const length = content?.length ?? 0;
    throw new CastoreError(
      "invalid",
      `${within} entry ${quoteBytes(name)} has a digest of ${length} bytes instead of ${digestSize}`,
    );
  }
  const digest = digestFromBytes(content);
  return { name, node: kind === "file" ? { kind, digest, size, executable } : { kind, digest, size } };
}

/** The encoding of an `Entry`: a node and a name, or `""` for a node that stands for itself. */
export function encodeNode(node: Node, name = ""): Uint8Array {
  return new MessageWriter().message(fieldOf[node.kind], (inner) => writeEntry(inner, name, node)).finish();
}

/**
 * Reads an encoded `Entry`.
 * @param naming - whether the entry must have a valid name (`named`) or none (`anonymous`)
 * @throws CastoreError (`invalid`)
 */
export function decodeNode(bytes: Uint8Array, naming: "named" | "anonymous"): Entry {
  const what = "node";
  const reader = new MessageReader(bytes, what);
  const field = reader.next();
  if (field === 0) throw reader.fault("there is nothing in it");
  if (field !== 1 && field !== 2 && field !== 3) throw reader.unknown();
  const entry = readEntry(reader.bytes(), kindOf[field], what);
  if (reader.next() !== 0) throw reader.fault("there is more than one thing in it");
  const faultOfName =
    naming === "named"
      ? nameFault(entry.name)
      : entry.name === ""
        ? null
        : "is a name where there must be none";
  const fault = faultOfName ?? nodeFault(entry.node);
  if (fault !== null) throw reader.fault(`${quoteBytes(entry.name)} ${fault}`);
  checkCanonical(what, bytes, encodeNode(entry.node, entry.name));
  return entry;
}
