/** Compressed files and archives: the door of this folder. */
export { Crc32, crc32 } from "./crc.ts";
export { StepDecoder, type Decoder } from "./decoder.ts";
export {
  compressionOf,
  decoderFor,
  decompress,
  type Compression,
  type Decompressor,
  type Decompressors,
} from "./decompress.ts";
export { EntryTree, isDirectory, type EntryDirectory } from "./entry-tree.ts";
export { ArchiveError, defaultUnpackLimits, type UnpackLimits } from "./error.ts";
export type { ArchiveFile, ArchiveHandler, ArchiveReader } from "./handler.ts";
export { archiveKind, LayeredReader, tarReaderFor, unpackInto } from "./unpack.ts";
export { TarReader } from "./untar.ts";
export { bzip2Pieces } from "./bzip2-encoder.ts";
export { storedGzipPieces } from "./gzip-stored.ts";
export { xzPieces } from "./xz-encoder.ts";
export { ZipReader, type ZipReading, type ZipRequest } from "./unzip.ts";
export type { ByteSink } from "./window.ts";
