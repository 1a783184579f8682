/**
 * Flake references: the URL-like spelling and the set of attributes it stands for (the manual's "Flake
 * references"). Pure text work; nothing is fetched or looked up.
 */

export type FlakeRefValue = string | boolean | number | bigint;
/** Attributes by name; `type` tells the kind. */
export type FlakeRefParts = Map<string, FlakeRefValue>;

const revPattern = /^[0-9a-fA-F]{40}$/;
const refPattern = /^[a-zA-Z0-9@][a-zA-Z0-9_.+@/-]*$/;
const idPattern = /^[A-Za-z][A-Za-z0-9_-]*$/;
const urlPattern = /^([A-Za-z][A-Za-z0-9+.-]*):([^?]*)(?:\?(.*))?$/s;
const archivePattern = /\.(zip|tar|tgz|tar\.gz|tar\.xz|tar\.bz2|tar\.zst)$/;
const forges = new Set(["github", "gitlab", "sourcehut"]);

/** Attributes that are numbers or booleans; all others are strings. */
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
/** Query parameters that are attributes; the others stay in the URL. */
const attributesOf: Record<string, readonly string[]> = {
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
  tarball: ["narHash", "rev", "revCount", "lastModified", "unpack", "name"],
  file: ["narHash", "rev", "revCount", "lastModified", "unpack", "name"],
};

function decode(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function encode(text: string, kept: RegExp): string {
  return text.replace(/[^]/g, (c) =>
    kept.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

const keptInQuery = /[A-Za-z0-9\-._~!$'()*,;:@/?]/;
const keptInPath = /[A-Za-z0-9\-._~!$&'()*+,;=:@/]/;

function parseQuery(query: string): Map<string, string> {
  const result = new Map<string, string>();
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    if (equals > 0) result.set(part.slice(0, equals), decode(part.slice(equals + 1)));
  }
  return result;
}

function formatQuery(query: ReadonlyMap<string, string>): string {
  if (query.size === 0) return "";
  const names = [...query.keys()].sort();
  return `?${names.map((name) => `${encode(name, keptInQuery)}=${encode(query.get(name)!, keptInQuery)}`).join("&")}`;
}

/** A query parameter as the attribute it stands for. */
function attribute(name: string, text: string): FlakeRefValue {
  if (booleans.has(name)) return text === "1";
  if (integers.has(name)) {
    if (!/^\d+$/.test(text))
      throw new Error(`flake reference attribute '${name}' is not an integer: '${text}'`);
    return Number(text);
  }
  return text;
}

function attributeText(value: FlakeRefValue): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
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

/**
 * Takes a flake reference apart.
 * @throws Error with a message for people.
 */
export function parseFlakeRef(text: string): FlakeRefParts {
  const hash = text.indexOf("#");
  if (hash >= 0)
    throw new Error(`unexpected fragment '${text.slice(hash + 1)}' in flake reference '${text}'`);
  const url = urlPattern.exec(text);
  if (url !== null) return parseUrl(text, url[1]!, url[2]!, parseQuery(url[3] ?? ""));
  if (text.startsWith("/")) {
    const [path, query] = split(text, "?");
    const parts: FlakeRefParts = new Map([
      ["type", "path"],
      ["path", decode(path)],
    ]);
    const parameters = parseQuery(query);
    takeAttributes(parts, parameters, parameters.keys());
    return parts;
  }
  const parts = parseIndirect(text);
  if (parts === null) throw new Error(`'${text}' is not a valid flake reference`);
  return parts;
}

function split(text: string, separator: string): [string, string] {
  const i = text.indexOf(separator);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}

function parseIndirect(text: string): FlakeRefParts | null {
  const [id, first, second, ...more] = text.split("/");
  if (!idPattern.test(id!) || more.length > 0) return null;
  const parts: FlakeRefParts = new Map([
    ["type", "indirect"],
    ["id", id!],
  ]);
  if (first === undefined) return parts;
  if (second !== undefined) {
    if (!refPattern.test(first) || !revPattern.test(second)) return null;
    return parts.set("ref", first).set("rev", second);
  }
  if (revPattern.test(first)) return parts.set("rev", first);
  return refPattern.test(first) ? parts.set("ref", first) : null;
}

function parseUrl(text: string, scheme: string, rest: string, query: Map<string, string>): FlakeRefParts {
  const parts: FlakeRefParts = new Map();
  takeAttributes(parts, query, ["dir"]);
  if (scheme === "flake") {
    const indirect = parseIndirect(decode(rest));
    if (indirect === null) throw new Error(`'${text}' is not a valid flake reference`);
    return new Map([...parts, ...indirect]);
  }
  if (scheme === "path") {
    takeAttributes(parts, query, ["rev", "revCount", "lastModified", "narHash"]);
    return parts.set("type", "path").set("path", decode(rest.replace(/^\/\/(?=\/)/, "")));
  }
  if (forges.has(scheme)) return parseForge(text, scheme, decode(rest), query, parts);
  const plus = scheme.indexOf("+");
  const application = plus < 0 ? null : scheme.slice(0, plus);
  const transport = plus < 0 ? scheme : scheme.slice(plus + 1);
  let type: string;
  if (application === "git" || application === "hg" || application === "tarball" || application === "file") {
    type = application;
  } else if (scheme === "git") type = "git";
  else if (scheme === "http" || scheme === "https" || scheme === "file") {
    type = archivePattern.test(rest) || scheme !== "file" ? "tarball" : "file";
  } else throw new Error(`input '${text}' is unsupported`);
  takeAttributes(parts, query, attributesOf[type]!);
  return parts.set("type", type).set("url", `${transport}:${rest}${formatQuery(query)}`);
}

function parseForge(
  text: string,
  scheme: string,
  path: string,
  query: Map<string, string>,
  parts: FlakeRefParts,
): FlakeRefParts {
  const [owner, repo, ...more] = path.replace(/^\/+/, "").split("/");
  if (!owner || !repo) throw new Error(`URL '${text}' is invalid`);
  parts.set("type", scheme).set("owner", owner).set("repo", repo);
  const version = more.join("/");
  if (version !== "") {
    if (revPattern.test(version)) parts.set("rev", version);
    else if (refPattern.test(version)) parts.set("ref", version);
    else throw new Error(`in URL '${text}', '${version}' is not a commit hash or branch/tag name`);
  }
  for (const name of ["rev", "ref"]) {
    if (query.has(name) && parts.has(name))
      throw new Error(`URL '${text}' contains multiple values for '${name}'`);
  }
  takeAttributes(parts, query, ["rev", "ref", "host", "narHash", "lastModified"]);
  if (parts.has("rev") && parts.has("ref")) {
    throw new Error(`URL '${text}' contains both a commit hash and a branch/tag name`);
  }
  return parts;
}

function required(parts: ReadonlyMap<string, FlakeRefValue>, name: string): string {
  const value = parts.get(name);
  if (typeof value !== "string") throw new Error(`input attribute '${name}' is missing`);
  return value;
}

/**
 * The URL-like spelling of a flake reference.
 * @throws Error with a message for people.
 */
export function flakeRefToString(parts: ReadonlyMap<string, FlakeRefValue>): string {
  const type = required(parts, "type");
  const query = new Map<string, string>();
  const inQuery = (except: readonly string[]): void => {
    for (const [name, value] of parts)
      if (name !== "type" && !except.includes(name)) query.set(name, attributeText(value));
  };
  if (type === "indirect") {
    inQuery(["id", "ref", "rev"]);
    const tail = ["ref", "rev"].map((name) => (parts.has(name) ? `/${required(parts, name)}` : "")).join("");
    return `flake:${required(parts, "id")}${tail}${formatQuery(query)}`;
  }
  if (type === "path") {
    inQuery(["path"]);
    return `path:${encode(required(parts, "path"), keptInPath)}${formatQuery(query)}`;
  }
  if (forges.has(type)) {
    inQuery(["owner", "repo", "ref", "rev"]);
    if (parts.has("ref") && parts.has("rev")) {
      throw new Error(`input has both a commit hash and a branch/tag name`);
    }
    const version = parts.get("rev") ?? parts.get("ref");
    const tail = version === undefined ? "" : `/${attributeText(version)}`;
    return `${type}:${encode(`${required(parts, "owner")}/${required(parts, "repo")}${tail}`, keptInPath)}${formatQuery(query)}`;
  }
  if (!(type in attributesOf)) throw new Error(`input type '${type}' is not supported`);
  const url = urlPattern.exec(required(parts, "url"));
  if (url === null) throw new Error(`'${required(parts, "url")}' is not a valid URL`);
  for (const [name, value] of parseQuery(url[3] ?? "")) query.set(name, value);
  inQuery(["url"]);
  const scheme = url[1]!;
  const plain =
    (type === "git" && scheme === "git") ||
    (type === "tarball" && scheme !== "file" && archivePattern.test(url[2]!)) ||
    (type === "tarball" && scheme === "file" && archivePattern.test(url[2]!)) ||
    (type === "file" && scheme === "file" && !archivePattern.test(url[2]!));
  return `${plain ? "" : `${type}+`}${scheme}:${url[2]!}${formatQuery(query)}`;
}
