/** Who is told what an archive holds, and who tells it. */

/** A file in an archive. */
export interface ArchiveFile {
  /** As the archive spells it: a byte string, not checked. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly executable: boolean;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** Told of an archive's entries in their order. Paths and targets are byte strings as the archive spells them. */
export interface ArchiveHandler {
  directory(path: string, modified: number): void;
  /** A file begins: its bytes follow, then its end. */
  file(file: ArchiveFile): void;
  /** Bytes of the file; they are only valid during the call. */
  data(bytes: Uint8Array): void;
  endFile(): void;
  symlink(path: string, target: string, modified: number): void;
  /** Another name for what was told before. */
  hardLink(path: string, target: string): void;
}

/** Reads an archive that comes in chunks of any size: a state machine without I/O. */
export interface ArchiveReader {
  /** Takes a chunk, which may be changed afterwards. @throws ArchiveError */
  push(chunk: Uint8Array): void;
  /** Says that nothing follows. @throws ArchiveError when the archive is not complete */
  end(): void;
}
