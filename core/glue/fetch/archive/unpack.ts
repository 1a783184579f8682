/** Unpacking archives of any kind Nix takes, told apart by their first bytes, never by their names. */
import type { MemoryNode } from "../../memory-tree.ts";
import { bunzip2 } from "./bunzip2.ts";
import type { Unpacked } from "./builder.ts";
import { ArchiveError, defaultUnpackLimits, type UnpackLimits } from "./error.ts";
import { gunzip } from "./inflate.ts";
import { isTarHeader, untar } from "./untar.ts";
import { unxz } from "./xz.ts";
import { unzip } from "./unzip.ts";
import { unzstd } from "./unzstd.ts";

/** Unpacks a compressed file to at most `limit` bytes. @throws Error when it can't */
export type Decompressor = (input: Uint8Array, limit: number) => Uint8Array;

export type Compression = "gzip" | "xz" | "bzip2" | "zstd";

/** Decompressors of the host, which may be faster than ours. */
export type Decompressors = Readonly<Partial<Record<Compression, Decompressor>>>;

const ours: Readonly<Record<Compression, Decompressor>> = {
  gzip: gunzip,
  xz: unxz,
  bzip2: bunzip2,
  zstd: unzstd,
};

const magics: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  bzip2: [0x42, 0x5a, 0x68],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function compressionOf(bytes: Uint8Array): Compression | null {
  for (const name of Object.keys(magics) as Compression[]) if (startsWith(bytes, magics[name])) return name;
  return null;
}

/** Compressed files in compressed files beyond this many are no archive. */
const maxLayers = 4;

/**
 * Unpacks a tar archive, compressed or not, or a zip archive.
 * @throws ArchiveError
 */
export function unpack(
  file: Uint8Array,
  decompressors: Decompressors = {},
  limits: UnpackLimits = defaultUnpackLimits,
): Unpacked {
  let bytes = file;
  for (let layer = 0; layer < maxLayers; layer++) {
    const compression = compressionOf(bytes);
    if (compression === null) break;
    bytes = decompressed(bytes, compression, decompressors[compression], limits.bytes);
  }
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0x50, 0x4b, 5, 6])) {
    return unzip(bytes, limits);
  }
  if (isTarHeader(bytes, 0) || (bytes.length >= 1024 && bytes.subarray(0, 512).every((byte) => byte === 0))) {
    return untar(bytes, limits);
  }
  throw new ArchiveError("failed to open archive: Unrecognized archive format");
}

/** Unpacks a compressed file; one that is not compressed is left as it is. @throws ArchiveError */
export function decompress(
  bytes: Uint8Array,
  decompressors: Decompressors = {},
  limit: number = defaultUnpackLimits.bytes,
): Uint8Array {
  const compression = compressionOf(bytes);
  return compression === null ? bytes : decompressed(bytes, compression, decompressors[compression], limit);
}

function decompressed(
  bytes: Uint8Array,
  compression: Compression,
  host: Decompressor | undefined,
  limit: number,
): Uint8Array {
  if (host === undefined) return ours[compression](bytes, limit);
  try {
    return host(bytes, limit);
  } catch (error) {
    throw new ArchiveError(`${compression} data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The only entry at the top of an archive; null when there are none or several. */
export function onlyEntry({ root }: Unpacked): MemoryNode | null {
  const [entry] = root.entries.values();
  return root.entries.size === 1 ? entry! : null;
}

/** The time of the youngest file at and below a node, in seconds since 1970; 0 if none has one. */
export function newestBelow(node: MemoryNode, modified: ReadonlyMap<MemoryNode, number>): number {
  let newest = modified.get(node) ?? 0;
  if (node.kind !== "directory") return newest;
  for (const entry of node.entries.values()) newest = Math.max(newest, newestBelow(entry, modified));
  return newest;
}
