/** Compressed files for tests. */
import { spawnSync } from "node:child_process";
import { gzipSync } from "node:zlib";

export function gzipped(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** Null where the machine has no bzip2. */
export function bzip2Sync(bytes: Uint8Array): Uint8Array | null {
  const { status, stdout } = spawnSync("bzip2", ["-c"], { input: bytes });
  return status === 0 ? new Uint8Array(stdout) : null;
}
