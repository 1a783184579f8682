/** Where flakes are in their trees. */
import { canonPath, NixError } from "../../eval/index.ts";
import { splitStorePath } from "../../nix-compat/index.ts";
import { type ReadonlyInput, textOf } from "./input.ts";

/** The directory of a flake in its tree. */
export function directoryOf(root: string, input: ReadonlyInput): string {
  const dir = textOf(input, "dir") ?? "";
  return dir === "" ? root : `${root}/${dir}`;
}

/** A path below a store path, `.` and `..` resolved. @throws NixError when it leaves the store path */
export function canonicalBelow(path: string, relative: string, storeDir: string): string {
  const result = canonPath(path, "", "");
  const before = splitStorePath(path, storeDir)?.storePath;
  if (splitStorePath(result, storeDir)?.storePath === before) return result;
  throw new NixError("value", `relative path '${relative}' of a flake input leads out of the flake's tree`);
}
