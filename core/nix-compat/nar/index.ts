/** NARs (Nix archives) and their listings. */
export { dumpNar } from "./dump.ts";
export type { FileReceiver, NarFilter, NarKind, NarSource } from "./dump.ts";
export { NarError } from "./error.ts";
export {
  findListed,
  listedToJson,
  ListingBuilder,
  ListingError,
  parseListing,
  quoteListed,
  writeListing,
} from "./listing.ts";
export type { ListedDirectory, ListedFile, ListedNode, ListedSymlink } from "./listing.ts";
export { NarReader } from "./reader.ts";
export type { NarHandler, NarTrailing } from "./reader.ts";
export {
  narDirectorySize,
  narDirectoryStartSize,
  narEntrySize,
  narEntryStartSize,
  narFileSize,
  narFileStartSize,
  narMagicSize,
  narSymlinkSize,
} from "./sizes.ts";
export { NarWriter } from "./writer.ts";
export type { NarSink } from "./writer.ts";
