/** Official test vectors that are too large for this repository, where a copy is at hand. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["TVIX_VECTORS"];

/**
 * A file of the folder that TVIX_VECTORS names; null when there is none. Known: `blake3.json` (BLAKE3,
 * test_vectors/test_vectors.json), `bao.json` (bao, tests/test_vectors.json), `SekienAkashita.jpg` (fastcdc-rs,
 * test/fixtures).
 */
export function vectorFile(name: string): Uint8Array | null {
  if (folder === undefined) return null;
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file) : null;
}

/** The same as JSON. */
export function vectorJson<T>(name: string): T | null {
  const bytes = vectorFile(name);
  return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}
