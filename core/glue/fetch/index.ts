/** Fetching: the door of this folder. */
export {
  ArchiveError,
  type Compression,
  type Decompressor,
  type Decompressors,
  defaultUnpackLimits,
  type UnpackLimits,
} from "../../castore/index.ts";
export { unpack, type Unpacked } from "./unpacked.ts";
export {
  type Download,
  type Fetcher,
  FetchFailure,
  type FetchOptions,
  type FetchReason,
  type GitRunner,
  type ProgramResult,
} from "./fetcher.ts";
export { type Input, type ReadonlyInput } from "./input.ts";
export { type Registry } from "./inputs.ts";
export { type FetchesOptions, makeFetches } from "./make-fetches.ts";
export { immutableLink, makeXhrFetcher, type XhrLike } from "./xhr.ts";
