/** A blob from a stream, in chunks. */
import type { CallOptions } from "../blob-service.ts";
import { ready } from "../kernels/index.ts";
import { piecesOf } from "../streams.ts";
import { BlobChunker, type BlobChunkerOptions, type ChunkedBlob, type EndedChunk } from "./blob-chunker.ts";

export interface ChunkBlobOptions extends BlobChunkerOptions, CallOptions {
  /** Takes each chunk as it ends; the stream waits for it. */
  readonly onChunk?: ((chunk: EndedChunk) => void | Promise<void>) | undefined;
}

/**
 * Reads a stream to its end: digests of the whole and of its chunks, and the outboard unless that is refused
 * (`outboard: false`). Memory is constant but for the lists. The stream is cancelled when anything fails.
 */
export async function chunkBlob(
  stream: ReadableStream<Uint8Array>,
  options: ChunkBlobOptions = {},
): Promise<ChunkedBlob> {
  await ready();
  const chunker = new BlobChunker({ outboard: true, ...options });
  for await (const piece of piecesOf(stream, options.signal)) {
    for (const chunk of chunker.push(piece)) await options.onChunk?.(chunk);
  }
  const { last, blob } = chunker.finish();
  if (last !== null) await options.onChunk?.(last);
  return blob;
}
