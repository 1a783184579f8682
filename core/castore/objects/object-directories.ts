/** Directories as files in castore's own layout: whole closures, found by their root. */
import type { CallOptions } from "../blob-service.ts";
import { walkClosure } from "../closure.ts";
import { RootToLeaves } from "../closure-order.ts";
import { emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { emptyDirectory, type Directory, type SizeRule } from "../directory.ts";
import type { DirectoryService, DirectoryUploader } from "../directory-service.ts";
import { CastoreError } from "../errors.ts";
import { stagedUpload } from "../staged-upload.ts";
import { ClosureCache } from "./closure-cache.ts";
import { decodeClosure, decompressObject, encodeClosure, objectName, type Compress } from "./layout.ts";
import type { ObjectSource, ObjectStore } from "./object-source.ts";

/** A closure that is being read, by somebody who may give up. */
interface Reading {
  readonly closure: Promise<readonly Directory[]>;
  readonly signal: AbortSignal | undefined;
}

/** Only roots have files of their own; what is below them is known once the root was read. */
export class ObjectDirectories implements DirectoryService {
  /** What was learnt from elsewhere: it can't be read again. */
  private readonly known = new Map<Digest, Directory>([[emptyDigest, emptyDirectory]]);
  private readonly closures: ClosureCache;
  private readonly reading = new Map<Digest, Reading>();

  /**
   * @param writing - how closures are written; null if they can only be read
   * @param mostEntries - of directories that are kept in memory; what is needed again is read again
   */
  constructor(
    private readonly source: ObjectSource,
    private readonly writing: { readonly store: ObjectStore; readonly compress: Compress } | null = null,
    private readonly sizeRule?: SizeRule,
    mostEntries = Infinity,
  ) {
    this.closures = new ClosureCache(mostEntries);
  }

  /** Takes directories from elsewhere: they need not be read any more. */
  learn(directories: Iterable<Directory>): void {
    for (const directory of directories) this.known.set(directory.digest, directory);
  }

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    options?.signal?.throwIfAborted();
    const known = this.known.get(digest) ?? this.closures.get(digest);
    if (known !== undefined) return known;
    const closure = await this.closure(this.closures.rootOf(digest) ?? digest, options);
    return closure.find((directory) => directory.digest === digest) ?? null;
  }

  /** Reads a closure, checks digests, order and sizes, and remembers all that is in it. */
  private async closure(root: Digest, options: CallOptions | undefined): Promise<readonly Directory[]> {
    const reading = this.reading.get(root);
    if (reading === undefined) {
      const closure = this.read(root, options).finally(() => this.reading.delete(root));
      this.reading.set(root, { closure, signal: options?.signal });
      return closure;
    }
    try {
      return await reading.closure;
    } catch (error) {
      if (reading.signal?.aborted !== true) throw error;
      // Who gives up does not keep the others from getting it.
      options?.signal?.throwIfAborted();
      return this.closure(root, options);
    }
  }

  private async read(root: Digest, options: CallOptions | undefined): Promise<readonly Directory[]> {
    const packed = await this.source.get(objectName("dirs", root), options);
    if (packed === null) return [];
    const bytes = decompressObject(packed, null, `the closure of directory ${formatDigest(root)}`);
    const directories = decodeClosure(bytes, root);
    const order = new RootToLeaves(root, this.sizeRule);
    for (const directory of directories) order.add(directory);
    order.finish();
    this.closures.add(root, directories);
    return directories;
  }

  async *getRecursive(root: Digest, options?: CallOptions): AsyncGenerator<Directory, void> {
    const isKnown = this.known.has(root) || this.closures.rootOf(root) !== undefined;
    if (isKnown) yield* walkClosure(this, root, options);
    else yield* await this.closure(root, options);
  }

  async put(directory: Directory, options?: CallOptions): Promise<Digest> {
    const [child] = directory.children();
    if (child !== undefined && (await this.get(child.node.digest, options)) === null) {
      throw new CastoreError(
        "invalid",
        `directory ${formatDigest(directory.digest)} can only be stored together with those in it`,
      );
    }
    const { digest } = directory;
    const closure: Directory[] = [];
    const get = async (one: Digest): Promise<Directory | null> =>
      one === digest ? directory : this.get(one, options);
    for await (const one of walkClosure({ get }, digest, options)) closure.push(one);
    await this.store(digest, closure, options);
    this.closures.add(digest, closure);
    return digest;
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    return stagedUpload(this.sizeRule, options, async (root, directories) => {
      // Leaves first turned around is no order for reading: it must be breadth first.
      const byDigest = new Map(directories.map((directory) => [directory.digest, directory]));
      const closure: Directory[] = [];
      const get = async (digest: Digest): Promise<Directory | null> => byDigest.get(digest) ?? null;
      for await (const directory of walkClosure({ get }, root, options)) closure.push(directory);
      await this.store(root, closure, options);
      this.closures.add(root, closure);
    });
  }

  private async store(root: Digest, closure: readonly Directory[], options?: CallOptions): Promise<void> {
    if (this.writing === null) {
      throw new CastoreError("read-only", "this store of directories can't be written to");
    }
    const { store, compress } = this.writing;
    const name = objectName("dirs", root);
    if (await store.has(name, options)) return;
    await store.put(name, compress(encodeClosure(closure)), options);
  }
}
