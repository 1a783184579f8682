/** Trees of files in memory and on disk, for tests. Names and targets are byte strings. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { FileReceiver, NarKind, NarSource } from "../dump.ts";
import type { NarHandler } from "../reader.ts";

export type Tree =
  | { type: "regular"; executable: boolean; contents: Uint8Array }
  | { type: "symlink"; target: string }
  | { type: "directory"; entries: Map<string, Tree> };

/** A tree as a source; its root is at "/". Files come in chunks if a size is given. */
export class TreeSource implements NarSource {
  constructor(
    private readonly root: Tree,
    private readonly chunkSize: number | null = null,
  ) {}

  private find(path: string): Tree | undefined {
    let node: Tree | undefined = this.root;
    for (const part of path.split("/")) {
      if (part !== "") node = node?.type === "directory" ? node.entries.get(part) : undefined;
    }
    return node;
  }

  kind(path: string): NarKind | null {
    return this.find(path)?.type ?? null;
  }

  readDir(path: string): Map<string, NarKind> {
    const node = this.find(path);
    if (node?.type !== "directory") throw new Error(`no directory: ${path}`);
    return new Map([...node.entries].map(([name, entry]) => [name, entry.type]));
  }

  readLink(path: string): string {
    const node = this.find(path);
    if (node?.type !== "symlink") throw new Error(`no link: ${path}`);
    return node.target;
  }

  readInto(path: string, receiver: FileReceiver): void {
    const node = this.find(path);
    if (node?.type !== "regular") throw new Error(`no file: ${path}`);
    const { executable, contents } = node;
    receiver.begin(contents.length, executable);
    for (const chunk of chunksOf(contents, this.chunkSize ?? Math.max(1, contents.length)))
      receiver.write(chunk);
  }
}

/** Bytes in chunks of a size. */
export function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

/** Builds the tree a reader tells of. */
export class TreeBuilder implements NarHandler {
  root: Tree | null = null;
  private readonly open: Map<string, Tree>[] = [];
  private name = "";
  private executable = false;
  private size = 0;
  private chunks: Uint8Array[] = [];

  directory(): void {
    const entries = new Map<string, Tree>();
    this.add({ type: "directory", entries });
    this.open.push(entries);
  }
  entry(name: string): void {
    this.name = name;
  }
  endDirectory(): void {
    this.open.pop();
  }
  file(size: number, executable: boolean): void {
    this.size = size;
    this.executable = executable;
    this.chunks = [];
  }
  data(bytes: Uint8Array): void {
    this.chunks.push(new Uint8Array(bytes));
  }
  endFile(): void {
    const contents = new Uint8Array(Buffer.concat(this.chunks));
    if (this.size !== contents.length) throw new Error("a file ended before its size");
    this.add({ type: "regular", executable: this.executable, contents });
  }
  symlink(target: string): void {
    this.add({ type: "symlink", target });
  }
  private add(node: Tree): void {
    const directory = this.open.at(-1);
    if (directory === undefined) this.root = node;
    else directory.set(this.name, node);
  }
}

/** Collects what a sink is given. */
export class Collector {
  private readonly chunks: Uint8Array[] = [];
  readonly sink = (chunk: Uint8Array): void => void this.chunks.push(new Uint8Array(chunk));

  get bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.chunks));
  }
}

function onDisk(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

/** Writes a tree to disk. */
export function writeTree(path: string, tree: Tree): void {
  switch (tree.type) {
    case "regular":
      writeFileSync(onDisk(path), tree.contents);
      if (tree.executable) chmodSync(onDisk(path), 0o755);
      break;
    case "symlink":
      symlinkSync(onDisk(tree.target), onDisk(path));
      break;
    case "directory":
      mkdirSync(onDisk(path));
      for (const [name, entry] of tree.entries) writeTree(`${path}/${name}`, entry);
      break;
  }
}
