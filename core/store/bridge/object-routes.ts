/** `/castore-objects/…`: blobs and directories in castore's own layout of files, read-only, as `HttpSource` wants them. */
import {
  CastoreError,
  digestFromHex,
  encodeClosure,
  encodeStat,
  storedFrame,
  type Digest,
  type Directory,
} from "../../castore/index.ts";
import { bytesAnswer, hasCurrent, immutable, type Answer } from "./answers.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";
import type { Services } from "./services.ts";

/** Largest chunk that is handed out: larger blobs in one piece are only part of NARs. */
const maxChunk = 8 << 20;

/** Most directories of a closure that is handed out. */
const maxClosure = 200_000;

/** @param name - `blobs/b3/DI/DIGEST`, or the same in `chunks` or `dirs` */
export async function getObject(services: Services, name: string, asked: Asked): Promise<Answer> {
  const [, kind, shard, hex = ""] =
    /^(blobs|chunks|dirs)\/b3\/([0-9a-f]{4})\/([0-9a-f]{64})$/.exec(name) ?? [];
  if (kind === undefined || shard !== hex.slice(0, 4)) throw new Refusal(404, "there is no such object");
  const etag = `"${kind}-${hex.slice(0, 32)}"`;
  const headers = { "content-type": "application/octet-stream", "cache-control": immutable, etag };
  if (hasCurrent(asked.headers, etag)) return { status: 304, headers, body: null };
  const content = await readers[kind as keyof typeof readers](services, digestFromHex(hex), asked.signal);
  if (content === null) throw new Refusal(404, "this object is not here");
  // Packed already, or tiny: never in another coding.
  return { ...bytesAnswer(200, content, headers), compressible: false };
}

type Reader = (services: Services, digest: Digest, signal: AbortSignal) => Promise<Uint8Array | null>;

const readers: Readonly<Record<"blobs" | "chunks" | "dirs", Reader>> = {
  async blobs({ options }, digest, signal) {
    const chunks = await options.stores.blobs.chunks(digest, { signal });
    return chunks && encodeStat(chunks.length < 2 ? [] : chunks);
  },
  async chunks({ options }, digest, signal) {
    try {
      const content = await options.stores.blobs.read(digest, { signal, limit: maxChunk });
      return content && packed(options.compress, content);
    } catch (error) {
      if (!(error instanceof CastoreError) || error.kind !== "range") throw error;
      throw new Refusal(404, `this blob is no chunk: it has more than ${maxChunk} bytes`);
    }
  },
  async dirs({ options }, digest, signal) {
    const closure: Directory[] = [];
    for await (const directory of options.stores.directories.getRecursive(digest, { signal })) {
      closure.push(directory);
      if (closure.length > maxClosure) throw new Refusal(404, "this closure is too large to be handed out");
    }
    return closure.length === 0 ? null : packed(options.compress, encodeClosure(closure));
  },
};

/** In zstd; where there is no encoder, in frames that hold it as it is. */
function packed(compress: ((content: Uint8Array) => Uint8Array) | null, content: Uint8Array): Uint8Array {
  return (compress ?? storedFrame)(content);
}
