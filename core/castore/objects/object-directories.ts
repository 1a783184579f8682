/** Directories as files in castore's own layout: whole closures, found by their root. */
import type { CallOptions } from "../blob-service.ts";
import { walkClosure } from "../closure.ts";
import { RootToLeaves } from "../closure-order.ts";
import { emptyDigest, formatDigest, type Digest } from "../digest.ts";
import { emptyDirectory, type Directory, type SizeRule } from "../directory.ts";
import type { DirectoryService, DirectoryUploader } from "../directory-service.ts";
import { CastoreError } from "../errors.ts";
import { stagedUpload } from "../staged-upload.ts";
import { decodeClosure, decompressObject, encodeClosure, objectName, type Compress } from "./layout.ts";
import type { ObjectSource, ObjectStore } from "./object-source.ts";

/** Only roots have files of their own; what is below them is known once the root was read. */
export class ObjectDirectories implements DirectoryService {
  private readonly known = new Map<Digest, Directory>([[emptyDigest, emptyDirectory]]);
  private readonly reading = new Map<Digest, Promise<readonly Directory[]>>();

  /** @param writing - how closures are written; null if they can only be read */
  constructor(
    private readonly source: ObjectSource,
    private readonly writing: { readonly store: ObjectStore; readonly compress: Compress } | null = null,
    private readonly sizeRule?: SizeRule,
  ) {}

  /** Takes directories from elsewhere: they need not be read any more. */
  learn(directories: Iterable<Directory>): void {
    for (const directory of directories) this.known.set(directory.digest, directory);
  }

  async get(digest: Digest, options?: CallOptions): Promise<Directory | null> {
    options?.signal?.throwIfAborted();
    const known = this.known.get(digest);
    if (known !== undefined) return known;
    await this.closure(digest, options);
    return this.known.get(digest) ?? null;
  }

  /** Reads a closure, checks digests, order and sizes, and remembers all that is in it. */
  private closure(root: Digest, options: CallOptions | undefined): Promise<readonly Directory[]> {
    let reading = this.reading.get(root);
    if (reading === undefined) {
      reading = this.read(root, options).finally(() => this.reading.delete(root));
      this.reading.set(root, reading);
    }
    return reading;
  }

  private async read(root: Digest, options: CallOptions | undefined): Promise<readonly Directory[]> {
    const packed = await this.source.get(objectName("dirs", root), options);
    if (packed === null) return [];
    const bytes = decompressObject(packed, null, `the closure of directory ${formatDigest(root)}`);
    const directories = decodeClosure(bytes, root);
    const order = new RootToLeaves(root, this.sizeRule);
    for (const directory of directories) order.add(directory);
    order.finish();
    this.learn(directories);
    return directories;
  }

  async *getRecursive(root: Digest, options?: CallOptions): AsyncGenerator<Directory, void> {
    if (this.known.has(root)) yield* walkClosure(this, root, options);
    else yield* await this.closure(root, options);
  }

  async put(directory: Directory, options?: CallOptions): Promise<Digest> {
    const [child] = directory.children();
    if (child !== undefined && !this.known.has(child.node.digest)) {
      throw new CastoreError(
        "invalid",
        `directory ${formatDigest(directory.digest)} can only be stored together with those in it`,
      );
    }
    const closure: Directory[] = [];
    this.known.set(directory.digest, directory);
    for await (const one of walkClosure(this, directory.digest, options)) closure.push(one);
    await this.store(directory.digest, closure, options);
    return directory.digest;
  }

  putMultiple(options?: CallOptions): DirectoryUploader {
    return stagedUpload(this.sizeRule, options, async (root, directories) => {
      // Leaves first turned around is no order for reading: it must be breadth first.
      const byDigest = new Map(directories.map((directory) => [directory.digest, directory]));
      const closure: Directory[] = [];
      const get = async (digest: Digest): Promise<Directory | null> => byDigest.get(digest) ?? null;
      for await (const directory of walkClosure({ get }, root, options)) closure.push(directory);
      await this.store(root, closure, options);
      this.learn(directories);
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
