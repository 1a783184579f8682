/** The SHA-256 of the NAR of files, read in streaming. */
import { createHasher, NarWriter, type NarSink } from "../nix-compat/index.ts";
import type { EvalIO } from "./eval-io.ts";

/** What is left out of a copy: `accepted` holds the paths below the root that stay; null: all. */
export type Accepted = ReadonlySet<string> | null;

/**
 * Writes the NAR of what stands at `path` (a final link is not followed).
 * @throws Error when something can't be read or has no place in a NAR
 */
export function writeNar(io: EvalIO, path: string, accepted: Accepted, sink: NarSink): void {
  const nar = new NarWriter(sink);
  const receiver = {
    begin: (size: number, executable: boolean) => nar.file(size, executable),
    write: (chunk: Uint8Array) => nar.write(chunk),
  };
  const node = (at: string, kind: string | null): void => {
    if (kind === "regular") io.readInto(at, receiver);
    else if (kind === "symlink") nar.symlink(io.readLink(at));
    else if (kind === "directory") {
      nar.startDirectory();
      const entries = io.readDir(at);
      for (const name of [...entries.keys()].sort()) {
        const below = at === "/" ? `/${name}` : `${at}/${name}`;
        if (accepted !== null && !accepted.has(below)) continue;
        nar.entry(name);
        node(below, entries.get(name)!);
      }
      nar.endDirectory();
    } else if (kind === null) throw new Error(`path '${at}' does not exist`);
    else throw new Error(`file '${at}' has an unsupported type`);
  };
  node(path, io.kind(path));
  nar.end();
}

/** The SHA-256 of the NAR of what stands at `path`. @throws Error like {@link writeNar} */
export function narHash(io: EvalIO, path: string, accepted: Accepted): Uint8Array {
  const hasher = createHasher("sha256");
  writeNar(io, path, accepted, (chunk) => hasher.update(chunk));
  return hasher.digest();
}

/** Remembers NAR hashes by {@link EvalIO.contentKey}, for as many evaluators as share it. */
export class NarHashes {
  private readonly byKey = new Map<string, Uint8Array>();

  /** {@link narHash}, computed once per content. */
  of(io: EvalIO, path: string): Uint8Array {
    const key = io.contentKey?.(path) ?? null;
    if (key === null) return narHash(io, path, null);
    let hash = this.byKey.get(key);
    if (hash === undefined) this.byKey.set(key, (hash = narHash(io, path, null)));
    return hash;
  }
}
