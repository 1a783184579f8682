/** zstd's package below its own interface: scripts/derive-chunk-worker.mjs, which bundles for threads, puts it here. */
declare module "zstd-module" {
  export const Module: {
    init(binary: Uint8Array): void;
    /** Another one after the memory has grown. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    _malloc(size: number): number;
    _ZSTD_createDCtx(): number;
    /** Bytes that came out; errors are numbers that no size has. */
    _ZSTD_decompress_usingDict(
      context: number,
      to: number,
      room: number,
      from: number,
      size: number,
      dictionary: number,
      dictionarySize: number,
    ): number;
  };
  export function waitInitialized(): Promise<void>;
}
