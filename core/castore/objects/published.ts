/** Reading a published tree: only what is asked for is brought, and all of it is checked. */
import type {
  BlobService,
  BlobWriter,
  CallOptions,
  Chunk,
  ReadOptions,
  ReadWholeOptions,
} from "../blob-service.ts";
import { digestFromHex, digestOf, emptyDigest, formatDigest, parseDigest, type Digest } from "../digest.ts";
import { decodeNode } from "../directory-encoding.ts";
import type { Directory, SizeRule } from "../directory.ts";
import { CastoreError } from "../errors.ts";
import { fromBase64, fromBytes } from "../../nix-compat/index.ts";
import type { DirectoryNode } from "../node.ts";
import { checkLimit, cutRange } from "../ranges.ts";
import { streamOfBytes } from "../streams.ts";
import { decompressObject } from "./layout.ts";
import { ObjectBlobs } from "./object-blobs.ts";
import { ObjectDirectories } from "./object-directories.ts";
import type { ObjectSource } from "./object-source.ts";
import { decodePackList, type Block } from "./pack-list.ts";
import {
  isPacked,
  manifestName,
  numberedBlobs,
  type NumberedBlob,
  type PublishedManifest,
} from "./publish.ts";
import { ReadAhead } from "./read-ahead.ts";

/** Largest manifest: thousands of packs. */
const maxManifest = 1 << 20;
/** Requests for blocks that are no further apart become one, and none is larger than this but for one block. */
const maxGap = 1 << 15;
const maxRequest = 1 << 21;
/** Bytes of unpacked blobs kept for who asks for their neighbours. */
const keptBytes = 1 << 25;
/** Requests at once. */
const parallel = 6;

/** A tree on a static host. */
export class PublishedTree implements BlobService {
  private readonly large: ObjectBlobs;
  /** Contents of blocks that were brought; those that came first leave first. */
  private readonly kept = new Map<Digest, Uint8Array>();
  private keptSize = 0;
  private readonly bringing = new Map<Block, Promise<void>>();
  private readonly readAhead: ReadAhead;

  private constructor(
    private readonly source: ObjectSource,
    readonly manifest: PublishedManifest,
    /** The tree. */
    readonly root: DirectoryNode,
    readonly directories: ObjectDirectories,
    private readonly blobs: readonly NumberedBlob[],
    private readonly places: ReadonlyMap<Digest, Block>,
    blocks: readonly Block[],
  ) {
    this.large = new ObjectBlobs(source);
    this.readAhead = new ReadAhead(blocks);
  }

  /**
   * Reads what a tree is, and the names in it: three requests, or two where its directories are at hand.
   * @param options - `expected`: the digest the tree must have; whatever the host says, if null. `near`: gives a root's
   *   directories; null where it doesn't have them all
   * @throws CastoreError (`missing`) when there is none, (`corrupt`, `invalid`) when it is not as it must be
   */
  static async open(
    source: ObjectSource,
    options: CallOptions & {
      readonly expected?: Digest | null;
      readonly sizeRule?: SizeRule;
      readonly near?: (root: Digest) => Promise<readonly Directory[] | null>;
    } = {},
  ): Promise<PublishedTree> {
    const { expected = null, sizeRule, near, ...call } = options;
    const manifest = await readManifest(source, call);
    const { node } = decodeNode(fromBase64(manifest.node), "anonymous");
    if (node.kind !== "directory") throw new CastoreError("invalid", "what is published is no directory");
    if (expected !== null && node.digest !== expected) {
      throw new CastoreError(
        "corrupt",
        `what is published is ${formatDigest(node.digest)}, not ${formatDigest(expected)}`,
      );
    }
    const directories = new ObjectDirectories(source, null, sizeRule);
    directories.learn((await near?.(node.digest)) ?? []);
    const [list, closure] = await Promise.all([
      source.get(manifest.list, call),
      directories.get(node.digest, call),
    ]);
    if (list === null) throw new CastoreError("missing", `'${manifest.list}' is missing`);
    if (closure === null)
      throw new CastoreError("missing", `directory ${formatDigest(node.digest)} is missing`);
    if (!manifest.list.includes(digestOf(list)))
      throw new CastoreError("corrupt", `'${manifest.list}' is damaged`);
    const blobs = [...(await numberedBlobs(directories, node, call)).values()];
    const places = new Map<Digest, Block>();
    const blocks = decodePackList(decompressObject(list, null, `'${manifest.list}'`));
    for (const block of blocks) {
      if (manifest.packs[block.pack] === undefined)
        throw new CastoreError("corrupt", "the list names a pack too many");
      for (const number of block.blobs) {
        const blob = blobs[number];
        if (blob === undefined) throw new CastoreError("corrupt", "the list names a file too many");
        places.set(blob.node.digest, block);
      }
    }
    return new PublishedTree(source, manifest, node, directories, blobs, places, blocks);
  }

  async has(digest: Digest, options?: CallOptions): Promise<boolean> {
    if (digest === emptyDigest || this.places.has(digest)) return true;
    return this.large.has(digest, options);
  }

  async read(digest: Digest, options?: ReadWholeOptions): Promise<Uint8Array | null> {
    if (digest === emptyDigest) return new Uint8Array(0);
    const block = this.places.get(digest);
    if (block === undefined) return this.large.read(digest, options);
    let content = this.kept.get(digest);
    // Twice: another request may have brought it, but for more than is kept.
    for (let attempt = 0; attempt < 2 && content === undefined; attempt++) {
      const found = await this.bring([block], options, digest);
      content = this.kept.get(digest) ?? found ?? undefined;
    }
    if (content === undefined)
      throw new CastoreError("corrupt", `blob ${formatDigest(digest)} is not in its block`);
    checkLimit(digest, content.length, options?.limit);
    return content;
  }

  async openRead(digest: Digest, options: ReadOptions = {}): Promise<ReadableStream<Uint8Array> | null> {
    if (digest !== emptyDigest && !this.places.has(digest)) return this.large.openRead(digest, options);
    const content = (await this.read(digest, options))!;
    const { start, end } = cutRange(options.range ?? { start: 0, end: content.length }, content.length);
    return streamOfBytes(content.subarray(start, end), options.signal);
  }

  async chunks(digest: Digest, options?: CallOptions): Promise<readonly Chunk[] | null> {
    return this.places.has(digest) ? [] : this.large.chunks(digest, options);
  }

  /**
   * Brings the blocks of some blobs, neighbours together; what comes with them is handed to `each`, too. With `ahead`,
   * blocks that stand beside them come as well.
   */
  async prefetch(
    digests: Iterable<Digest>,
    options?: CallOptions & {
      readonly ahead?: boolean;
      readonly each?: (digest: Digest, content: Uint8Array) => void;
    },
  ): Promise<void> {
    const blocks = new Set<Block>();
    for (const digest of digests) {
      const block = this.places.get(digest);
      if (block !== undefined && !this.kept.has(digest)) blocks.add(block);
    }
    await this.bring([...blocks], options, null, options?.each, options?.ahead);
  }

  put(): Promise<Digest> {
    return Promise.reject(new CastoreError("read-only", "a published tree can't be written to"));
  }

  openWrite(): BlobWriter {
    throw new CastoreError("read-only", "a published tree can't be written to");
  }

  /** Brings blocks that are not on their way; the content of one blob, if it was in them. */
  private async bring(
    blocks: readonly Block[],
    options: CallOptions | undefined,
    wanted: Digest | null,
    each?: (digest: Digest, content: Uint8Array) => void,
    ahead = false,
  ): Promise<Uint8Array | null> {
    let found: Uint8Array | null = null;
    const take = (digest: Digest, content: Uint8Array): void => {
      if (digest === wanted) found = content;
      each?.(digest, content);
    };
    const own = blocks.filter((block) => !this.bringing.has(block));
    const others = blocks.flatMap((block) => this.bringing.get(block) ?? []);
    const needed = new Set(own);
    const runs = neighbours(ahead ? this.readAhead.widen(own) : own);
    const worker = async (): Promise<void> => {
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
        const done = this.request(run, needed, options, take);
        for (const block of run) this.bringing.set(block, done);
        try {
          await done;
        } finally {
          for (const block of run) this.bringing.delete(block);
        }
      }
    };
    await Promise.all([...others, ...Array.from({ length: Math.min(parallel, runs.length) }, worker)]);
    return found;
  }

  /** One request for blocks that stand together. What is wrong with blocks that nobody needs does not matter. */
  private async request(
    run: readonly Block[],
    needed: ReadonlySet<Block>,
    options: CallOptions | undefined,
    take: (digest: Digest, content: Uint8Array) => void,
  ): Promise<void> {
    const first = run[0]!;
    const last = run.at(-1)!;
    const { file } = this.manifest.packs[first.pack]!;
    const range = { start: first.offset, end: last.offset + last.packed };
    const bytes = await this.source.get(file, { signal: options?.signal, range });
    if (bytes === null) throw new CastoreError("missing", `'${file}' is missing`);
    for (const block of run) {
      let contents: [Digest, Uint8Array][];
      try {
        contents = this.unpack(block, bytes.subarray(block.offset - range.start), file);
      } catch (error) {
        if (needed.has(block)) throw error;
        continue;
      }
      for (const [digest, content] of contents) {
        this.keep(digest, content);
        take(digest, content);
      }
    }
  }

  /** What is in a block, checked. @throws CastoreError (`corrupt`) naming the pack and a file */
  private unpack(block: Block, bytes: Uint8Array, file: string): [Digest, Uint8Array][] {
    const blobs = block.blobs.map((number) => this.blobs[number]!);
    const among = `where '${blobs[0]!.path}' is`;
    if (bytes.length < block.packed) {
      throw new CastoreError(
        "corrupt",
        `'${file}' is damaged ${among}: it ends before byte ${block.offset + block.packed}`,
      );
    }
    const size = blobs.reduce((sum, { node }) => sum + node.size, 0);
    const content = decompressObject(bytes.subarray(0, block.packed), size, `'${file}' ${among}`);
    let from = 0;
    return blobs.map(({ node: { digest, size }, path }) => {
      const own = content.slice(from, from + size);
      from += size;
      if (digestOf(own) === digest) return [digest, own];
      throw new CastoreError("corrupt", `'${path}' (blob ${formatDigest(digest)}) in '${file}' is damaged`);
    });
  }

  private keep(digest: Digest, content: Uint8Array): void {
    if (this.kept.has(digest)) return;
    this.kept.set(digest, content);
    this.keptSize += content.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.keptSize <= keptBytes) break;
      this.kept.delete(oldest);
      this.keptSize -= length;
    }
  }

  /** Digests of the tree's packed files whose path a test accepts: for prefetching. */
  packedFiles(accept: (path: string) => boolean): Digest[] {
    return this.blobs
      .filter(({ node, path }) => isPacked(node) && accept(path))
      .map(({ node }) => node.digest);
  }
}

/** Groups of blocks that are worth one request each. */
function neighbours(blocks: readonly Block[]): Block[][] {
  const sorted = [...blocks].sort((a, b) => a.pack - b.pack || a.offset - b.offset);
  const runs: Block[][] = [];
  for (const block of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const near =
      last?.pack === block.pack &&
      block.offset - (last.offset + last.packed) <= maxGap &&
      block.offset + block.packed - run![0]!.offset <= maxRequest;
    if (near) run!.push(block);
    else runs.push([block]);
  }
  return runs;
}

async function readManifest(source: ObjectSource, options: CallOptions): Promise<PublishedManifest> {
  const bytes = await source.get(manifestName, { ...options, limit: maxManifest });
  if (bytes === null)
    throw new CastoreError("missing", `there is no published tree: '${manifestName}' is missing`);
  const fail = (what: string): never => {
    throw new CastoreError("invalid", `'${manifestName}' is not as it must be: ${what}`);
  };
  let found: Partial<Record<keyof PublishedManifest, unknown>>;
  try {
    found = JSON.parse(fromBytes(bytes)) as typeof found;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  const { version, root, node, list, packs, files, bytes: size } = found ?? {};
  if (version !== 1) fail(`version ${String(version)} is not known`);
  if (typeof root !== "string" || typeof node !== "string" || typeof list !== "string")
    fail("a name is missing");
  if (typeof files !== "number" || typeof size !== "number" || !Array.isArray(packs))
    fail("a number is missing");
  parseDigest(root as string);
  const entries = (packs as { file?: unknown; size?: unknown }[]).map(({ file, size }) => {
    const digest = typeof file === "string" ? /^packs\/([0-9a-f]{64})\.pack$/.exec(file)?.[1] : undefined;
    if (digest === undefined || typeof size !== "number") return fail("a pack's name is no digest");
    digestFromHex(digest);
    return { file: file as string, size };
  });
  if (!/^packs\/[0-9a-f]{64}\.list$/.test(list as string)) fail("the list's name is no digest");
  return { ...(found as unknown as PublishedManifest), packs: entries };
}
