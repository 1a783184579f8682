/** What the store and the threads that unpack its chunks tell each other. */

/** A chunk that is wanted. */
export interface ChunkJob {
  readonly digest: string;
  /** Bytes that it has; null where that is not known. */
  readonly size: number | null;
  /** Bytes that are welcome. */
  readonly limit: number;
}

/** A store whose chunks are wanted. */
export interface ChunkPlace {
  /** The store's folder. */
  readonly folder: string;
  /** Of the seals that are trusted; null: none is. */
  readonly sealKey: Uint8Array<ArrayBuffer> | null;
}

/** Some chunks at once: each message takes as long as unpacking tens of KB. */
export interface ChunkRequest {
  readonly id: number;
  readonly place: ChunkPlace;
  readonly jobs: readonly ChunkJob[];
}

/** The contents, checked, in the order of the jobs; null for what the thread leaves to the one who asked. */
export interface ChunkAnswer {
  readonly id: number;
  readonly contents: readonly (Uint8Array | null)[];
}

/** What a thread is started with. */
export interface ChunkWorkerData {
  /** zstd's WebAssembly. */
  readonly zstd: Uint8Array<ArrayBuffer>;
}

/** Largest chunk, packed or not, that is left to threads: twice what castore's chunks have at most. */
export const largestJob = 1 << 20;
