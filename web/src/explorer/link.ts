/**
 * Links to what the explorer shows: `#x1/<view>/<subject>?at=…&with=…` in the URL's fragment.
 *
 * subject = `path/<base name>`, `node/<node>/<name>`, `derivation/<node>/<name>`, `narinfo/…`, `listing/…` or
 * `paths/<name>/<base name>,<base name>,…`. Parameters: `at`, `from` (a binary cache that may have the path), `with`
 * (the other subject of a comparison) and `withFrom`. Everything but letters, digits, `-`, `_` and `.` (not at the end)
 * is written as `%` and two digits, byte by byte, texts as UTF-8; in `at`, also `/`, `+` and `~` stay as they are.
 */
import type { Subject } from "../../../workers/index.ts";
import { linkPrefix } from "./prefix.ts";
import { viewsOf } from "./subject.ts";
import type { Place, ViewName } from "./types.ts";

/** Characters of a fragment that is looked at at all. */
const longest = 65_536;
/** Characters of a castore node in base64url; names and targets of links are at most 4095 bytes long. */
const longestNode = 8192;
const longestName = 1024;
const longestUrl = 2048;

/** Base names of store paths (Nix manual, "Store Path"): names are at most 211 characters long. */
const baseName = /^[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+\-._?=]{1,211}$/;
const storeDir = "/nix/store/";

/** Makes the fragment, with its `#`. */
export function encodePlace(place: Place): string {
  const parameters: string[] = [];
  const add = (name: string, value: string): void => void parameters.push(`${name}=${value}`);
  if (place.at !== "") add("at", escapeBytes(place.at, true));
  const { subject } = place;
  if (subject.type === "path" && subject.from !== null) add("from", escapeText(subject.from));
  if (place.with !== null) {
    add("with", subjectParts(place.with));
    if (place.with.type === "path" && place.with.from !== null) add("withFrom", escapeText(place.with.from));
  }
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  // Programs take a dot at the end for the end of a sentence; with an empty name a slash is the end.
  return `${linkPrefix}${place.view}/${subjectParts(subject)}${query}`.replace(/[-_.+~]$/, (last) =>
    hex(last),
  );
}

/** Reads a fragment, with or without its `#`; null where it is no link of the explorer, or a damaged one. Never throws. */
export function decodePlace(fragment: string): Place | null {
  if (fragment.length > longest) return null;
  const [, view = "", parts = "", query = ""] = /^#?x1\/([a-z]+)\/([^?]*)(?:\?(.*))?$/s.exec(fragment) ?? [];
  const parameters = readParameters(query);
  if (parameters === null) return null;
  const subject = readSubject(parts, parameters.get("from"));
  const other = parameters.get("with");
  const against = other === undefined ? null : readSubject(other, parameters.get("withFrom"));
  const at = unescapeBytes(parameters.get("at") ?? "");
  if (subject === null || at === null || (other !== undefined && against === null)) return null;
  const known: readonly string[] = [...viewsOf(subject, null), "castore"];
  if (!known.includes(view)) return null;
  return { subject, view: view as ViewName, at, with: against };
}

function subjectParts(subject: Subject): string {
  switch (subject.type) {
    case "path":
      return `path/${escapeText(baseOf(subject.path))}`;
    case "node":
      return `node/${subject.node}/${escapeText(subject.name)}`;
    case "document":
      return `${subject.kind}/${subject.node}/${escapeText(subject.name)}`;
    case "paths":
      return `paths/${escapeText(subject.name)}/${subject.paths.map((path) => escapeText(baseOf(path))).join(",")}`;
  }
}

function readSubject(text: string, from: string | undefined): Subject | null {
  const [type = "", first = "", second, more] = text.split("/");
  if (more !== undefined) return null;
  switch (type) {
    case "path": {
      const path = readPath(first);
      const cache = from === undefined ? null : readUrl(from);
      if (second !== undefined || path === null || cache === undefined) return null;
      return { type, path, from: cache };
    }
    case "node":
    case "derivation":
    case "narinfo":
    case "listing": {
      const name = readName(second);
      const isNode = first !== "" && first.length <= longestNode && /^[A-Za-z0-9_-]+$/.test(first);
      if (!isNode || name === null || from !== undefined) return null;
      return type === "node"
        ? { type, node: first, name }
        : { type: "document", kind: type, node: first, name };
    }
    case "paths": {
      const name = readName(first);
      // Without any it is about all that the store has.
      const paths = (second ?? "") === "" ? [] : second!.split(",").map(readPath);
      if (name === null || from !== undefined || !paths.every((path) => path !== null)) return null;
      return { type, paths, name };
    }
    default:
      return null;
  }
}

function readPath(text: string): string | null {
  const base = unescapeText(text);
  return base !== null && baseName.test(base) ? storeDir + base : null;
}

function readName(text: string | undefined): string | null {
  const name = unescapeText(text ?? "");
  return name === null || name.length > longestName ? null : name;
}

/** Of a binary cache; undefined where it is none. */
function readUrl(text: string): string | undefined {
  const url = unescapeText(text);
  if (url === null || url.length > longestUrl) return undefined;
  return /^https?:\/\/[^\s]+$/.test(url) && URL.canParse(url) ? url : undefined;
}

/** Null where one is unknown, stands twice or has no value. */
function readParameters(query: string): Map<string, string> | null {
  const parameters = new Map<string, string>();
  if (query === "") return parameters;
  for (const parameter of query.split("&")) {
    const equals = parameter.indexOf("=");
    const name = parameter.slice(0, Math.max(0, equals));
    if (!["at", "from", "with", "withFrom"].includes(name) || parameters.has(name)) return null;
    parameters.set(name, parameter.slice(equals + 1));
  }
  return parameters.has("withFrom") && !parameters.has("with") ? null : parameters;
}

function baseOf(path: string): string {
  return path.startsWith(storeDir) ? path.slice(storeDir.length) : path;
}

function escapeText(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = "";
  for (const byte of bytes) out += escapeBytes(String.fromCharCode(byte), false);
  return out;
}

function unescapeText(text: string): string | null {
  const bytes = unescapeBytes(text);
  if (bytes === null) return null;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** Of a byte string. */
function escapeBytes(text: string, path: boolean): string {
  return text.replace(path ? /[^A-Za-z0-9\-_./+~]/gs : /[^A-Za-z0-9\-_.]/gs, hex);
}

/** A byte string; null where it is not what {@link escapeBytes} makes. */
function unescapeBytes(text: string): string | null {
  if (!/^(?:[A-Za-z0-9\-_./+~:]|%[0-9A-Fa-f]{2})*$/.test(text)) return null;
  return text.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function hex(char: string): string {
  return `%${char.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`;
}
