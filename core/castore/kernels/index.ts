/** The door of the kernels: BLAKE3 with its tree, and the scan of FastCDC, in WebAssembly. */
export { Blake3, blake3, chunkSize, groupSize, parentValue, subtreeValue, valueSize } from "./blake3.ts";
export type { Blake3Options, ParentSink } from "./blake3.ts";
export { kernel, KernelError, pieceRoom, pieceSize, ready, type Kernel } from "./kernel.ts";
