/** Takes the URL-like spelling of a flake reference apart. Pure text work: nothing is fetched or looked up. */
import {
  archivePattern,
  decodePercent,
  FlakeRefError,
  type FlakeRefParts,
  type FlakeRefType,
  type FlakeRefValue,
  formatQuery,
  idPattern,
  kindOfAttribute,
  optionalAttributes,
  parseQuery,
  refPattern,
  revPattern,
  splitUrl,
} from "./parts.ts";

/**
 * Takes a flake reference apart: a URL, the name of a registry's entry (`nixpkgs/23.05`), or an absolute path.
 * @throws FlakeRefError
 */
export function parseFlakeRef(text: string): FlakeRefParts {
  const hash = text.indexOf("#");
  if (hash >= 0) {
    throw new FlakeRefError(`unexpected fragment '${text.slice(hash + 1)}' in flake reference '${text}'`);
  }
  const url = splitUrl(text);
  if (url !== null) return parseUrl(text, url.scheme, url.rest, url.query);
  if (text.startsWith("/")) return parsePath(text);
  if (!idPattern.test(text.split("/", 1)[0]!)) {
    throw new FlakeRefError(`'${text}' is not a valid flake reference`);
  }
  return parseIndirect(text, text);
}

/**
 * Takes apart what may be followed by `#` and the name of something in the flake.
 * @returns the fragment decoded, "" when there is none
 * @throws FlakeRefError
 */
export function parseFlakeRefWithFragment(text: string): { parts: FlakeRefParts; fragment: string } {
  const hash = text.indexOf("#");
  if (hash < 0) return { parts: parseFlakeRef(text), fragment: "" };
  return { parts: parseFlakeRef(text.slice(0, hash)), fragment: decodePercent(text.slice(hash + 1)) };
}

/** The language's largest integer. */
const maxInteger = 2n ** 63n - 1n;

/** A query parameter as the attribute it stands for. @throws FlakeRefError */
function attribute(name: string, text: string): FlakeRefValue {
  const kind = kindOfAttribute(name);
  if (kind === "boolean") return text === "1";
  if (kind === "string") return text;
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > maxInteger) {
    throw new FlakeRefError(`flake reference attribute '${name}' is not an integer: '${text}'`);
  }
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Takes the named parameters out of the query. */
function takeAttributes(parts: FlakeRefParts, query: Map<string, string>, names: Iterable<string>): void {
  for (const name of names) {
    const text = query.get(name);
    if (text === undefined) continue;
    query.delete(name);
    parts.set(name, attribute(name, text));
  }
}

/** Refuses parameters nobody took. */
function noMore(text: string, query: ReadonlyMap<string, string>): void {
  for (const name of query.keys()) {
    throw new FlakeRefError(`flake reference '${text}' has the unsupported parameter '${name}'`);
  }
}

function parsePath(text: string): FlakeRefParts {
  const mark = text.indexOf("?");
  const path = mark < 0 ? text : text.slice(0, mark);
  const query = parseQuery(mark < 0 ? "" : text.slice(mark + 1));
  const parts: FlakeRefParts = new Map([
    ["type", "path"],
    ["path", decodePercent(path)],
  ]);
  takeAttributes(parts, query, ["dir", ...optionalAttributes.path]);
  noMore(text, query);
  return parts;
}

/** `id`, `id/ref`, `id/rev` or `id/ref/rev`. */
function parseIndirect(text: string, path: string): FlakeRefParts {
  const [id, first, second, ...more] = path.split("/");
  if (!idPattern.test(id!)) {
    throw new FlakeRefError(`in flake reference '${text}', '${id!}' is not a valid name of a flake`);
  }
  if (more.length > 0) throw new FlakeRefError(`flake reference '${text}' has too many parts`);
  const parts: FlakeRefParts = new Map([
    ["type", "indirect"],
    ["id", id!],
  ]);
  if (first === undefined) return parts;
  if (second === undefined && revPattern.test(first)) return parts.set("rev", first);
  checkRef(text, first);
  parts.set("ref", first);
  if (second === undefined) return parts;
  checkRev(text, second);
  return parts.set("rev", second);
}

function checkRef(text: string, ref: string): void {
  if (refPattern.test(ref)) return;
  throw new FlakeRefError(`in flake reference '${text}', '${ref}' is not a commit hash or branch/tag name`);
}

function checkRev(text: string, rev: string): void {
  if (revPattern.test(rev)) return;
  throw new FlakeRefError(`in flake reference '${text}', '${rev}' is not a commit hash`);
}

function parseUrl(text: string, scheme: string, rest: string, query: Map<string, string>): FlakeRefParts {
  const parts: FlakeRefParts = new Map();
  takeAttributes(parts, query, ["dir"]);
  switch (scheme) {
    case "flake":
      takeAttributes(parts, query, ["narHash"]);
      return new Map([...parts, ...parseIndirect(text, decodePercent(rest))]);
    case "path":
      return parsePathUrl(text, rest, query, parts);
    case "github":
    case "gitlab":
    case "sourcehut":
      return parseForge(text, scheme, rest, query, parts);
    default: {
      const { type, transport } = applicationOf(text, scheme, rest);
      takeAttributes(parts, query, optionalAttributes[type]);
      return parts.set("type", type).set("url", `${transport}:${rest}${formatQuery(query)}`);
    }
  }
}

function parsePathUrl(
  text: string,
  rest: string,
  query: Map<string, string>,
  parts: FlakeRefParts,
): FlakeRefParts {
  const authority = /^\/\/([^/]+)/.exec(rest);
  if (authority !== null) {
    throw new FlakeRefError(`path URL '${text}' should not have an authority ('${authority[1]!}')`);
  }
  takeAttributes(parts, query, optionalAttributes.path);
  noMore(text, query);
  return parts.set("type", "path").set("path", decodePercent(rest.replace(/^\/\//, "")));
}

/** Which program gets a URL, and the scheme it is for that program: `git+https` is git's, as `https`. */
function applicationOf(
  text: string,
  scheme: string,
  rest: string,
): { type: FlakeRefType; transport: string } {
  const plus = scheme.indexOf("+");
  const application = plus < 0 ? null : scheme.slice(0, plus);
  const transport = scheme.slice(plus + 1);
  switch (application) {
    case "git":
    case "hg":
    case "tarball":
    case "file":
      return { type: application, transport };
    case null:
      if (scheme === "git") return { type: "git", transport };
      if (scheme === "http" || scheme === "https") return { type: "tarball", transport };
      if (scheme === "file") return { type: archivePattern.test(rest) ? "tarball" : "file", transport };
  }
  throw new FlakeRefError(`input '${text}' is unsupported`);
}

function parseForge(
  text: string,
  type: FlakeRefType,
  path: string,
  query: Map<string, string>,
  parts: FlakeRefParts,
): FlakeRefParts {
  const [owner, repo, ...more] = path.replace(/^\/+/, "").split("/").map(decodePercent);
  if (!owner || !repo) throw new FlakeRefError(`URL '${text}' is invalid`);
  parts.set("type", type).set("owner", owner).set("repo", repo);
  const version = more.join("/");
  if (revPattern.test(version)) parts.set("rev", version);
  else if (version !== "") {
    checkRef(text, version);
    parts.set("ref", version);
  }
  for (const name of ["rev", "ref"]) {
    if (query.has(name) && parts.has(name)) {
      throw new FlakeRefError(`URL '${text}' contains multiple values for '${name}'`);
    }
  }
  takeAttributes(parts, query, optionalAttributes[type]);
  const { rev, ref } = Object.fromEntries(parts);
  if (rev !== undefined && ref !== undefined) {
    throw new FlakeRefError(`URL '${text}' contains both a commit hash and a branch/tag name`);
  }
  if (rev !== undefined) checkRev(text, String(rev));
  if (ref !== undefined) checkRef(text, String(ref));
  return parts;
}
