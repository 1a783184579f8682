/** The files Nix brings along: `<nix/fetchurl.nix>`. */
import type { FileKind, SourceTree } from "./sources.ts";

/** Where they seem to be, as in Nix 2.8. */
export const corepkgsPath = "/__corepkgs__";

/** A derivation that downloads one file; `builtin:fetchurl` is a builder inside Nix. */
const fetchurl = `{
  system ? "",
  url,
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ? if hash != "" then hash else if sha512 != "" then sha512 else if sha256 != "" then sha256 else if sha1 != "" then sha1 else md5,
  outputHashAlgo ? if hash != "" then "" else if sha512 != "" then "sha512" else if sha256 != "" then "sha256" else if sha1 != "" then "sha1" else "md5",
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),
  impure ? false,
}:

derivation (
  {
    builder = "builtin:fetchurl";
    outputHashMode = if unpack || executable then "recursive" else "flat";
    inherit name url executable unpack;
    system = "builtin";
    preferLocalBuild = true;
    impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
    urls = [ url ];
  }
  // (if impure then { __impure = true; } else { inherit outputHash outputHashAlgo; })
)
`;

const files = new Map([["fetchurl.nix", fetchurl]]);

/** A tree in which `/__corepkgs__` holds Nix's own files, over another tree. */
export class WithCorepkgs implements SourceTree {
  constructor(private readonly tree: SourceTree) {}

  kind(path: string): FileKind | null {
    if (path === corepkgsPath) return "directory";
    const name = nameOf(path);
    if (name === null) return this.tree.kind(path);
    return files.has(name) ? "regular" : null;
  }

  read(path: string): string {
    const name = nameOf(path);
    if (name === null) return this.tree.read(path);
    const text = files.get(name);
    if (text === undefined) throw new Error(`opening file '${path}': No such file or directory`);
    return text;
  }

  readDir(path: string): Map<string, FileKind> {
    if (path === corepkgsPath) return new Map([...files.keys()].map((name) => [name, "regular"]));
    if (nameOf(path) === null) return this.tree.readDir(path);
    throw new Error(`opening directory '${path}': Not a directory`);
  }

  readLink(path: string): string {
    if (nameOf(path) === null) return this.tree.readLink(path);
    throw new Error(`reading symbolic link '${path}': Invalid argument`);
  }
}

/** The name below `/__corepkgs__`; null for paths elsewhere. */
function nameOf(path: string): string | null {
  return path.startsWith(`${corepkgsPath}/`) ? path.slice(corepkgsPath.length + 1) : null;
}
