/** A tree of the store as evaluation reads it. */
import {
  type Digest,
  digestFromHex,
  digestOf,
  Directory,
  emptyDigest,
  emptyDirectory,
  type FileNode,
  type Node,
} from "../../core/castore/index.ts";
import type { FileKind } from "../../core/eval/index.ts";
import type { EvalIO, FileReceiver } from "../../core/glue/index.ts";
import { fromBytes } from "../../core/nix-compat/index.ts";
import type { BlobCache } from "./blob-cache.ts";
import { contentKeyOf } from "./content-key.ts";
import { neighboursOf, type Step } from "./neighbours.ts";
import { decodeObjects } from "./object-list.ts";
import type { ReadRequest, UsedObjects } from "./read-protocol.ts";

/** Answers while evaluation waits. */
export type Read = (request: ReadRequest) => Uint8Array;

/** What a tree is made of, as far as it is here. */
export interface TreeContents {
  /** Encoded directories; each is checked when it is first used. */
  directories: Map<Digest, Uint8Array>;
  /** Shared by all trees. */
  blobs: BlobCache;
}

/** Files up to this size are read, and kept, whole. */
const wholeUpTo = 1 << 20;
/** Bytes of one part of a larger one. */
const partSize = 1 << 20;
/** What comes with a file that has to be asked for. */
const nearby = { count: 64, size: 64 << 10, directories: 64 };
/** Links followed one after the other before a path counts as a loop, as in Nix. */
const maxLinks = 1024;

/** A directory, and where it really stands. */
interface Place {
  path: string;
  directory: Directory;
}

/** Paths start with `/` at the tree's root; errors name them below `prefix`. */
export class TreeFiles implements EvalIO {
  private readonly readBlobs = new Set<Digest>();
  private readonly readDirectories = new Set<Digest>();
  private readonly decoded = new Map<Digest, Directory>();
  private readonly places = new Map<string, Place | null>();
  private readonly root: Digest;

  /**
   * @param rootHex - the root's digest in hex
   * @param prefix - where the tree is mounted
   */
  constructor(
    readonly rootHex: string,
    private readonly prefix: string,
    private readonly shared: TreeContents,
    private readonly request: Read,
  ) {
    this.root = digestFromHex(rootHex);
  }

  /** What was read so far. */
  get used(): UsedObjects {
    return { directories: [...this.readDirectories], blobs: [...this.readBlobs] };
  }

  /** How much that is. */
  get usedCount(): number {
    return this.readDirectories.size + this.readBlobs.size;
  }

  kind(path: string): FileKind | null {
    const node = this.find(path, false);
    return node === null ? null : node.kind === "file" ? "regular" : node.kind;
  }

  read(path: string): string {
    return fromBytes(this.content(this.file(path), path));
  }

  readInto(path: string, receiver: FileReceiver): void {
    const file = this.file(path);
    receiver.begin(file.size, file.executable);
    if (file.size <= wholeUpTo) return receiver.write(this.content(file, path));
    this.readBlobs.add(file.digest);
    for (let from = 0; from < file.size; from += partSize) {
      const to = Math.min(file.size, from + partSize);
      receiver.write(this.request({ op: "range", root: this.rootHex, digest: file.digest, from, to }));
    }
  }

  readDir(path: string): Map<string, FileKind> {
    const node = this.existing(path, true);
    if (node.kind !== "directory")
      throw new Error(`opening directory '${this.prefix}${path}': Not a directory`);
    const { entries } = this.directory(node.digest);
    return new Map(entries.map(({ name, node: { kind } }) => [name, kind === "file" ? "regular" : kind]));
  }

  readLink(path: string): string {
    const node = this.existing(path, false);
    if (node.kind !== "symlink") {
      throw new Error(`reading symbolic link '${this.prefix}${path}': Invalid argument`);
    }
    return node.target;
  }

  contentKey(path: string): string | null {
    const node = this.find(path, false);
    return node === null ? null : contentKeyOf(node);
  }

  private file(path: string): FileNode {
    const node = this.existing(path, true);
    if (node.kind === "file") return node;
    throw new Error(`reading file '${this.prefix}${path}': Is a directory`);
  }

  private existing(path: string, follow: boolean): Node {
    const node = this.find(path, follow);
    if (node !== null) return node;
    throw new Error(`opening file '${this.prefix}${path}': No such file or directory`);
  }

  /** What stands at a path; links on the way, and at the end if `follow`, lead on inside of the tree. */
  private find(path: string, follow: boolean, links = 0): Node | null {
    if (path === "/" || path === "") return this.directory(this.root).node();
    const slash = path.lastIndexOf("/");
    const place = this.place(path.slice(0, slash), links);
    const node = place?.directory.get(path.slice(slash + 1)) ?? null;
    if (place === null || node?.kind !== "symlink" || !follow) return node;
    const target = targetOf(place.path, node.target);
    if (links >= maxLinks) {
      throw new Error(`opening '${this.prefix}${path}': Too many levels of symbolic links`);
    }
    return target === null ? null : this.find(target, true, links + 1);
  }

  /** The directory at a path; null when there is none. */
  private place(path: string, links: number): Place | null {
    let place = this.places.get(path);
    if (place === undefined) this.places.set(path, (place = this.locate(path, links)));
    return place;
  }

  private locate(path: string, links: number): Place | null {
    if (path === "") return { path, directory: this.directory(this.root) };
    const slash = path.lastIndexOf("/");
    const parent = this.place(path.slice(0, slash), links);
    const name = path.slice(slash + 1);
    const node = parent?.directory.get(name) ?? null;
    if (parent === null || node === null || node.kind === "file") return null;
    if (node.kind === "directory") {
      return { path: `${parent.path}/${name}`, directory: this.directory(node.digest) };
    }
    if (links >= maxLinks) {
      throw new Error(`opening '${this.prefix}${path}': Too many levels of symbolic links`);
    }
    const target = targetOf(parent.path, node.target);
    return target === null ? null : this.place(target === "/" ? "" : target, links + 1);
  }

  private directory(digest: Digest): Directory {
    this.readDirectories.add(digest);
    const { directories } = this.shared;
    if (!this.decoded.has(digest) && !directories.has(digest) && digest !== emptyDigest) {
      const answer = this.request({ op: "directories", root: this.rootHex, digest });
      for (const [other, content] of decodeObjects(answer)) directories.set(other, content);
    }
    const directory = this.known(digest);
    if (directory === null) throw new Error(`a directory of '${this.prefix}' is missing: verify the store`);
    return directory;
  }

  /** A directory that is here; null for others. */
  private known(digest: Digest): Directory | null {
    let directory = this.decoded.get(digest);
    if (directory !== undefined) return directory;
    if (digest === emptyDigest) return emptyDirectory;
    const bytes = this.shared.directories.get(digest);
    if (bytes === undefined) return null;
    if (digestOf(bytes) !== digest) {
      throw new Error(`a directory of '${this.prefix}' is damaged: verify the store`);
    }
    directory = Directory.decode(bytes);
    this.decoded.set(digest, directory);
    return directory;
  }

  private content(file: FileNode, path: string): Uint8Array {
    const { blobs } = this.shared;
    this.readBlobs.add(file.digest);
    const known = blobs.get(file.digest);
    if (known !== undefined) return known;
    if (file.digest === emptyDigest) return new Uint8Array(0);
    const answer = this.request({
      op: "blobs",
      root: this.rootHex,
      wanted: [file.digest],
      neighbours: this.neighbours(path, file.digest),
    });
    let found: Uint8Array | null = null;
    for (const [digest, content] of decodeObjects(answer)) {
      if (digest === file.digest) found = content;
      // A view would keep the whole answer in memory.
      blobs.set(digest, content.slice());
    }
    if (found?.length !== file.size) {
      throw new Error(`reading file '${this.prefix}${path}': the store gave another file: verify the store`);
    }
    return found;
  }

  /** Nix files that stand near one: whoever reads it may read them next. */
  private neighbours(path: string, own: Digest): string[] {
    const place = this.place(path.slice(0, path.lastIndexOf("/")), 0);
    const names = place?.path.split("/").slice(1) ?? [];
    const steps: Step[] = [];
    for (let directory: Directory | null = this.known(this.root); directory !== null;) {
      const next: string | null = names[steps.length] ?? null;
      steps.push({ directory, next });
      const node: Node | null = next === null ? null : directory.get(next);
      directory = node?.kind === "directory" ? this.known(node.digest) : null;
    }
    const { blobs } = this.shared;
    const known = (digest: Digest): Directory | null => this.known(digest);
    return [...neighboursOf(steps, known, (digest) => digest !== own && !blobs.has(digest), nearby)];
  }
}

/** Where a link in a directory leads; null for what is outside of the tree. */
function targetOf(directory: string, target: string): string | null {
  // Where an absolute link leads is not known here.
  if (target.startsWith("/")) return null;
  const parts = directory.split("/").slice(1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return `/${parts.join("/")}`;
}
