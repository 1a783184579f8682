/** The SHA-256 of the NAR of files, read in streaming. */
import { createHasher, dumpNar, NarError, type NarSink } from "../nix-compat/index.ts";
import type { EvalIO } from "./eval-io.ts";

/** What is left out of a copy: `accepted` holds the paths below the root that stay; null: all. */
export type Accepted = ReadonlySet<string> | null;

/**
 * Writes the NAR of what stands at `path` (a final link is not followed).
 * @throws Error when something can't be read or has no place in a NAR
 */
export function writeNar(io: EvalIO, path: string, accepted: Accepted, sink: NarSink): void {
  try {
    dumpNar(io, path, sink, accepted === null ? undefined : (below) => accepted.has(below));
  } catch (error) {
    // Whoever copies files knows nothing of a NAR and its bytes.
    throw error instanceof NarError ? new Error(error.reason, { cause: error }) : error;
  }
}

/** The SHA-256 of the NAR of what stands at `path`. @throws Error like {@link writeNar} */
export function narHash(io: EvalIO, path: string, accepted: Accepted): Uint8Array {
  const hasher = createHasher("sha256");
  writeNar(io, path, accepted, (chunk) => hasher.update(chunk));
  return hasher.digest();
}

/** {@link narHash} of all there is, unless files remember it. */
function noted(io: EvalIO, path: string): Uint8Array {
  const known = io.knownDigest?.(path, "nar") ?? null;
  if (known !== null) return known;
  const hash = narHash(io, path, null);
  io.noteDigest?.(path, "nar", hash);
  return hash;
}

/** Remembers NAR hashes by {@link EvalIO.contentKey}, for as many evaluators as share it. */
export class NarHashes {
  private readonly byKey = new Map<string, Uint8Array>();

  /** {@link narHash}, computed once per content. */
  of(io: EvalIO, path: string): Uint8Array {
    const key = io.contentKey?.(path) ?? null;
    if (key === null) return noted(io, path);
    let hash = this.byKey.get(key);
    if (hash === undefined) this.byKey.set(key, (hash = narHash(io, path, null)));
    return hash;
  }
}
