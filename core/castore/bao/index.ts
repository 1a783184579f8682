/** The door of bao: verified parts of blobs, by their BLAKE3 tree. */
export {
  collectOutboard,
  decodeOutboard,
  encodeOutboard,
  outboardOf,
  parentSize,
  preOrder,
} from "./outboard.ts";
export type { Outboard } from "./outboard.ts";
export { RangeVerifier } from "./range-verifier.ts";
export { decodeSlice, encodeSlice, sliceParts, type SlicePart } from "./slice.ts";
