/** Where fetched things are kept on disk. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hashText, toBase16 } from "../core/nix-compat/index.ts";

/** A directory below `$XDG_CACHE_HOME/tvix`, else `~/.cache/tvix`; made if need be. */
export function cacheDirectory(...names: string[]): string {
  const base = process.env["XDG_CACHE_HOME"] || join(process.getBuiltinModule("node:os").homedir(), ".cache");
  const directory = join(base, "tvix", ...names);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** A file name for a URL. */
export function digestName(url: string): string {
  return toBase16(hashText("sha256", url)).slice(0, 40);
}
