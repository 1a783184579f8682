/** Blobs, directories and trees as files, on static hosts and in folders: the door of this folder. */
export {
  encodeClosure,
  encodeStat,
  frameSize,
  objectName,
  type Compress,
  type Decompress,
} from "./layout.ts";
export { ChunkCache } from "./chunk-cache.ts";
export { ObjectBlobs, type ObjectReading, type ObjectWriting } from "./object-blobs.ts";
export { ObjectDirectories } from "./object-directories.ts";
export {
  httpGet,
  HttpSource,
  MemoryObjects,
  type Fetch,
  type HttpAnswer,
  type ObjectSource,
  type ObjectStore,
} from "./object-source.ts";
export { manifestName, publishTree, type PublishedManifest, type PublishOptions } from "./publish.ts";
export { PublishedTree } from "./published.ts";
export { storedFrame, unpackStored } from "./stored-frame.ts";
