/**
 * Export streams (`nix-store --export`; Nix manual, "Nix Archive export format"): for each store object the number
 * 1, its NAR, a magic number, its path, its references, its deriver, and a signature nobody looks at any more; in
 * the end the number 0.
 */

/** After each NAR: "NIXE". */
export const exportMagic = 0x4558494e;

/** A store object in a stream. Paths are absolute. */
export interface ExportedObject {
  path: string;
  references: readonly string[];
  /** Null when it isn't known. */
  deriver: string | null;
}

/** What is wrong with an export stream, or with what somebody wants written into one, and where. */
export class ExportError extends Error {
  /** @param offset - bytes from the stream's start to where it is wrong */
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(`bad export stream at byte ${offset}: ${reason}`);
    this.name = "ExportError";
  }
}
