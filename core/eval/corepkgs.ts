/** The files Nix brings along: `<nix/fetchurl.nix>`. */
import type { Profile } from "./profile.ts";
import type { Digested, FileKind, SourceTree } from "./sources.ts";

/** Where they seem to be, as in Nix 2.8. */
export const corepkgsPath = "/__corepkgs__";

/**
 * A derivation that downloads one file; `builtin:fetchurl` is a builder inside Nix. Of several hashes `hash`, sha512,
 * sha1, md5, sha256 is the order of preference (asked of 2.8).
 */
const fetchurl = (impure: boolean): string => `{
  system ? "",
  url,
  hash ? "",
  md5 ? "",
  sha1 ? "",
  sha256 ? "",
  sha512 ? "",
  outputHash ? if hash != "" then hash else if sha512 != "" then sha512 else if sha1 != "" then sha1 else if md5 != "" then md5 else sha256,
  outputHashAlgo ? if hash != "" then "" else if sha512 != "" then "sha512" else if sha1 != "" then "sha1" else if md5 != "" then "md5" else "sha256",
  executable ? false,
  unpack ? false,
  name ? baseNameOf (toString url),${impure ? "\n  impure ? false," : ""}
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
  // ${impure ? "(if impure then { __impure = true; } else { inherit outputHash outputHashAlgo; })" : "{ inherit outputHash outputHashAlgo; }"}
)
`;

/** A tree in which `/__corepkgs__` holds Nix's own files, over another tree. */
export class WithCorepkgs implements SourceTree {
  private readonly files: ReadonlyMap<string, string>;

  constructor(
    private readonly tree: SourceTree,
    profile: Profile,
  ) {
    this.files = new Map([["fetchurl.nix", fetchurl(profile.newInternalFiles)]]);
  }

  kind(path: string): FileKind | null {
    if (path === corepkgsPath) return "directory";
    const name = nameOf(path);
    if (name === null) return this.tree.kind(path);
    return this.files.has(name) ? "regular" : null;
  }

  read(path: string): string {
    const name = nameOf(path);
    if (name === null) return this.tree.read(path);
    const text = this.files.get(name);
    if (text === undefined) throw new Error(`opening file '${path}': No such file or directory`);
    return text;
  }

  readDir(path: string): Map<string, FileKind> {
    if (path === corepkgsPath) return new Map([...this.files.keys()].map((name) => [name, "regular"]));
    if (nameOf(path) === null) return this.tree.readDir(path);
    throw new Error(`opening directory '${path}': Not a directory`);
  }

  readLink(path: string): string {
    if (nameOf(path) === null) return this.tree.readLink(path);
    throw new Error(`reading symbolic link '${path}': Invalid argument`);
  }

  knownDigest(path: string, of: Digested): Uint8Array | null {
    return nameOf(path) === null ? (this.tree.knownDigest?.(path, of) ?? null) : null;
  }

  noteDigest(path: string, of: Digested, digest: Uint8Array): void {
    if (nameOf(path) === null) this.tree.noteDigest?.(path, of, digest);
  }

  hasNoLinks(directory: string): boolean {
    return nameOf(directory) === null && this.tree.hasNoLinks?.(directory) === true;
  }
}

const prefix = `${corepkgsPath}/`;

/** The name below `/__corepkgs__`; null for paths elsewhere. */
function nameOf(path: string): string | null {
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}
