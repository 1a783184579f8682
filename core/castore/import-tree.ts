/** Importing trees that can be asked for their parts: in memory, or behind a synchronous file system. */
import type { Node } from "./node.ts";
import {
  symlinkTo,
  TreeWriter,
  type ImportOptions,
  type PendingEntry,
  type PendingNode,
  type Stores,
} from "./tree-writer.ts";

export interface TreeDirectory {
  readonly kind: "directory";
  /** The entries, in any order; asked for once. Names are byte strings. */
  entries(): Iterable<readonly [name: string, item: TreeItem]>;
}

export interface TreeFile {
  readonly kind: "file";
  readonly executable: boolean;
  /** The content, in one piece or as a stream; asked for once. It must not be changed later. */
  read(): Uint8Array | Promise<Uint8Array> | ReadableStream<Uint8Array>;
}

export interface TreeSymlink {
  readonly kind: "symlink";
  /** A byte string. */
  readonly target: string;
}

/** A tree, or part of one. */
export type TreeItem = TreeDirectory | TreeFile | TreeSymlink;

/**
 * Stores a tree; its root node.
 * @throws CastoreError (`invalid`) naming the directory and the entry, for names and targets no tree may have
 */
export async function importTree(stores: Stores, root: TreeItem, options: ImportOptions = {}): Promise<Node> {
  const writer = await TreeWriter.open(stores, options);
  try {
    return await writer.finish(await store(writer, root));
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

interface OpenDirectory {
  readonly path: string;
  readonly name: string;
  readonly left: Iterator<readonly [string, TreeItem]>;
  readonly done: PendingEntry[];
}

async function store(writer: TreeWriter, root: TreeItem): Promise<PendingNode> {
  if (root.kind !== "directory") return leaf(writer, root);
  const open = [enter("", "", root)];
  while (true) {
    const top = open.at(-1)!;
    const step = top.left.next();
    if (step.done !== true) {
      const [name, item] = step.value;
      if (item.kind === "directory")
        open.push(enter(top.path === "" ? name : `${top.path}/${name}`, name, item));
      else top.done.push({ name, pending: await leaf(writer, item) });
      continue;
    }
    const pending = await writer.directory(top.done, top.path);
    open.pop();
    const parent = open.at(-1);
    if (parent === undefined) return pending;
    parent.done.push({ name: top.name, pending });
  }
}

function enter(path: string, name: string, item: TreeDirectory): OpenDirectory {
  return { path, name, left: item.entries()[Symbol.iterator](), done: [] };
}

async function leaf(writer: TreeWriter, item: TreeFile | TreeSymlink): Promise<PendingNode> {
  if (item.kind === "symlink") return symlinkTo(item.target);
  const content = await item.read();
  return content instanceof Uint8Array
    ? writer.file(content, item.executable)
    : writer.fileFromStream(content, item.executable);
}
