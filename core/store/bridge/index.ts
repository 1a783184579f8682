/**
 * nar-bridge: the door of this folder. What it answers, below `basePath`:
 *
 *     GET      /nix-cache-info
 *     GET PUT  /HASH.narinfo                          of a store path's hash part; PUT after its NAR
 *     GET      /HASH.ls                               the listing of its NAR
 *     GET      /nar/tvix-castore/NODE?narsize=N       the NAR of a castore node (also snix-castore), with ranges
 *     GET PUT  /nar/SHA256.nar[.xz|.zst|.bz2|.gz]     an upload, by the hash of the file
 *     GET      /nar/SHA256.nar?path=HASH              the NAR of a path that an upstream cache has; handed
 *                                                     on while it comes: see NarRelay
 *     GET      /castore/NODE/… /castore/HASH-NAME/…   files of a tree
 *     GET      /castore-objects/{blobs,chunks,dirs}/… castore objects, also without the first part
 *     GET      /metrics                               Prometheus' text format
 *
 * HEAD where there is GET, OPTIONS everywhere.
 */
export { Refusal as BridgeRefusal } from "./errors.ts";
export { createBridge } from "./handler.ts";
export { storeWriter } from "./store-writer.ts";
export { MemoryUploads, uploadedFileKey } from "./uploaded-nars.ts";
export type {
  Bridge,
  BridgeOptions,
  BridgeQuota,
  BridgeUpstream,
  BridgeWriter,
  UploadedNar,
  UploadedNars,
} from "./types.ts";
