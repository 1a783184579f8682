/** What a flake reference is made of (Nix manual, "Flake references"), whichever way it is spelled. */

/** A reference that can't be understood; the message is for people. */
export class FlakeRefError extends Error {}

export type FlakeRefValue = string | boolean | number | bigint;

/** Attributes by name; `type` tells the kind. All texts are byte strings. */
export type FlakeRefParts = Map<string, FlakeRefValue>;

/** The kinds of references. */
export const flakeRefTypes = [
  "indirect",
  "path",
  "git",
  "hg",
  "tarball",
  "file",
  "github",
  "gitlab",
  "sourcehut",
] as const;
export type FlakeRefType = (typeof flakeRefTypes)[number];

/** Whether a name is that of a kind of references. */
export function isFlakeRefType(name: string): name is FlakeRefType {
  return (flakeRefTypes as readonly string[]).includes(name);
}

/** Attributes with which a kind must come. */
export const requiredAttributes: Readonly<Record<FlakeRefType, readonly string[]>> = {
  indirect: ["id"],
  path: ["path"],
  git: ["url"],
  hg: ["url"],
  tarball: ["url"],
  file: ["url"],
  github: ["owner", "repo"],
  gitlab: ["owner", "repo"],
  sourcehut: ["owner", "repo"],
};

const forge = ["ref", "rev", "host", "narHash", "lastModified", "treeHash"];
const download = ["narHash", "rev", "revCount", "lastModified", "unpack", "name"];

/** Attributes with which a kind may come, besides `type`, `dir` and those it must have. */
export const optionalAttributes: Readonly<Record<FlakeRefType, readonly string[]>> = {
  indirect: ["ref", "rev", "narHash"],
  path: ["rev", "revCount", "lastModified", "narHash"],
  git: [
    "ref",
    "rev",
    "shallow",
    "submodules",
    "lfs",
    "exportIgnore",
    "allRefs",
    "verifyCommit",
    "keytype",
    "publicKey",
    "publicKeys",
    "narHash",
    "lastModified",
    "revCount",
    "name",
  ],
  hg: ["ref", "rev", "narHash", "revCount", "name"],
  tarball: download,
  file: download,
  github: forge,
  gitlab: forge,
  sourcehut: forge,
};

const integers = new Set(["lastModified", "revCount"]);
const booleans = new Set([
  "shallow",
  "submodules",
  "lfs",
  "exportIgnore",
  "allRefs",
  "verifyCommit",
  "unpack",
]);

/** What an attribute's value has to be. */
export function kindOfAttribute(name: string): "integer" | "boolean" | "string" {
  if (integers.has(name)) return "integer";
  return booleans.has(name) ? "boolean" : "string";
}

/** A commit: SHA-1 in base 16. */
export const revPattern = /^[0-9a-fA-F]{40}$/;
/** A branch or tag. */
export const refPattern = /^[a-zA-Z0-9@][a-zA-Z0-9_.+@/-]*$/;
/** The name of a registry's entry. */
export const idPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Names of files that are unpacked. */
export const archivePattern = /\.(zip|tar|tgz|tar\.gz|tar\.xz|tar\.bz2|tar\.zst)$/;

const urlPattern = /^([A-Za-z][A-Za-z0-9+.-]*):([^?]*)(?:\?(.*))?$/s;

/** A URL's scheme, the rest up to the query (still encoded), and the query; null for a text that is no URL. */
export function splitUrl(text: string): { scheme: string; rest: string; query: Map<string, string> } | null {
  const match = urlPattern.exec(text);
  return match === null ? null : { scheme: match[1]!, rest: match[2]!, query: parseQuery(match[3] ?? "") };
}

/** Undoes percent encoding. */
export function decodePercent(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Bytes that stand for themselves in a query. */
const keptInQuery = /[A-Za-z0-9\-._~!$'()*,;:@/?]/;
/** Bytes that stand for themselves in a path. */
const keptInPath = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/;

function encode(text: string, kept: RegExp): string {
  return text.replace(/[^]/g, (char) =>
    kept.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** A path with percent encoding where it is needed. */
export function encodePath(path: string): string {
  return encode(path, keptInPath);
}

/** The parameters of a query (without `?`); parts that are no assignment are dropped. */
export function parseQuery(query: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    if (equals > 0) result.set(part.slice(0, equals), decodePercent(part.slice(equals + 1)));
  }
  return result;
}

/** A query with its `?`, sorted by name; "" for no parameters. */
export function formatQuery(query: ReadonlyMap<string, string>): string {
  if (query.size === 0) return "";
  const parts = [...query.keys()].sort().map((name) => {
    return `${encode(name, keptInQuery)}=${encode(query.get(name)!, keptInQuery)}`;
  });
  return `?${parts.join("&")}`;
}
