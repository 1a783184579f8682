/** Errors of stores and archives as commands end with them. */
import { ArchiveError, CastoreError } from "../core/castore/index.ts";
import { NixError } from "../core/eval/index.ts";
import { NarError, StorePathError } from "../core/nix-compat/index.ts";
import { toBytes } from "./bytes.ts";

/** Runs a command; what it finds wrong about stores and archives ends it with a plain message. */
export async function withStoreErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    // Names of entries are byte strings already.
    if (error instanceof ArchiveError) throw new NixError("value", error.message);
    for (const type of [CastoreError, NarError, StorePathError]) {
      if (error instanceof type) throw new NixError("value", toBytes(error.message));
    }
    throw error;
  }
}
