/** Reading git's index (`.git/index`, "Git index format", versions 2 to 4): the modes of files that are tracked. */
import { CastoreError } from "../errors.ts";
import { createHasher, fromBytes } from "../../nix-compat/index.ts";

/** A tracked file. */
export interface GitIndexEntry {
  /** From the top of the work tree, a byte string. */
  readonly path: string;
  readonly kind: "file" | "executable" | "symlink" | "submodule";
  /** The object's name: 20 bytes (SHA-1), or 32 in a repository of SHA-256. */
  readonly id: Uint8Array;
  /** Bytes on disk when git looked last, modulo 2^32; 0 when it does not know. */
  readonly size: number;
}

const headerSize = 12;
/** Where in an entry the object's name begins. */
const statSize = 40;

/**
 * The entries of an index; of files in conflict our side's.
 * @throws CastoreError (`invalid`) with the offset
 */
export function parseGitIndex(bytes: Uint8Array): GitIndexEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (what: string, at: number): never => {
    throw new CastoreError("invalid", `git index at byte ${at}: ${what}`);
  };
  if (bytes.length < headerSize + 20 || fromBytes(bytes.subarray(0, 4)) !== "DIRC") fail("it is no index", 0);
  const version = view.getUint32(4);
  if (version < 2 || version > 4) fail(`version ${version} is not known`, 4);
  const count = view.getUint32(8);
  const idSize = idSizeOf(bytes) ?? fail("its check sum does not match", bytes.length - 20);
  const end = bytes.length - idSize;
  const entries: GitIndexEntry[] = [];
  let at = headerSize;
  let previous = "";
  for (let i = 0; i < count; i++) {
    const start = at;
    if (start + statSize + idSize + 2 > end) fail("it ends in the middle", start);
    const mode = view.getUint32(start + 24);
    const size = view.getUint32(start + 36);
    const id = bytes.slice(start + statSize, start + statSize + idSize);
    at = start + statSize + idSize;
    const flags = view.getUint16(at);
    at += (flags & 0x4000) !== 0 && version > 2 ? 4 : 2;
    let kept = "";
    if (version === 4) {
      const strip = offsetNumber(bytes, at, end) ?? fail("a number that is too large", at);
      if (strip.value > previous.length) fail("a name that takes off more than there is", at);
      kept = previous.slice(0, previous.length - strip.value);
      at = strip.at;
    }
    const zero = bytes.indexOf(0, at);
    if (zero < 0 || zero >= end) fail("a name without end", at);
    const path = kept + fromBytes(bytes.subarray(at, zero));
    previous = path;
    at = version === 4 ? zero + 1 : start + Math.ceil((zero + 1 - start) / 8) * 8;
    const kind = kindOf(mode) ?? fail(`mode ${mode.toString(8)} of '${path}' is not known`, start + 24);
    const stage = (flags >>> 12) & 3;
    if (kind !== "directory" && (stage === 0 || stage === 2)) entries.push({ path, kind, id, size });
  }
  return entries;
}

/** Bytes of objects' names: those of the hash over the whole that matches. */
function idSizeOf(bytes: Uint8Array): 20 | 32 | null {
  for (const [algorithm, size] of [
    ["sha1", 20],
    ["sha256", 32],
  ] as const) {
    const stated = bytes.subarray(bytes.length - size);
    const hasher = createHasher(algorithm);
    hasher.update(bytes.subarray(0, bytes.length - size));
    if (hasher.digest().every((byte, i) => byte === stated[i])) return size;
  }
  // `index.skipHash` leaves zeros.
  return bytes.subarray(bytes.length - 20).every((byte) => byte === 0) ? 20 : null;
}

function kindOf(mode: number): GitIndexEntry["kind"] | "directory" | null {
  switch (mode >>> 12) {
    case 0o10:
      return (mode & 0o100) !== 0 ? "executable" : "file";
    case 0o12:
      return "symlink";
    case 0o16:
      return "submodule";
    // A directory of a sparse index.
    case 0o04:
      return "directory";
    default:
      return null;
  }
}

/** A number as in packs' offsets: 7 bits a byte, one added at each continuation. */
function offsetNumber(bytes: Uint8Array, start: number, end: number): { value: number; at: number } | null {
  let at = start;
  let value = 0;
  for (let i = 0; i < 5 && at < end; i++) {
    const byte = bytes[at++]!;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, at };
    value++;
  }
  return null;
}
