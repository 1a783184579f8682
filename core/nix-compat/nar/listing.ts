/** Listings of NARs (`.ls` files of binary caches): what is in one, and where the contents of files start. */
import { isJsonObject, parseJsonBytes } from "../json-bytes.ts";
import { nameFault, quoted, targetFault } from "./names.ts";
import type { NarHandler } from "./reader.ts";

/** A file: sizes and offsets in bytes. */
export interface ListedFile {
  type: "regular";
  size: number;
  executable: boolean;
  /** Where the contents start in the NAR; null when it isn't known. */
  narOffset: number | null;
}

export interface ListedDirectory {
  type: "directory";
  /** By name, in ascending order of bytes. */
  entries: Map<string, ListedNode>;
}

export interface ListedSymlink {
  type: "symlink";
  target: string;
}

/** A node of a listing. Names and targets are byte strings. */
export type ListedNode = ListedFile | ListedDirectory | ListedSymlink;

/** A text that is no listing. */
export class ListingError extends Error {}

/** Makes the listing of the NAR that a reader tells it about. */
export class ListingBuilder implements NarHandler {
  /** The root, once it has begun; complete when the reader is done. */
  root: ListedNode | null = null;
  private readonly open: Map<string, ListedNode>[] = [];
  private name = "";

  directory(): void {
    const entries = new Map<string, ListedNode>();
    this.add({ type: "directory", entries });
    this.open.push(entries);
  }

  entry(name: string): void {
    this.name = name;
  }

  endDirectory(): void {
    this.open.pop();
  }

  file(size: number, executable: boolean, narOffset: number): void {
    this.add({ type: "regular", size, executable, narOffset });
  }

  data(): void {
    // Contents are not listed.
  }

  endFile(): void {
    // Nothing is left open.
  }

  symlink(target: string): void {
    this.add({ type: "symlink", target });
  }

  private add(node: ListedNode): void {
    const directory = this.open.at(-1);
    if (directory === undefined) this.root = node;
    else directory.set(this.name, node);
  }
}

/** The node at a path, its parts separated by slashes (empty parts don't count); null when there is none. */
export function findListed(root: ListedNode, path: string): ListedNode | null {
  let node: ListedNode = root;
  for (const part of path.split("/")) {
    if (part === "") continue;
    const next = node.type === "directory" ? node.entries.get(part) : undefined;
    if (next === undefined) return null;
    node = next;
  }
  return node;
}

const escapes: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A name as JSON, as Nix writes it: bytes that are no UTF-8 stand as they are. */
export function quoteListed(text: string): string {
  // oxlint-disable-next-line no-control-regex -- controls are what must be escaped
  const escaped = text.replace(
    /["\\\x00-\x1f]/g,
    (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

/**
 * A node as JSON, as Nix writes it: a byte string, in which names that are no UTF-8 stand as they are.
 * @param depth - how many levels below the node to show; entries below it are `{}`
 */
export function listedToJson(root: ListedNode, depth = Infinity): string {
  const parts: string[] = [];
  /** What is still to be written, the next one last: text, or a node at a depth. */
  const todo: (string | { node: ListedNode; level: number })[] = [{ node: root, level: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === "string") parts.push(next);
    else if (next.level > depth) parts.push("{}");
    else if (next.node.type !== "directory") parts.push(leafToJson(next.node));
    else {
      parts.push('{"type":"directory","entries":{');
      todo.push("}}");
      const { level } = next;
      const entries = [...next.node.entries];
      for (let i = entries.length - 1; i >= 0; i--) {
        const [name, node] = entries[i]!;
        todo.push({ node, level: level + 1 }, `${i > 0 ? "," : ""}${quoteListed(name)}:`);
      }
    }
  }
  return parts.join("");
}

function leafToJson(node: ListedFile | ListedSymlink): string {
  if (node.type === "symlink") return `{"type":"symlink","target":${quoteListed(node.target)}}`;
  const executable = node.executable ? ',"executable":true' : "";
  const offset = node.narOffset === null ? "" : `,"narOffset":${node.narOffset}`;
  return `{"type":"regular","size":${node.size}${executable}${offset}}`;
}

/** Writes a listing, as Nix does. */
export function writeListing(root: ListedNode): string {
  return `{"version":1,"root":${listedToJson(root)}}`;
}

/**
 * Reads a listing (a byte string). Members it doesn't know are ignored.
 * @throws ListingError saying what is wrong, and at which path
 */
export function parseListing(text: string): ListedNode {
  let json: unknown;
  try {
    json = parseJsonBytes(text);
  } catch (error) {
    throw new ListingError(`a NAR listing that is no JSON: ${(error as Error).message}`);
  }
  const top = objectOf(json, "");
  if (top["version"] !== 1) throw new ListingError("a NAR listing's version must be 1");
  let root: ListedNode | undefined;
  const todo: { json: unknown; path: string; place: (node: ListedNode) => void }[] = [
    { json: top["root"], path: "/", place: (node) => void (root = node) },
  ];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { path, place } = next;
    const members = objectOf(next.json, path);
    if (members["type"] !== "directory") {
      place(parseLeaf(members, path));
      continue;
    }
    const entries = new Map<string, ListedNode>();
    place({ type: "directory", entries });
    const children = objectOf(members["entries"], path);
    for (const name of Object.keys(children).sort()) {
      const fault = nameFault(name);
      if (fault !== null) throw new ListingError(`${fault}, in ${quoted(path)} of a NAR listing`);
      // The order of the map is settled here, before the entry is read.
      entries.set(name, { type: "symlink", target: "" });
      const entryPath = path === "/" ? `/${name}` : `${path}/${name}`;
      todo.push({ json: children[name], path: entryPath, place: (node) => void entries.set(name, node) });
    }
  }
  return root!;
}

function objectOf(json: unknown, path: string): Record<string, unknown> {
  if (isJsonObject(json)) return json;
  throw new ListingError(path === "" ? "a NAR listing must be an object" : `${at(path)} must be an object`);
}

function at(path: string): string {
  return `${quoted(path)} of a NAR listing`;
}

function parseLeaf(members: Record<string, unknown>, path: string): ListedNode {
  const { type, target, size, executable = false, narOffset = null } = members;
  switch (type) {
    case "symlink": {
      const fault = typeof target === "string" ? targetFault(target) : "no target";
      if (fault !== null) throw new ListingError(`${fault}, at ${at(path)}`);
      return { type, target: target as string };
    }
    case "regular":
      if (!isSize(size)) throw new ListingError(`bad size at ${at(path)}`);
      if (typeof executable !== "boolean") throw new ListingError(`bad 'executable' at ${at(path)}`);
      if (narOffset !== null && !isSize(narOffset)) throw new ListingError(`bad 'narOffset' at ${at(path)}`);
      return { type, size, executable, narOffset };
    default:
      throw new ListingError(`bad type at ${at(path)}: it must be regular, directory or symlink`);
  }
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
