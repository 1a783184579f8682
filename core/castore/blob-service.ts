/** The interface to stored blobs. */
import type { Digest } from "./digest.ts";

/** What every operation takes. */
export interface CallOptions {
  /** Ends the operation early: it rejects with the signal's reason, its streams error with it. */
  readonly signal?: AbortSignal | undefined;
}

/** Part of a blob in bytes. */
export interface ByteRange {
  /** First byte; at most the blob's size. */
  readonly start: number;
  /** The byte after the last; cut to the blob's size. */
  readonly end: number;
}

export interface PutOptions extends CallOptions {
  /** Told of each blob that was given, and whether it was new; by services that know. */
  readonly onStored?: ((size: number, isNew: boolean) => void) | undefined;
}

export interface ReadOptions extends CallOptions {
  /** The part to read; the whole blob unless given. */
  readonly range?: ByteRange | undefined;
}

export interface ReadWholeOptions extends CallOptions {
  /** Bytes that are welcome; a larger blob is refused without reading it. */
  readonly limit?: number | undefined;
}

/** A piece of a blob, which is stored under its own digest. */
export interface Chunk {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/**
 * Blobs by the BLAKE3 digest of their content. A service may store them in chunks; the digests of those may
 * be asked for like blobs. The empty blob is always there.
 *
 * Errors: whatever the backend fails with, `CastoreError` (`corrupt`) where content doesn't match its digest,
 * `CastoreError` (`range`) for ranges and limits.
 */
export interface BlobService {
  /** Whether a blob (or chunk) is there. */
  has(digest: Digest, options?: CallOptions): Promise<boolean>;

  /** A whole blob in memory, for small ones; null when it is not there. The bytes must not be changed. */
  read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null>;

  /**
   * A blob, or a range of it, as a stream with backpressure; null when it is not there. Cancelling the stream
   * frees what it holds. Errors found while reading end the stream. The pieces must not be changed.
   */
  openRead(digest: Digest, options?: ReadOptions): Promise<ReadableStream<Uint8Array> | null>;

  /** Stores a whole blob, for small ones. The bytes must not be changed later. */
  put(content: Uint8Array, options?: PutOptions): Promise<Digest>;

  /** Begins to store a blob of any size. */
  openWrite(options?: PutOptions): BlobWriter;

  /**
   * The chunks a blob consists of, in order: null when it is not there, an empty list when it is but the
   * service knows no finer parts of it.
   */
  chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null>;
}

/** A blob being written. Nothing can be read before {@link close}. */
export interface BlobWriter {
  /**
   * Adds bytes; resolves when more should come. The bytes may be changed once it has resolved. Calls must
   * not overlap.
   */
  write(data: Uint8Array): Promise<void>;
  /** Stores the blob; its digest. */
  close(): Promise<Digest>;
  /** Gives up; nothing is stored. Does nothing after {@link close}. */
  abort(): Promise<void>;
}
