/**
 * Where things are in the kernels' memory. Nothing in it lasts from one call to the next but the gear table, so
 * that any number of hashers and chunkers share one instance. The host learns the places from the exports.
 */

/** The 16 words of four message blocks, one vector of four blocks for each word. */
export const WORDS: usize = 1024;
/** Chaining values of four lanes, one vector for each of the eight words. */
export const CHAIN: usize = 1280;
/** A copy of a short block, filled up with zeros. */
export const PADDED: usize = 1408;
/** Where a result of 32 bytes is left: a digest or a chaining value. */
export const RESULT: usize = 1536;
/** Two chaining values beside each other: the block of a parent node. */
export const PAIR: usize = 1600;
/** The gear hash, 8 bytes: taken up and left by each scan. */
export const GEAR_HASH: usize = 1664;
/** The chaining values of all chunks of one call, 32 bytes each, and room for three more. */
export const ROW: usize = 2048;
/** The gear table: 256 numbers of 8 bytes, then the same doubled. */
export const GEAR: usize = 8192;
/** Room for what a hasher has kept (16 KiB), hashed without disturbing the piece. */
export const TAIL: usize = 16384;
/** The piece that is worked on: 128 KiB, with 16 KiB of room before it. */
export const PIECE: usize = 49152;
export const PIECE_SIZE: usize = 131072;

export const CHUNK: usize = 1024;
export const BLOCK: usize = 64;

export const CHUNK_START: i32 = 1;
export const CHUNK_END: i32 = 2;
export const PARENT: i32 = 4;
export const ROOT: i32 = 8;
