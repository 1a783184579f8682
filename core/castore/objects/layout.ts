/** castore's own layout of files, as Tvix and Snix keep blobs and directories in object stores. */
import { decompress as unzstd } from "fzstd";
import { decompressed } from "../archive/decompress.ts";
import type { Chunk } from "../blob-service.ts";
import { digestFromBytes, digestToBytes, formatDigest, type Digest } from "../digest.ts";
import { Directory } from "../directory.ts";
import { CastoreError } from "../errors.ts";
import { checkCanonical, MessageReader, MessageWriter } from "../wire.ts";

/** Packs a file with zstd. core has no encoder: the host hands one in. */
export type Compress = (content: Uint8Array) => Uint8Array;

/** Unpacks a zstd frame that states its size; for hosts that do it faster than core. Throws for damaged ones. */
export type Decompress = (packed: Uint8Array, size: number) => Uint8Array;

/** Largest frame that is left to the host: it may hold the content twice. */
const mostForHost = 16 << 20;

/** Largest directory in a closure: as in Tvix. */
const maxDirectory = 1_048_576_000;

/** Where an object stands: the shard is the first two bytes of the digest. */
export function objectName(kind: "blobs" | "chunks" | "dirs", digest: Digest): string {
  return `${kind}/b3/${digest.slice(0, 4)}/${digest}`;
}

/** Message `StatBlobResponse` (`castore.v1`): the chunks of a blob; none of a blob that is one chunk. */
export function encodeStat(chunks: readonly Chunk[]): Uint8Array {
  const writer = new MessageWriter();
  for (const { digest, size } of chunks) {
    writer.message(2, (inner) => inner.bytes(1, digestToBytes(digest)).unsigned(2, size));
  }
  return writer.finish();
}

/** @throws CastoreError (`invalid`) */
export function decodeStat(bytes: Uint8Array): Chunk[] {
  const reader = new MessageReader(bytes, "list of chunks");
  const chunks: Chunk[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    // 3 is the outboard, which nobody has written yet; 15 is what a host knows it has checked the list by.
    if (field === 3 || field === 15) reader.bytes();
    else if (field === 2) chunks.push(decodeChunk(reader.bytes()));
    else throw reader.unknown();
  }
  return chunks;
}

function decodeChunk(bytes: Uint8Array): Chunk {
  const reader = new MessageReader(bytes, "chunk");
  let digest: Digest | null = null;
  let size = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) digest = digestFromBytes(reader.bytes());
    else if (field === 2) size = reader.unsigned();
    else throw reader.unknown();
  }
  if (digest === null) throw reader.fault("it has no digest");
  const chunk = { digest, size };
  checkCanonical("chunk", bytes, encodeStat([chunk]).subarray(2));
  return chunk;
}

/**
 * Unpacks zstd.
 * @param size - bytes that come out if all is well
 * @param limit - bytes that may come out where that is not known
 * @param decompress - the host's, if it has one
 * @throws CastoreError (`corrupt`) naming what it is
 */
export function decompressObject(
  packed: Uint8Array,
  size: number | null,
  what: string,
  limit = Infinity,
  decompress?: Decompress,
): Uint8Array {
  const stated = frameSize(packed);
  if (size !== null && stated !== null && stated > size) {
    throw new CastoreError("corrupt", `${what} is damaged: it unpacks to ${stated} bytes instead of ${size}`);
  }
  if (size === null && stated !== null && stated > limit) {
    throw new CastoreError("range", `${what} unpacks to ${stated} bytes, more than the ${limit} asked for`);
  }
  try {
    // What does not say how large it is could be of any size.
    if (size === null && stated === null && limit !== Infinity) return decompressed(packed, "zstd", limit);
    if (decompress !== undefined && stated !== null && stated <= mostForHost)
      return decompress(packed, stated);
    return size === null ? unzstd(packed) : unzstd(packed, targetOf(size));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CastoreError("corrupt", `${what} is damaged: ${reason}`, { cause: error });
  }
}

/**
 * Where the package unpacks to. It compares that with 1, for which an array of numbers becomes a text of all of them:
 * that took thirty times as long as unpacking.
 */
function targetOf(size: number): Uint8Array {
  return Object.defineProperty(new Uint8Array(size), Symbol.toPrimitive, { value: () => NaN });
}

/** What a zstd frame's header says it unpacks to; null when it doesn't. */
export function frameSize(packed: Uint8Array): number | null {
  const flags = packed[4] ?? 0;
  const single = (flags & 0x20) !== 0;
  const width = [single ? 1 : 0, 2, 4, 8][flags >>> 6]!;
  if (width === 0) return null;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][flags & 3]!;
  let size = 0;
  for (let i = width - 1; i >= 0; i--) size = size * 256 + (packed[at + i] ?? 0);
  return width === 2 ? size + 256 : size;
}

/** A closure of directories: each after one that refers to it, in frames of a big-endian length and the encoding. */
export function encodeClosure(directories: readonly Directory[]): Uint8Array {
  const encoded = directories.map((directory) => directory.encode());
  const bytes = new Uint8Array(encoded.reduce((size, { length }) => size + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const one of encoded) {
    view.setUint32(at, one.length);
    bytes.set(one, at + 4);
    at += 4 + one.length;
  }
  return bytes;
}

/** @throws CastoreError (`corrupt`, `invalid`) naming the root */
export function decodeClosure(bytes: Uint8Array, root: Digest): Directory[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directories: Directory[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? view.getUint32(at) : Infinity;
    if (length > maxDirectory || at + 4 + length > bytes.length) {
      throw new CastoreError(
        "corrupt",
        `the closure of directory ${formatDigest(root)} is cut off at byte ${at}`,
      );
    }
    directories.push(Directory.decode(bytes.slice(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return directories;
}
