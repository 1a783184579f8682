/** The door of chunking: FastCDC v2020, and blobs in chunks. */
export { BlobChunker } from "./blob-chunker.ts";
export type { BlobChunkerOptions, ChunkedBlob, EndedChunk } from "./blob-chunker.ts";
export { chunkBlob, type ChunkBlobOptions } from "./chunk-blob.ts";
export { contentChunker } from "./content-chunker.ts";
export { StreamChunker } from "./stream-chunker.ts";
export { castoreChunkSizes, type ChunkSizes } from "./parameters.ts";
