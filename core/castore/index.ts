/** The door of `castore`: blobs, directories and trees named by their content. */
export { collectOutboard, decodeOutboard, encodeOutboard, outboardOf, RangeVerifier } from "./bao/index.ts";
export { decodeSlice, encodeSlice, sliceParts, type Outboard, type SlicePart } from "./bao/index.ts";
export { mapAhead, type AheadLimits } from "./ahead.ts";
export type {
  BlobService,
  BlobWriter,
  ByteRange,
  CallOptions,
  Chunk,
  PutOptions,
  ReadOptions,
} from "./blob-service.ts";
export {
  BlobChunker,
  castoreChunkSizes,
  chunkBlob,
  contentChunker,
  StreamChunker,
} from "./chunking/index.ts";
export type {
  BlobChunkerOptions,
  ChunkBlobOptions,
  ChunkedBlob,
  ChunkSizes,
  EndedChunk,
} from "./chunking/index.ts";
export { copyBlob } from "./copy-blob.ts";
export { copyClosure, leavesFirst, walkClosure } from "./closure.ts";
export { LeavesToRoot, RootToLeaves } from "./closure-order.ts";
export {
  digestFromBytes,
  digestFromHex,
  digestOf,
  digestSize,
  digestToBytes,
  emptyDigest,
  formatDigest,
  parseDigest,
} from "./digest.ts";
export type { Digest } from "./digest.ts";
export { compareNames, defaultSizeRule, Directory, emptyDirectory } from "./directory.ts";
export type { Entry, SizeRule } from "./directory.ts";
export { decodeNode, encodeNode } from "./directory-encoding.ts";
export type { DirectoryService, DirectoryUploader } from "./directory-service.ts";
export { CastoreError, quoteBytes, type CastoreErrorKind } from "./errors.ts";
export { missingBlob, readFile, wrongSize } from "./file-content.ts";
export { StreamHasher, type StreamAlgorithm } from "./hasher.ts";
export { importTree } from "./import-tree.ts";
export type { TreeDirectory, TreeFile, TreeItem, TreeSymlink } from "./import-tree.ts";
export { ingestEntries, type IngestEntry } from "./ingest.ts";
export { Blake3, KernelError, ready as kernelsReady } from "./kernels/index.ts";
export { MemoryBlobs } from "./memory-blobs.ts";
export { MemoryDirectories } from "./memory-directories.ts";
export { readTree, treeItem } from "./memory-tree.ts";
export type { MemoryDirectory, MemoryFile, MemoryTree } from "./memory-tree.ts";
export { checkName, maxEntryName, maxTarget, nameFault, nodeFault, nodesEqual } from "./node.ts";
export type { DirectoryNode, FileNode, Node, SymlinkNode } from "./node.ts";
export { components, joinPath, lastName, parentPath, parsePath, pathFromHost, rootPath } from "./path.ts";
export type { Path } from "./path.ts";
export { checkLimit, checkRange, cutRange } from "./ranges.ts";
export { rest } from "./rest.ts";
export { collect, concatenate, piecesOf, streamOfBytes, streamOfGenerator } from "./streams.ts";
export { symlinkTo, TreeWriter } from "./tree-writer.ts";
export type { ImportOptions, PendingEntry, PendingNode, Stores } from "./tree-writer.ts";
export { VerifiedBlobs, VerifiedDirectories } from "./verified.ts";
export { descendTo, walkTree, type DirectoryReader, type WalkStep } from "./walk.ts";
export { bytesEqual, checkCanonical, MessageReader, MessageWriter } from "./wire.ts";
export * from "./archive/index.ts";
export * from "./import/index.ts";
export * from "./export/index.ts";
export * from "./indexeddb/index.ts";
export { ChunkStream, fixedChunker, type Chunker } from "./chunker.ts";
export * from "./objects/index.ts";
export { CachedDirectories, CombinedBlobs } from "./combine.ts";
export { measuredBlobs, measuredDirectories, Metrics, type ServiceMetrics } from "./metrics.ts";
export { answerTreeRequest, requestedRange, type TreeAnswer, type TreeRequest } from "./tree-handler.ts";
