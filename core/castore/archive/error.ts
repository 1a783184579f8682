/** Failures of compressed files and archives. */

/** An archive that is damaged, tries tricks, or is larger than allowed; the message names entry or offset. */
export class ArchiveError extends Error {}

/** What unpacking may cost. */
export interface UnpackLimits {
  /** Bytes after decompression. */
  readonly bytes: number;
  /** Files, directories and links. */
  readonly entries: number;
}

/** Enough for any source tree that is kept in memory: nixpkgs has 50,000 files in 300 MB. */
export const defaultUnpackLimits: UnpackLimits = { bytes: 2 ** 31 - 1, entries: 2_000_000 };
