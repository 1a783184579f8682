/** What nar-bridge works with. Side effects are handed in; the handler itself is {@link Bridge}. */
import type { CallOptions, Metrics, Node, Stores } from "../../castore/index.ts";
import type { NarInfo, SecretKey } from "../../nix-compat/index.ts";
import type { NarCalculation, NarSummary } from "../nar-calculation.ts";
import type { BringOptions } from "../nix-cache.ts";
import type { PathInfo } from "../path-info.ts";
import type { PathInfoService } from "../path-info-service.ts";

/** Answers requests; never rejects: what goes wrong is an answer. */
export type Bridge = (request: Request) => Promise<Response>;

/** NARs that were uploaded and wait for their narinfo, kept durably. */
export interface UploadedNars {
  /**
   * @param narSha256 - 64 hex digits: of the NAR; names of compressed files are kept, too, under what
   *   `uploadedFileKey` makes of them
   */
  get(narSha256: string, options?: CallOptions): Promise<UploadedNar | null>;
  put(narSha256: string, nar: UploadedNar, options?: CallOptions): Promise<void>;
}

export interface UploadedNar {
  readonly node: Node;
  readonly narSize: number;
}

/** How what is uploaded gets into the store; where the writer is another worker, it is asked. */
export interface BridgeWriter {
  /**
   * Stores a NAR, already unpacked, and remembers it as uploaded.
   * @param expected - 64 hex digits of its SHA-256; null where the URL names the compressed file
   * @throws NarError, CastoreError
   */
  putNar(
    nar: ReadableStream<Uint8Array>,
    expected: string | null,
    options?: CallOptions,
  ): Promise<NarSummary & UploadedNar>;
  putPathInfo(info: PathInfo, options?: CallOptions): Promise<PathInfo>;
}

/** Another cache that is asked for what is not here; what it gives is kept. */
export interface BridgeUpstream {
  /** For metrics and messages. */
  readonly name: string;
  /** Verifies, stores the content, and gives the path info: a `NixCache`. */
  readonly pathInfos: PathInfoService;
  /**
   * What it says of a path, checked, without bringing its content: that is then brought when somebody wants it. Unless
   * given, it is brought as soon as somebody asks for the path.
   */
  readonly narInfo?: ((hash: string, options?: CallOptions) => Promise<NarInfo | null>) | undefined;
  /**
   * Brings the content of a path that it told of, as `pathInfos` does. Unless given, nothing of a NAR is handed on
   * before all of it is there.
   */
  readonly bring?: ((narInfo: NarInfo, options?: BringOptions) => Promise<PathInfo>) | undefined;
}

export interface BridgeQuota {
  /** Bytes of one NAR, unpacked. */
  readonly narSize: number;
  /** Bytes of all NARs of all paths; uploads beyond are refused with 507. */
  readonly storeSize: number;
}

export interface BridgeOptions {
  readonly stores: Stores;
  readonly pathInfos: PathInfoService;
  readonly calculation: NarCalculation;
  readonly uploads: UploadedNars;
  /** Null: read-only, writes are refused with 405. */
  readonly writer: BridgeWriter | null;
  readonly upstreams: readonly BridgeUpstream[];
  /** Signs what is served without a signature by this key. */
  readonly sign: SecretKey | null;
  /** Asked for by writes, as `Authorization: Bearer TOKEN` or as the password of `Basic`; null: nothing is asked. */
  readonly token: string | null;
  readonly quota: BridgeQuota;
  /** Of `nix-cache-info`; Nix's and Tvix's default for others is 50, for nar-bridge 39. */
  readonly priority: number;
  readonly metrics: Metrics;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** zstd, for answers to those who accept it; null where there is none. */
  readonly compress: ((content: Uint8Array) => Uint8Array) | null;
  /** What stands before every route in URLs' paths: `` at the root, `/playground/bridge` without a slash at the end. */
  readonly basePath: string;
}
