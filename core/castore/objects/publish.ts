/**
 * Writing a tree as static files that are read lazily:
 * - `castore.json`: what it is, and the names of the other files ({@link PublishedManifest});
 * - `dirs/b3/…`: the closure of directories, in castore's own layout;
 * - `packs/….list`: what is where in the packs ({@link encodePackList}, in zstd);
 * - `packs/….pack`: blocks of about 32 KiB of small files, each a zstd frame that a range request can bring;
 * - `blobs/b3/…`, `chunks/b3/…`: larger files, in castore's own layout.
 * All names but that of the first are digests: such files may be cached forever.
 */
import type { CallOptions } from "../blob-service.ts";
import { digestOf, emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { encodeNode } from "../directory-encoding.ts";
import { CastoreError } from "../errors.ts";
import { contentPieces } from "../export/tar.ts";
import { readFile } from "../file-content.ts";
import { toBase64 } from "../../nix-compat/index.ts";
import type { DirectoryNode, FileNode, Node } from "../node.ts";
import { concatenate } from "../streams.ts";
import type { Stores } from "../tree-writer.ts";
import { walkTree } from "../walk.ts";
import { copyClosure } from "../closure.ts";
import type { Chunker } from "../chunker.ts";
import type { Compress } from "./layout.ts";
import { ObjectBlobs } from "./object-blobs.ts";
import { ObjectDirectories } from "./object-directories.ts";
import type { ObjectStore } from "./object-source.ts";
import { encodePackList, type Block } from "./pack-list.ts";

/** The file that tells of a published tree. */
export const manifestName = "castore.json";

/** What that file holds, as JSON. */
export interface PublishedManifest {
  readonly version: 1;
  /** The tree's digest, `blake3-…`. */
  readonly root: string;
  /** Its node, encoded without a name, in base 64. */
  readonly node: string;
  /** The list's file. */
  readonly list: string;
  /** The packs' files and their sizes in bytes. */
  readonly packs: readonly { readonly file: string; readonly size: number }[];
  readonly files: number;
  /** Bytes of all files, each content once. */
  readonly bytes: number;
}

export interface PublishOptions extends CallOptions {
  readonly compress: Compress;
  /** Cuts the larger files. */
  readonly chunker: Chunker;
  /**
   * Paths that are needed first, in that order: they stand together. After them come `.nix` files and what is as small
   * as the scripts and patches beside them, then the rest.
   */
  readonly first?: readonly string[] | undefined;
  readonly onProgress?: ((progress: { files: number; of: number }) => void) | undefined;
}

/** Files up to this size are packed. */
const packUpTo = 1 << 20;
/** Files up to this size stand among the `.nix` files: evaluation reads many of them, too. */
const smallFile = 1 << 14;
/** Bytes of files in a block, about: what one request brings at least. */
const blockSize = 1 << 15;
/** Bytes of a pack's file, about. */
const packFileSize = 1 << 24;

/** A content and the place where it was met first. */
export interface NumberedBlob {
  readonly node: FileNode;
  readonly path: string;
}

/** The contents of a tree in the order in which a walk meets them, each once, the empty one never. */
export async function numberedBlobs(
  directories: Stores["directories"],
  root: Node,
  options?: CallOptions,
): Promise<Map<Digest, NumberedBlob>> {
  const blobs = new Map<Digest, NumberedBlob>();
  for await (const step of walkTree(directories, root, options)) {
    if (step.kind === "leave" || step.node.kind !== "file") continue;
    const { node, path } = step;
    if (node.digest !== emptyDigest && !blobs.has(node.digest)) blobs.set(node.digest, { node, path });
  }
  return blobs;
}

/** Whether a blob stands in a pack. */
export function isPacked({ size }: FileNode): boolean {
  return size <= packUpTo;
}

/** @throws CastoreError when the tree is not a directory or not complete */
export async function publishTree(
  stores: Stores,
  root: Node,
  target: ObjectStore,
  options: PublishOptions,
): Promise<PublishedManifest> {
  if (root.kind !== "directory") throw new CastoreError("invalid", "only a directory can be published");
  const { compress, chunker, signal } = options;
  await publishDirectories(stores, root, target, options);
  const blobs = await numberedBlobs(stores.directories, root, options);
  const numbers = new Map([...blobs.keys()].map((digest, i) => [digest, i]));
  const objects = new ObjectBlobs(target, { store: target, compress, chunker });
  const packer = new Packer(target, compress);
  let files = 0;
  let bytes = 0;
  for (const { node, path } of inOrder([...blobs.values()], options.first ?? [])) {
    signal?.throwIfAborted();
    files++;
    bytes += node.size;
    if (isPacked(node)) {
      await packer.add(numbers.get(node.digest)!, await readFile(stores.blobs, node, path, options));
    } else {
      const writer = objects.openWrite(options);
      for await (const piece of contentPieces(stores, node, path, options)) await writer.write(piece);
      await writer.close();
    }
    if (files % 500 === 0) options.onProgress?.({ files, of: blobs.size });
  }
  const { packs, list } = await packer.finish();
  const manifest: PublishedManifest = {
    version: 1,
    root: formatDigest(root.digest),
    node: toBase64(encodeNode(root)),
    list,
    packs,
    files,
    bytes,
  };
  // Comes last: what it names is there.
  await target.put(manifestName, new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  return manifest;
}

async function publishDirectories(
  stores: Stores,
  root: DirectoryNode,
  target: ObjectStore,
  { compress, ...options }: PublishOptions,
): Promise<void> {
  const directories = new ObjectDirectories(target, { store: target, compress });
  await copyClosure(stores.directories, directories, root.digest, options);
}

/** Contents in the order in which they are packed. */
function inOrder(blobs: readonly NumberedBlob[], first: readonly string[]): NumberedBlob[] {
  const ranks = new Map(first.map((path, i) => [path, i]));
  const rank = ({ path, node }: NumberedBlob): number =>
    ranks.get(path) ?? first.length + (path.endsWith(".nix") || node.size <= smallFile ? 0 : 1);
  return blobs
    .map((blob) => ({ blob, rank: rank(blob) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ blob }) => blob);
}

/** Puts contents into blocks, and blocks into packs. */
class Packer {
  private readonly blocks: Block[] = [];
  private readonly packs: { file: string; size: number }[] = [];
  private contents: Uint8Array[] = [];
  private numbers: number[] = [];
  private size = 0;
  private frames: Uint8Array[] = [];
  private framesSize = 0;

  constructor(
    private readonly target: ObjectStore,
    private readonly compress: Compress,
  ) {}

  async add(number: number, content: Uint8Array): Promise<void> {
    if (this.size > 0 && this.size + content.length > blockSize) await this.endBlock();
    this.contents.push(content);
    this.numbers.push(number);
    this.size += content.length;
  }

  private async endBlock(): Promise<void> {
    if (this.numbers.length === 0) return;
    const frame = this.compress(concatenate(this.contents));
    const { numbers: blobs, framesSize: offset } = this;
    this.blocks.push({ pack: this.packs.length, offset, packed: frame.length, blobs });
    this.frames.push(frame);
    this.framesSize += frame.length;
    this.contents = [];
    this.numbers = [];
    this.size = 0;
    if (this.framesSize >= packFileSize) await this.endPack();
  }

  private async endPack(): Promise<void> {
    if (this.frames.length === 0) return;
    const bytes = concatenate(this.frames);
    const file = `packs/${digestOf(bytes)}.pack`;
    await this.target.put(file, bytes);
    this.packs.push({ file, size: bytes.length });
    this.frames = [];
    this.framesSize = 0;
  }

  async finish(): Promise<{ packs: { file: string; size: number }[]; list: string }> {
    await this.endBlock();
    await this.endPack();
    const bytes = this.compress(encodePackList(this.blocks));
    const list = `packs/${digestOf(bytes)}.list`;
    await this.target.put(list, bytes);
    return { packs: this.packs, list };
  }
}
