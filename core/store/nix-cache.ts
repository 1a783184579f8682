/** Nix's binary caches over HTTP (or in a folder served so) as a service: path infos, and their content. */
import {
  CastoreError,
  compressionOf,
  decoderFor,
  httpGet,
  piecesOf,
  type ArchiveReader,
  type CallOptions,
  type Decoder,
  type Fetch,
  type SizeRule,
  type Stores,
} from "../castore/index.ts";
import {
  defaultStoreDir,
  fromBytes,
  NarInfoError,
  parseNarInfo,
  toBase16,
  verifyNarInfo,
  type NarInfo,
  type PublicKey,
} from "../nix-compat/index.ts";
import { makeFixedOutputPath, parseStorePathBase } from "../nix-compat/index.ts";
import { ingestNar } from "./nar-ingest.ts";
import { pathInfoOfNarInfo } from "./narinfo.ts";
import type { PathInfo } from "./path-info.ts";
import type { PathInfoService } from "./path-info-service.ts";

export interface NixCacheOptions {
  /** The cache's URL, with or without a slash at its end. */
  readonly url: string;
  readonly fetch: Fetch;
  /** Where contents are stored. */
  readonly stores: Stores;
  /** Keys of which one must have signed; null: signatures are not asked for. An empty list refuses all. */
  readonly trustedKeys: readonly PublicKey[] | null;
  readonly storeDir?: string | undefined;
  readonly sizeRule?: SizeRule | undefined;
}

/** Largest narinfo. */
const maxNarInfo = 2 << 20;

const names = ["gzip", "xz", "bzip2", "zstd"] as const;

/** A path's content is brought, checked and stored when it is asked for. */
export class NixCache implements PathInfoService {
  private readonly base: string;
  private readonly storeDir: string;

  constructor(private readonly options: NixCacheOptions) {
    this.base = options.url.endsWith("/") ? options.url : `${options.url}/`;
    this.storeDir = options.storeDir ?? defaultStoreDir;
  }

  /**
   * What the cache says of a path, signature checked; null when it does not know it.
   * @throws CastoreError (`invalid`) for what can't be read, (`corrupt`) for a signature that is wrong or missing
   */
  async narInfo(hash: string, options: CallOptions = {}): Promise<NarInfo | null> {
    const url = `${this.base}${hash}.narinfo`;
    const answer = await httpGet(this.options.fetch, url, options);
    if (answer === null) return null;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > maxNarInfo) throw new CastoreError("invalid", `'${url}' has ${bytes.length} bytes`);
    let info: NarInfo;
    try {
      info = parseNarInfo(fromBytes(bytes));
    } catch (error) {
      if (!(error instanceof NarInfoError)) throw error;
      throw new CastoreError("invalid", `'${url}': ${error.message}`, { cause: error });
    }
    if (!info.storePath.startsWith(`${this.storeDir}/${hash}-`)) {
      throw new CastoreError("corrupt", `'${url}' is about another path: ${info.storePath}`);
    }
    const { trustedKeys } = this.options;
    const verdict = trustedKeys === null ? null : verifyNarInfo(info, trustedKeys);
    if (verdict?.status === "bad signature") {
      throw new CastoreError("corrupt", `'${url}': the signature by ${verdict.keys.join(", ")} is wrong`);
    }
    if (verdict?.status === "no key matches") {
      const by = info.signatures.map(({ name }) => name).join(", ");
      throw new CastoreError("corrupt", `'${url}' is signed by ${by || "nobody"}, whom nobody trusts`);
    }
    return info;
  }

  /**
   * A path and its content, which is stored. Errors as {@link narInfo}; CastoreError (`corrupt`) when the NAR is
   * not the one that was signed, or cut off: the tree's root is not stored then.
   */
  async get(hash: string, options: CallOptions = {}): Promise<PathInfo | null> {
    const narInfo = await this.narInfo(hash, options);
    if (narInfo === null) return null;
    const url = new URL(narInfo.url, this.base).href;
    const { storeDir } = this;
    // Everything that can be wrong without the NAR is found before it is asked for.
    const known = pathInfoOfNarInfo(narInfo, { kind: "symlink", target: "x" }, storeDir);
    checkAddress(known, url, storeDir);
    const compression = compressionNamed(narInfo, url);
    const answer = await httpGet(this.options.fetch, url, options);
    if (answer === null)
      throw new CastoreError("missing", `'${url}', the NAR of ${narInfo.storePath}, is missing`);
    const body = answer.body ?? streamOnce(new Uint8Array(await answer.arrayBuffer()));
    const nar = decompressed(body, compression, narInfo.narSize, url, options.signal);
    const expected = { narSize: narInfo.narSize, narSha256: narInfo.narHash.digest };
    try {
      const { node } = await ingestNar(this.options.stores, nar, {
        ...options,
        expected,
        sizeRule: this.options.sizeRule,
      });
      return { ...known, node };
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof CastoreError && error.kind === "quota") throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new CastoreError("corrupt", `'${url}', the NAR of ${narInfo.storePath}: ${reason}`, {
        cause: error,
      });
    }
  }

  put(): Promise<PathInfo> {
    return Promise.reject(
      new CastoreError("read-only", `the binary cache '${this.base}' can't be written to`),
    );
  }

  list(): AsyncIterable<PathInfo> {
    throw new CastoreError("read-only", `the binary cache '${this.base}' can't be listed`);
  }
}

/** Whether a path that says how it follows from its NAR does. */
function checkAddress(
  { contentAddress, narSha256, storePath, references }: PathInfo,
  url: string,
  dir: string,
): void {
  if (contentAddress?.method !== "nar" || contentAddress.algorithm !== "sha256") return;
  const self = references.some(({ hash }) => hash === storePath.hash);
  if (!self && toBase16(contentAddress.digest) !== toBase16(narSha256)) {
    throw new CastoreError("corrupt", `'${url}': the content address is not that of the NAR`);
  }
  if (references.length > 0) return;
  const made = makeFixedOutputPath(
    storePath.name,
    { recursive: true, algorithm: "sha256", digest: narSha256 },
    undefined,
    dir,
  );
  if (parseStorePathBase(made.slice(dir.length + 1)).hash !== storePath.hash) {
    throw new CastoreError("corrupt", `'${url}': the path does not follow from its content address`);
  }
}

type Compression = (typeof names)[number];

function compressionNamed({ compression }: NarInfo, url: string): Compression | null {
  if (compression === null || compression === "none") return null;
  const found = names.find((name) => name === compression);
  if (found === undefined)
    throw new CastoreError("invalid", `'${url}' is compressed by '${compression}', which is not known`);
  return found;
}

/** A stream unpacked piece by piece. */
function decompressed(
  stream: ReadableStream<Uint8Array>,
  compression: Compression | null,
  limit: number,
  url: string,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  if (compression === null) return stream;
  const unpacked = unpackedPieces(stream, compression, limit, url, signal);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await unpacked.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await unpacked.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* unpackedPieces(
  stream: ReadableStream<Uint8Array>,
  compression: Compression,
  limit: number,
  url: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  let ready: Uint8Array[] = [];
  const decoder: Decoder | ArchiveReader = decoderFor(
    compression,
    (bytes) => void ready.push(new Uint8Array(bytes)),
    limit,
  );
  let first = true;
  for await (const piece of piecesOf(stream, signal)) {
    if (first && piece.length >= 6 && compressionOf(piece) !== compression) {
      throw new CastoreError("corrupt", `'${url}' is not compressed by ${compression}`);
    }
    first = false;
    for (let at = 0; at < piece.length; at += 1 << 14) {
      decoder.push(piece.subarray(at, at + (1 << 14)));
      yield* ready;
      ready = [];
    }
  }
  decoder.end();
  yield* ready;
}

function streamOnce(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
