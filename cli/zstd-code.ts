/** zstd's WebAssembly, which is part of the program: for its package, and for other threads. */
import { gunzipSync } from "node:zlib";
import { zstdCode } from "./generated/chunk-worker.ts";

export function zstdBinary(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gunzipSync(Buffer.from(zstdCode, "base64")));
}
