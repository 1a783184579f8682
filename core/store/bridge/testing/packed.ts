/** Compressed files, by the programs that are installed. */
import { spawnSync } from "node:child_process";

const programs = { xz: "xz", zst: "zstd", bz2: "bzip2", gz: "gzip" } as const;
export type Suffix = keyof typeof programs;

/** A file compressed as its suffix says; null where the program is not installed. */
export function packed(content: Uint8Array, suffix: Suffix): Uint8Array | null {
  const run = spawnSync(programs[suffix], ["-c", ...(suffix === "zst" ? ["-q"] : [])], {
    input: content,
    maxBuffer: 2 ** 28,
  });
  return run.status === 0 ? new Uint8Array(run.stdout) : null;
}
