/** Where nixpkgs' `lib` is. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder with nixpkgs' `lib` (a `default.nix` in it).
 * @param place - that folder, nixpkgs itself, or a bare git repository of nixpkgs.lib, which is unpacked
 * @throws Error when there is none
 */
export function libFolder(place: string): string {
  if (existsSync(join(place, "HEAD")) && existsSync(join(place, "objects"))) {
    const commit = execFileSync("git", ["--git-dir", place, "rev-parse", "HEAD"], {
      encoding: "utf8",
    }).trim();
    const folder = join(tmpdir(), `tvix-bench-lib-${commit}`);
    if (existsSync(folder)) return libFolder(folder);
    mkdirSync(folder, { recursive: true });
    const archive = execFileSync("git", ["--git-dir", place, "archive", "HEAD"], { maxBuffer: 2 ** 28 });
    execFileSync("tar", ["-x", "-C", folder], { input: archive });
    return libFolder(folder);
  }
  for (const folder of [place, join(place, "lib")])
    if (existsSync(join(folder, "default.nix"))) return folder;
  throw new Error(`no nixpkgs lib in ${place}`);
}
