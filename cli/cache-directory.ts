/** Where fetched things are kept on disk. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hashText, toBase16 } from "../core/nix-compat/index.ts";

/**
 * Where this user's caches are: `$TVIX_CACHE`, else `tvix-playground` in `$XDG_CACHE_HOME` or `~/.cache`.
 * Null where there is no such place or caches are turned off (`TVIX_CACHE=off`).
 */
export function cacheHome(env: NodeJS.ProcessEnv): string | null {
  const { TVIX_CACHE: asked, XDG_CACHE_HOME: caches, HOME: home } = env;
  if (asked === "off") return null;
  if (asked) return asked;
  if (caches) return join(caches, "tvix-playground");
  return home ? join(home, ".cache", "tvix-playground") : null;
}

/** A directory below {@link cacheHome}, else among temporary files; made if need be. */
export function cacheDirectory(...names: string[]): string {
  const home =
    cacheHome(process.env) ?? join(process.getBuiltinModule("node:os").tmpdir(), "tvix-playground");
  const directory = join(home, ...names);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** A file name for a URL. */
export function digestName(url: string): string {
  return toBase16(hashText("sha256", url)).slice(0, 40);
}
