/** Archives: the door of this folder. */
export { ArchiveError, defaultUnpackLimits, type UnpackLimits } from "./error.ts";
export { type Unpacked } from "./builder.ts";
export {
  type Compression,
  decompress,
  type Decompressor,
  type Decompressors,
  newestBelow,
  onlyEntry,
  unpack,
} from "./unpack.ts";
