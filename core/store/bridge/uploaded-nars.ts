/** NARs that were uploaded, by their hash. */
import { hashTextBase16 } from "../../nix-compat/index.ts";
import type { UploadedNar, UploadedNars } from "./types.ts";

/** In memory. */
export class MemoryUploads implements UploadedNars {
  private readonly nars = new Map<string, UploadedNar>();

  async get(narSha256: string): Promise<UploadedNar | null> {
    return this.nars.get(narSha256) ?? null;
  }

  async put(narSha256: string, nar: UploadedNar): Promise<void> {
    this.nars.set(narSha256, nar);
  }
}

/**
 * Where the name of a compressed file is kept, away from the hashes of NARs: a file must not pass for a NAR.
 * @param fileSha256 - 64 hex digits
 */
export function uploadedFileKey(fileSha256: string): string {
  return hashTextBase16("sha256", `compressed NAR ${fileSha256}`);
}
