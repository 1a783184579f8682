/** Nix's binary caches over HTTP (or in a folder served so) as a service: path infos, and their content. */
import {
  CastoreError,
  httpGet,
  piecesOf,
  streamOfBytes,
  streamOfGenerator,
  type CallOptions,
  type Fetch,
  type HttpAnswer,
  type Node,
  type SizeRule,
  type Stores,
} from "../castore/index.ts";
import {
  defaultStoreDir,
  fromBytes,
  NarInfoError,
  parseNarInfo,
  verifyNarInfo,
  type NarInfo,
  type PublicKey,
} from "../nix-compat/index.ts";
import { checkAddress } from "./content-address-check.ts";
import { boundedBytes } from "./http-body.ts";
import { unpackedPieces } from "./nar-decompress.ts";
import type { NarSummary } from "./nar-calculation.ts";
import { ingestNar } from "./nar-ingest.ts";
import { pathInfoOfNarInfo } from "./narinfo.ts";
import { nodeOfNarUrl } from "./node-url.ts";
import type { PathInfo } from "./path-info.ts";
import type { PathInfoService } from "./path-info-service.ts";
import { resumedBody } from "./resumed-body.ts";
import { bringTree, type CastoreSource } from "./snix-client.ts";

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
  /** Where castore objects are, of which only the missing ones are fetched if a narinfo names its tree's node. */
  readonly castore?: CastoreSource | null | undefined;
  /** Whether NARs go on where the connection broke, if the host knows ranges. */
  readonly resume?: boolean | undefined;
  /** Told why castore objects did not do, so that a NAR is fetched as a whole. */
  readonly onFallback?: ((storePath: string, error: unknown) => void) | undefined;
}

export interface BringOptions extends CallOptions {
  /**
   * Handed the NAR's bytes, unpacked, in their order and before they have been checked; they must not be changed. It is
   * waited for. Not called where castore objects make the tree.
   */
  readonly onNar?: ((bytes: Uint8Array) => Promise<void>) | undefined;
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
    const bytes = await boundedBytes(answer, maxNarInfo, `'${url}'`, options.signal);
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
    return narInfo && this.bring(narInfo, options);
  }

  /** The path that a narinfo of this cache, which was checked, tells of. Errors as {@link get}. */
  async bring(narInfo: NarInfo, options: BringOptions = {}): Promise<PathInfo> {
    const url = new URL(narInfo.url, this.base).href;
    const { storeDir } = this;
    // Everything that can be wrong without the NAR is found before it is asked for.
    const known = pathInfoOfNarInfo(narInfo, { kind: "symlink", target: "x" }, storeDir);
    checkAddress(known, `'${url}'`, storeDir);
    const expected = { narSize: narInfo.narSize, narSha256: narInfo.narHash.digest };
    const node = await this.fromObjects(narInfo, expected, options);
    if (node !== null) return { ...known, node };
    const compression = compressionNamed(narInfo, url);
    // Packing and unpacking would take longer than sending: a NAR that is packed has a file of its own.
    const headers = { "accept-encoding": "identity" };
    const answer = await httpGet(this.options.fetch, url, { ...options, headers });
    if (answer === null)
      throw new CastoreError("missing", `'${url}', the NAR of ${narInfo.storePath}, is missing`);
    const body = await this.bodyOf(answer, url, headers, options);
    const unpacked =
      compression === null
        ? body
        : streamOfGenerator(
            unpackedPieces(body, compression, narInfo.narSize, `'${url}'`, options.signal),
            body,
          );
    const { onNar } = options;
    const nar = onNar === undefined ? unpacked : streamOfGenerator(shown(unpacked, onNar, options.signal));
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

  private async bodyOf(
    answer: HttpAnswer,
    url: string,
    headers: Record<string, string>,
    { signal }: CallOptions,
  ): Promise<ReadableStream<Uint8Array>> {
    const { fetch, resume } = this.options;
    if (answer.body === null) return streamOfBytes(new Uint8Array(await answer.arrayBuffer()));
    if (resume !== true) return answer.body;
    return streamOfGenerator(resumedBody(answer, { url, fetch, headers, signal }), answer.body);
  }

  /**
   * The tree of a narinfo that names it, brought as objects; null where it must come as a NAR: whatever goes wrong with
   * objects must not keep the path from being had (so the protocol says).
   */
  private async fromObjects(
    narInfo: NarInfo,
    expected: NarSummary,
    options: CallOptions,
  ): Promise<Node | null> {
    const { castore, stores, onFallback } = this.options;
    if (castore === null || castore === undefined) return null;
    try {
      const node = nodeOfNarUrl(narInfo.url);
      if (node !== null) await bringTree(castore(expected.narSize), stores, node, expected, options);
      return node;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof CastoreError && error.kind === "quota") throw error;
      onFallback?.(narInfo.storePath, error);
      return null;
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

/** The same pieces, shown to somebody first. */
async function* shown(
  stream: ReadableStream<Uint8Array>,
  onPiece: (bytes: Uint8Array) => Promise<void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of piecesOf(stream, signal)) {
    await onPiece(piece);
    yield piece;
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
