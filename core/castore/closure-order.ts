/** The two orders in which closures of directories travel, and who checks them. */
import { formatDigest, type Digest } from "./digest.ts";
import { defaultSizeRule, type Directory, type Entry, type SizeRule } from "./directory.ts";
import { CastoreError, quoteBytes } from "./errors.ts";
import type { DirectoryNode } from "./node.ts";

/** Checks directories that come leaves first, as in uploads. Keeps one number per directory. */
export class LeavesToRoot {
  private readonly sizes = new Map<Digest, number>();
  /** Directories that nothing has referred to yet. */
  private readonly roots = new Set<Digest>();

  /** @param rule - how the sizes in the directories must have been counted */
  constructor(private readonly rule: SizeRule = defaultSizeRule) {}

  /**
   * Takes the next directory; false when it came before.
   * @throws CastoreError (`invalid`) when it refers to one that did not come before, or with a wrong size
   */
  add(directory: Directory): boolean {
    const { digest } = directory;
    if (this.sizes.has(digest)) return false;
    for (const child of directory.children()) {
      const size = this.sizes.get(child.node.digest);
      if (size === undefined) {
        throw edgeError(digest, child, "refers to a directory that has not come before");
      }
      checkEdge(digest, child, size);
    }
    for (const child of directory.children()) this.roots.delete(child.node.digest);
    this.sizes.set(digest, directory.size(this.rule));
    this.roots.add(digest);
    return true;
  }

  /** The root's digest, after the last directory. @throws CastoreError (`invalid`) unless there is exactly one */
  finish(): Digest {
    if (this.roots.size === 0) throw new CastoreError("invalid", "the closure has no directories");
    const [root, other] = this.roots;
    if (other !== undefined) {
      throw new CastoreError(
        "invalid",
        `the closure has ${this.roots.size} roots, among them ${formatDigest(root!)} and ${formatDigest(other)}`,
      );
    }
    return root!;
  }
}

/** Checks directories that come root first, as in downloads. Keeps one number per directory. */
export class RootToLeaves {
  /** What is expected: by digest, the size stated for it; null for the root, whose size nobody states. */
  private readonly expected: Map<Digest, number | null>;
  private readonly seen = new Set<Digest>();
  /** Sizes stated for the directories that came. */
  private readonly sizes = new Map<Digest, number>();

  /**
   * @param root - the digest asked for
   * @param rule - how the sizes in the directories must have been counted
   */
  constructor(
    root: Digest,
    private readonly rule: SizeRule = defaultSizeRule,
  ) {
    this.expected = new Map([[root, null]]);
  }

  /** Whether a directory of this digest may come next: what arrives can be refused before it is parsed. */
  expects(digest: Digest): boolean {
    return this.expected.has(digest);
  }

  /**
   * Takes the next directory.
   * @throws CastoreError (`invalid`) when nothing before refers to it, when it came before, or when its size
   *   is not what is said elsewhere
   */
  add(directory: Directory): void {
    const { digest } = directory;
    const stated = this.expected.get(digest);
    if (stated === undefined) {
      const fault = this.seen.has(digest) ? "comes twice" : "was not asked for";
      throw new CastoreError("invalid", `directory ${formatDigest(digest)} ${fault}`);
    }
    const size = directory.size(this.rule);
    if (stated !== null && stated !== size) {
      throw new CastoreError(
        "invalid",
        `directory ${formatDigest(digest)} has the size ${size}, but ${stated} is stated for it`,
      );
    }
    this.expected.delete(digest);
    this.seen.add(digest);
    this.sizes.set(digest, size);
    for (const child of directory.children()) {
      const known = this.sizes.get(child.node.digest) ?? this.expected.get(child.node.digest) ?? null;
      if (known !== null) checkEdge(digest, child, known);
      if (!this.seen.has(child.node.digest)) this.expected.set(child.node.digest, child.node.size);
    }
  }

  /** Checks, after the last directory, that all have come. @throws CastoreError (`missing`) */
  finish(): void {
    const [digest] = this.expected.keys();
    if (digest === undefined) return;
    throw new CastoreError(
      "missing",
      `${this.expected.size} directories of the closure are missing, among them ${formatDigest(digest)}`,
    );
  }
}

type Edge = Entry & { readonly node: DirectoryNode };

function checkEdge(parent: Digest, child: Edge, size: number): void {
  if (child.node.size !== size) {
    throw edgeError(parent, child, `states the size ${child.node.size}, but the directory's size is ${size}`);
  }
}

function edgeError(parent: Digest, child: Edge, fault: string): CastoreError {
  return new CastoreError(
    "invalid",
    `entry ${quoteBytes(child.name)} of directory ${formatDigest(parent)} ${fault}`,
  );
}
