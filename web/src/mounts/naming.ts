/** How a tree is called when it is mounted, as far as its source tells. */
import type { ImportSource } from "./types.ts";

const archiveEnding = /\.(?:tar|tgz|tbz2?|txz|tzst|zip|nar|gz|xz|bz2|zst)$/i;
/** What `<…>` may hold: Nix's own rule for paths in angle brackets. */
const allowed = /^[A-Za-z0-9._+-]+(?:\/[A-Za-z0-9._+-]+)*$/;
/** A version, commit or branch at the end of a name: `-20.09`, `-v1.2.3`, `-0a1b2c3d`, `-master`, `-release-21.05`. */
const versionEnding =
  /-(?:v?\d[0-9a-z]*(?:[.\-_][0-9a-z]+)*|[0-9a-f]{7,40}|master|main|trunk|unstable|small|darwin|release|stable|nixos|nixpkgs)$/i;
/** How nixpkgs' channels and releases call their archives. */
const nixpkgsNames = /^(?:nixpkgs|nixexprs|nixos)(?:$|[-._\d])/i;

/** Whether a name is that of an archive that can be imported. */
export function isArchiveName(name: string): boolean {
  return /\.(?:tar|tgz|tbz2?|txz|tzst|zip|nar)(?:\.(?:gz|xz|bz2|zst))?$/i.test(name);
}

/** Whether a name is that of a file one would rather look into than edit or mount: derivations, NARs and what goes with them. */
export function isExplorerName(name: string): boolean {
  return /\.(?:drv|narinfo|ls|nar(?:\.(?:gz|xz|bz2|zst))?|closure|export|nixexport)$/i.test(name);
}

/** The name to mount a tree under: `nixpkgs` where it seems to be that, else what is left of its source's name. */
export function proposeName(source: ImportSource): string {
  if (source.type === "folder" && source.files.some(({ path }) => /(?:^|\/)pkgs\/top-level\//.test(path))) {
    return "nixpkgs";
  }
  const name = "url" in source ? nameOfUrl(source.url) : source.name;
  const bare = bareName(name);
  if (nixpkgsNames.test(bare)) return "nixpkgs";
  return tidy(withoutVersion(bare)) || "tree";
}

/** The repository of an archive address of GitHub or GitLab, else its last component. */
function nameOfUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return address;
  }
  const parts = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  const [, repository, next] = parts;
  const archive =
    next === "archive" || next === "-" || /^(?:tar\.gz|zip|legacy\..*|tarball|zipball)$/.test(next ?? "");
  if (repository !== undefined && archive) return repository;
  const known = parts.find((part) => nixpkgsNames.test(part));
  return known ?? parts.at(-1) ?? url.hostname;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A file's name without folders and without the endings of archives. */
function bareName(name: string): string {
  let bare = name.slice(name.replace(/\/+$/, "").lastIndexOf("/") + 1).replace(/\/+$/, "");
  while (archiveEnding.test(bare)) bare = bare.replace(archiveEnding, "");
  return bare;
}

function withoutVersion(name: string): string {
  let bare = name;
  while (versionEnding.test(bare)) bare = bare.replace(versionEnding, "");
  return bare === "" ? name : bare;
}

/** What `<…>` can't hold becomes a dash. */
function tidy(name: string): string {
  return name.replace(/[^A-Za-z0-9._+-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
}

/** What is wrong with a mount's name, in a sentence; null when nothing is. */
export function mountNameProblem(name: string, others: readonly string[]): string | null {
  if (name === "") return "A mount needs a name: nixpkgs for <nixpkgs>.";
  if (/^<.*>$/.test(name)) return "Leave out the < and >.";
  if (!allowed.test(name)) return "In < > only letters, digits and . _ + - / can stand.";
  if (others.includes(name)) return `There is a <${name}> already.`;
  return null;
}

/** A name like the wished one that is free: `nixpkgs`, `nixpkgs-2`, … */
export function freeName(wished: string, taken: readonly string[]): string {
  if (!taken.includes(wished)) return wished;
  let count = 2;
  while (taken.includes(`${wished}-${count}`)) count++;
  return `${wished}-${count}`;
}

/** A first expression to try with a mount. */
export function firstExpression(name: string): string {
  return name === "nixpkgs" || /^nixpkgs-\d+$/.test(name) ? `import <${name}> { }` : `import <${name}>`;
}
