/** Compressed files of any kind, told apart by their first bytes, never by their names. */
import { Bunzip2 } from "./bunzip2.ts";
import type { Decoder } from "./decoder.ts";
import { ArchiveError, defaultUnpackLimits } from "./error.ts";
import { Gunzip } from "./gunzip.ts";
import { Unzstd } from "./unzstd.ts";
import type { ByteSink } from "./window.ts";
import { Unxz } from "./xz.ts";

export type Compression = "gzip" | "xz" | "bzip2" | "zstd";

/** Unpacks a compressed file to at most `limit` bytes. @throws Error when it can't */
export type Decompressor = (input: Uint8Array, limit: number) => Uint8Array;

/** Decompressors of the host, which may be faster than ours. */
export type Decompressors = Readonly<Partial<Record<Compression, Decompressor>>>;

const magics: Readonly<Record<Compression, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  bzip2: [0x42, 0x5a, 0x68],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
};

/** Whether bytes begin in a certain way. */
export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** How a file that begins with these bytes is compressed; null when it is not. */
export function compressionOf(bytes: Uint8Array): Compression | null {
  for (const name of Object.keys(magics) as Compression[]) if (startsWith(bytes, magics[name])) return name;
  return null;
}

/** A decompressor that hands on at most `limit` bytes. */
export function decoderFor(compression: Compression, sink: ByteSink, limit: number): Decoder {
  switch (compression) {
    case "gzip":
      return new Gunzip(sink, limit);
    case "xz":
      return new Unxz(sink, limit);
    case "bzip2":
      return new Bunzip2(sink, limit);
    case "zstd":
      return new Unzstd(sink, limit);
  }
}

/** Unpacks a compressed file; one that is not compressed is left as it is. @throws ArchiveError */
export function decompress(
  bytes: Uint8Array,
  decompressors: Decompressors = {},
  limit: number = defaultUnpackLimits.bytes,
): Uint8Array {
  const compression = compressionOf(bytes);
  if (compression === null) return bytes;
  const host = decompressors[compression];
  if (host === undefined) return decompressed(bytes, compression, limit);
  try {
    return host(bytes, limit);
  } catch (error) {
    throw new ArchiveError(`${compression} data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Unpacks a file in memory. @throws ArchiveError */
export function decompressed(bytes: Uint8Array, compression: Compression, limit: number): Uint8Array {
  let whole = new Uint8Array(Math.max(1, Math.min(limit, bytes.length * 4)));
  let length = 0;
  const decoder = decoderFor(
    compression,
    (piece) => {
      if (length + piece.length > whole.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(length + piece.length, whole.length * 2)));
        larger.set(whole.subarray(0, length));
        whole = larger;
      }
      whole.set(piece, length);
      length += piece.length;
    },
    limit,
  );
  decoder.push(bytes);
  decoder.end();
  return whole.subarray(0, length);
}
