/** The URL-like spelling of flake references. */
import {
  archivePattern,
  encodePath,
  FlakeRefError,
  type FlakeRefType,
  type FlakeRefValue,
  formatQuery,
  isFlakeRefType,
  splitUrl,
} from "./parts.ts";

type Parts = ReadonlyMap<string, FlakeRefValue>;

function attributeText(value: FlakeRefValue): string {
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value);
}

function required(parts: Parts, name: string): string {
  const value = parts.get(name);
  if (typeof value !== "string") throw new FlakeRefError(`input attribute '${name}' is missing`);
  return value;
}

/** A part of a path, in which `/` is no separator. */
function encodeSegment(text: string): string {
  return encodePath(text).replaceAll("/", "%2F");
}

/** The attributes that go into the query. */
function queryOf(parts: Parts, except: readonly string[]): Map<string, string> {
  const others = [...parts].filter(([name]) => name !== "type" && !except.includes(name));
  return new Map(others.map(([name, value]) => [name, attributeText(value)]));
}

/**
 * The URL-like spelling of a flake reference.
 * @throws FlakeRefError
 */
export function flakeRefToString(parts: Parts): string {
  const type = required(parts, "type");
  if (!isFlakeRefType(type)) throw new FlakeRefError(`input type '${type}' is not supported`);
  switch (type) {
    case "indirect": {
      const names = ["id", "ref", "rev"].filter((name) => name === "id" || parts.has(name));
      const path = names.map((name) => required(parts, name)).join("/");
      return `flake:${path}${formatQuery(queryOf(parts, ["id", "ref", "rev"]))}`;
    }
    case "path":
      return `path:${encodePath(required(parts, "path"))}${formatQuery(queryOf(parts, ["path"]))}`;
    case "github":
    case "gitlab":
    case "sourcehut":
      return forgeText(type, parts);
    default:
      return downloadText(type, parts);
  }
}

function forgeText(type: FlakeRefType, parts: Parts): string {
  if (parts.has("ref") && parts.has("rev")) {
    throw new FlakeRefError(`input has both a commit hash and a branch/tag name`);
  }
  const version = parts.get("rev") ?? parts.get("ref");
  const tail = version === undefined ? "" : `/${encodePath(attributeText(version))}`;
  const path = `${encodeSegment(required(parts, "owner"))}/${encodeSegment(required(parts, "repo"))}${tail}`;
  return `${type}:${path}${formatQuery(queryOf(parts, ["owner", "repo", "ref", "rev"]))}`;
}

function downloadText(type: FlakeRefType, parts: Parts): string {
  const text = required(parts, "url");
  const url = splitUrl(text);
  if (url === null) throw new FlakeRefError(`'${text}' is not a valid URL`);
  const query = new Map([...url.query, ...queryOf(parts, ["url"])]);
  const archive = archivePattern.test(url.rest);
  const plain =
    (type === "git" && url.scheme === "git") ||
    (type === "tarball" && archive) ||
    (type === "file" && url.scheme === "file" && !archive);
  return `${plain ? "" : `${type}+`}${url.scheme}:${url.rest}${formatQuery(query)}`;
}
