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
  writeListing,
} from "./listing.ts";
export type { ListedDirectory, ListedFile, ListedNode, ListedSymlink } from "./listing.ts";
export { NarReader } from "./reader.ts";
export type { NarHandler, NarTrailing } from "./reader.ts";
export { NarWriter } from "./writer.ts";
export type { NarSink } from "./writer.ts";
