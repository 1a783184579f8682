/** Sizes of NARs, found from directories alone. */
import {
  CastoreError,
  formatDigest,
  type CallOptions,
  type Digest,
  type DirectoryNode,
  type DirectoryReader,
  type Node,
} from "../castore/index.ts";
import {
  narDirectorySize,
  narEntrySize,
  narFileSize,
  narMagicSize,
  narSymlinkSize,
} from "../nix-compat/index.ts";

/** Sizes in bytes; those of directories are remembered, as they follow from the digest. */
export class NarSizes {
  private readonly known = new Map<Digest, number>();

  /** @param limit - directories remembered */
  constructor(
    private readonly directories: DirectoryReader,
    private readonly limit = 100_000,
  ) {}

  /** Of a tree's NAR. @throws CastoreError (`missing`) for a directory that is not there, (`invalid`) beyond 2^53 */
  async ofNar(root: Node, options?: CallOptions): Promise<number> {
    return narMagicSize + (await this.ofNode(root, options));
  }

  /** Of what a node takes in a NAR. Errors as {@link ofNar}. */
  async ofNode(node: Node, options?: CallOptions): Promise<number> {
    const size = this.ofLeaf(node) ?? (await this.ofDirectory(node as DirectoryNode, options));
    if (Number.isSafeInteger(size)) return size;
    throw new CastoreError("invalid", "the tree is too large for a NAR");
  }

  /** Without waiting; null for directories that were not measured yet. */
  private ofLeaf(node: Node): number | null {
    switch (node.kind) {
      case "file":
        return narFileSize(node.size, node.executable);
      case "symlink":
        return narSymlinkSize(node.target.length);
      case "directory":
        return this.known.get(node.digest) ?? null;
    }
  }

  private async ofDirectory(node: DirectoryNode, options: CallOptions | undefined): Promise<number> {
    options?.signal?.throwIfAborted();
    const directory = await this.directories.get(node.digest, options);
    if (directory === null) {
      throw new CastoreError("missing", `directory ${formatDigest(node.digest)} is missing`);
    }
    let size = narDirectorySize;
    for (const { name, node: child } of directory.entries) {
      size += narEntrySize(name.length, this.ofLeaf(child) ?? (await this.ofNode(child, options)));
    }
    this.known.set(node.digest, size);
    if (this.known.size > this.limit) this.known.delete(this.known.keys().next().value!);
    return size;
  }
}
