/** The rows of a listing: a tree laid out flat, as far as it is open. */
import type { ListedNode } from "../../../../core/nix-compat/index.ts";
import { readable } from "../table/marked-bytes.ts";

export interface ListingRow {
  /** Byte string, components joined by `/`; empty for the root. */
  raw: string;
  /** For people. */
  name: string;
  depth: number;
  node: ListedNode;
  /** Of a directory: whether it is open. */
  open: boolean;
  /** Bytes of files: its own, or of all below. */
  size: number;
}

export interface ListingMeasure {
  files: number;
  executables: number;
  directories: number;
  symlinks: number;
  bytes: number;
  /** Files whose place in the NAR is not told. */
  withoutOffset: number;
}

/** Counts all of a listing. */
export function measureListing(root: ListedNode): ListingMeasure {
  const measure = { files: 0, executables: 0, directories: 0, symlinks: 0, bytes: 0, withoutOffset: 0 };
  const todo: ListedNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.type === "symlink") measure.symlinks++;
    else if (node.type === "directory") {
      measure.directories++;
      for (const child of node.entries.values()) todo.push(child);
    } else {
      measure.files++;
      measure.bytes += node.size;
      if (node.executable) measure.executables++;
      if (node.narOffset === null) measure.withoutOffset++;
    }
  }
  return measure;
}

/** Bytes of the files of each directory, of all levels. */
export function directorySizes(root: ListedNode): Map<ListedNode, number> {
  const sizes = new Map<ListedNode, number>();
  /** Each directory twice: to go below it, and to add up when that is done. */
  const todo: { node: ListedNode; done: boolean }[] = [{ node: root, done: false }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, done } = next;
    if (node.type !== "directory") continue;
    if (done) {
      let size = 0;
      for (const child of node.entries.values()) size += sizeOf(child, sizes);
      sizes.set(node, size);
      continue;
    }
    todo.push({ node, done: true });
    for (const child of node.entries.values()) todo.push({ node: child, done: false });
  }
  return sizes;
}

function sizeOf(node: ListedNode, sizes: Map<ListedNode, number>): number {
  if (node.type === "regular") return node.size;
  return node.type === "symlink" ? node.target.length : (sizes.get(node) ?? 0);
}

/** Which directories are open: all but those named, or only those. */
export interface OpenState {
  all: boolean;
  except: ReadonlySet<string>;
}

export function isOpen({ all, except }: OpenState, raw: string): boolean {
  return all !== except.has(raw);
}

/** Opens or closes one. */
export function toggled(state: OpenState, raw: string): OpenState {
  const except = new Set(state.except);
  if (!except.delete(raw)) except.add(raw);
  return { ...state, except };
}

/** The rows in sight, in order of names; the root stands first and is always open. */
export function listingRows(
  root: ListedNode,
  sizes: ReadonlyMap<ListedNode, number>,
  open: OpenState,
  match: string,
): ListingRow[] {
  if (match !== "") return matchingRows(root, sizes, match.toLowerCase());
  const rows: ListingRow[] = [];
  const todo: { node: ListedNode; raw: string; depth: number }[] = [{ node: root, raw: "", depth: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, raw, depth } = next;
    const isDirectory = node.type === "directory";
    const unfolded = isDirectory && (depth === 0 || isOpen(open, raw));
    rows.push(rowOf(node, raw, depth, unfolded, sizes, lastOf(raw)));
    if (!unfolded) continue;
    const entries = [...node.entries];
    for (let i = entries.length - 1; i >= 0; i--) {
      const [name, child] = entries[i]!;
      todo.push({ node: child, raw: joined(raw, name), depth: depth + 1 });
    }
  }
  return rows;
}

/** Every entry whose path has the text in it, flat. */
function matchingRows(root: ListedNode, sizes: ReadonlyMap<ListedNode, number>, match: string): ListingRow[] {
  const rows: ListingRow[] = [];
  const todo: { node: ListedNode; raw: string }[] = [{ node: root, raw: "" }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, raw } = next;
    const text = readable(raw);
    if (raw !== "" && text.toLowerCase().includes(match)) rows.push(rowOf(node, raw, 0, false, sizes, text));
    if (node.type !== "directory") continue;
    const entries = [...node.entries];
    for (let i = entries.length - 1; i >= 0; i--) {
      const [name, child] = entries[i]!;
      todo.push({ node: child, raw: joined(raw, name) });
    }
  }
  return rows;
}

function rowOf(
  node: ListedNode,
  raw: string,
  depth: number,
  open: boolean,
  sizes: ReadonlyMap<ListedNode, number>,
  name: string,
): ListingRow {
  const size = node.type === "directory" ? (sizes.get(node) ?? 0) : node.type === "regular" ? node.size : 0;
  return { raw, name: readable(name), depth, node, open, size };
}

function joined(raw: string, name: string): string {
  return raw === "" ? name : `${raw}/${name}`;
}

function lastOf(raw: string): string {
  return raw.slice(raw.lastIndexOf("/") + 1);
}
