/** Lock files of flakes (Nix manual, "nix flake", lock files): read, written, compared. */
import { NixError } from "../../eval/index.ts";
import type { Input, ReadonlyInput } from "./input.ts";

/** What an input leads to: a node, or the way from the root to another input. */
export type LockEdge = LockNode | readonly string[];

/** A flake or tree, locked. */
export class LockNode {
  readonly inputs = new Map<string, LockEdge>();

  constructor(
    /** Null for the root only. */
    readonly locked: ReadonlyInput | null,
    readonly original: ReadonlyInput | null,
    readonly isFlake: boolean,
    /** Whose tree a relative path starts in; null where it isn't relative. */
    readonly parent: readonly string[] | null,
  ) {}
}

/** Whether an edge is a way rather than a node. */
export function isWay(edge: LockEdge): edge is readonly string[] {
  return !(edge instanceof LockNode);
}

/** Whether an input is a path that starts in another input's tree. */
export function isRelativePath(input: ReadonlyInput): boolean {
  const path = input.get("path");
  return input.get("type") === "path" && typeof path === "string" && !path.startsWith("/");
}

type Json = { [key: string]: unknown };

/** Nodes of a lock file, at most. */
const maxNodes = 100_000;

class Reader {
  private readonly nodes = new Map<string, LockNode>();
  private readonly texts: Json;

  constructor(
    private readonly path: string,
    private readonly lock: Json,
  ) {
    const { version, nodes, root } = lock;
    if (typeof version !== "number" || version < 5 || version > 7) {
      throw new NixError("value", `lock file '${path}' has unsupported version ${String(version)}`);
    }
    if (typeof root !== "string") this.fail("it does not name its root");
    this.texts = this.object(nodes, "its nodes");
    if (Object.keys(this.texts).length > maxNodes) this.fail(`it has more than ${maxNodes} nodes`);
  }

  private fail(what: string): never {
    throw new NixError("value", `lock file '${this.path}' can't be read: ${what}`);
  }

  private object(value: unknown, what: string): Json {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
    this.fail(`${what} are no object`);
  }

  root(): LockNode {
    const key = this.lock["root"] as string;
    const root = new LockNode(null, null, true, null);
    this.nodes.set(key, root);
    // A Map's iteration also visits what is added on the way.
    for (const [name, node] of this.nodes) this.fill(node, name);
    return root;
  }

  private node(key: string): LockNode {
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    const text = this.object(Object.hasOwn(this.texts, key) ? this.texts[key] : null, `node '${key}'`);
    const parent = text["parent"] === undefined ? null : this.way(text["parent"], key);
    const node = new LockNode(
      this.input(
        {
          ...this.object(text["locked"], `what node '${key}' has locked`),
          ...this.object(text["info"] ?? {}, "info"),
        },
        key,
      ),
      this.input(this.object(text["original"], `the original of node '${key}'`), key),
      text["flake"] !== false,
      parent,
    );
    this.nodes.set(key, node);
    return node;
  }

  private fill(node: LockNode, key: string): void {
    const text = this.object(Object.hasOwn(this.texts, key) ? this.texts[key] : null, `node '${key}'`);
    for (const [name, target] of Object.entries(this.object(text["inputs"] ?? {}, `inputs of '${key}'`))) {
      const id = toByteText(name);
      node.inputs.set(id, typeof target === "string" ? this.node(target) : this.way(target, key));
    }
  }

  private way(value: unknown, key: string): string[] {
    if (Array.isArray(value) && value.every((step) => typeof step === "string")) return value.map(toByteText);
    this.fail(`a way in node '${key}' is no list of names`);
  }

  private input(json: Json, key: string): Input {
    const input: Input = new Map();
    for (const [name, value] of Object.entries(json)) {
      if (typeof value === "string") input.set(name, toByteText(value));
      else if (typeof value === "number" || typeof value === "boolean") input.set(name, value);
      else this.fail(`attribute '${name}' of node '${key}' is neither text nor number nor Boolean`);
    }
    return input;
  }
}

function toByteText(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

function fromByteText(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}

/** Reads a lock file's text (a byte string). @throws NixError */
export function readLockFile(text: string, path: string): LockNode {
  let json: unknown;
  try {
    json = JSON.parse(fromByteText(text));
  } catch (error) {
    throw new NixError("value", `lock file '${path}' can't be read: ${(error as Error).message}`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new NixError("value", `lock file '${path}' can't be read: it is no object`);
  }
  return new Reader(path, json as Json).root();
}

/** The text of a lock file (a byte string), the same for equal graphs. */
export function writeLockFile(root: LockNode): string {
  const keys = new Map<LockNode, string>();
  const taken = new Set<string>();
  const nodes: Json = {};
  const keyFor = (id: string): string => {
    let key = id;
    for (let n = 2; taken.has(key); n++) key = `${id}_${n}`;
    taken.add(key);
    return key;
  };
  const dump = (id: string, node: LockNode): string => {
    const known = keys.get(node);
    if (known !== undefined) return known;
    const key = keyFor(id);
    keys.set(node, key);
    const inputs: Json = {};
    for (const [name, edge] of [...node.inputs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      inputs[fromByteText(name)] = isWay(edge) ? edge.map(fromByteText) : dump(name, edge);
    }
    nodes[fromByteText(key)] = {
      ...(node.inputs.size === 0 ? {} : { inputs }),
      ...(node.locked === null ? {} : { locked: inputJson(node.locked) }),
      ...(node.original === null ? {} : { original: inputJson(node.original) }),
      ...(node.isFlake ? {} : { flake: false }),
      ...(node.parent === null ? {} : { parent: node.parent.map(fromByteText) }),
    };
    return fromByteText(key);
  };
  const key = dump("root", root);
  return toByteText(JSON.stringify({ nodes, root: key, version: 7 }));
}

function inputJson(input: ReadonlyInput): Json {
  const json: Json = {};
  for (const name of [...input.keys()].sort()) {
    const value = input.get(name)!;
    json[name] =
      typeof value === "string" ? fromByteText(value) : typeof value === "bigint" ? Number(value) : value;
  }
  return json;
}

/** Ways that lead on to other ways, beyond this many, go in circles. */
const maxHops = 200;

/** The node a way leads to; null when it leads nowhere, or in circles. */
export function nodeAt(root: LockNode, way: readonly string[], hops = 0): LockNode | null {
  if (hops > maxHops) return null;
  let node = root;
  for (const name of way) {
    const edge = node.inputs.get(name);
    const next = edge === undefined ? null : isWay(edge) ? nodeAt(root, edge, hops + 1) : edge;
    if (next === null) return null;
    node = next;
  }
  return node;
}
