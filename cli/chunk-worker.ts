/**
 * A thread that reads chunks of stores in folders, unpacks and checks them. It hands on nothing but contents that have
 * their digest, or a seal. What is missing, damaged or unusual it leaves to the one who asked, who knows what to say about it.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Module, waitInitialized } from "zstd-module";
import { digestOf, frameSize, objectName, unpackStored, type Digest } from "../core/castore/index.ts";
import {
  largestJob,
  type ChunkAnswer,
  type ChunkJob,
  type ChunkRequest,
  type ChunkWorkerData,
} from "./chunk-jobs.ts";
import { Seals } from "./seal.ts";

/** Contents up to this size share an array with others: handing one over costs more than copying. */
const shareUpTo = 32 << 10;

/** No link is followed, and nothing is waited for. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

class ChunkReader {
  private readonly packed: number;
  private readonly content: number;
  private readonly context: number;

  constructor(private readonly zstd: typeof Module) {
    this.packed = zstd._malloc(largestJob);
    this.content = zstd._malloc(largestJob);
    this.context = zstd._ZSTD_createDCtx();
  }

  /** The contents, and the arrays that they are in. */
  answer({ id, place, jobs }: ChunkRequest): { answer: ChunkAnswer; arrays: ArrayBuffer[] } {
    const contents: (Uint8Array | null)[] = [];
    const arrays: ArrayBuffer[] = [];
    const seals = place.sealKey && new Seals(place.sealKey);
    let shared = new Uint8Array(0);
    let used = 0;
    for (const job of jobs) {
      const content = this.read(place.folder, seals, job);
      if (content === null) {
        contents.push(null);
      } else if (content.length > shareUpTo) {
        const own = newArray(content.length);
        own.set(content);
        contents.push(own);
        arrays.push(own.buffer);
      } else {
        if (used + content.length > shared.length) {
          shared = newArray(2 * shareUpTo);
          arrays.push(shared.buffer);
          used = 0;
        }
        shared.set(content, used);
        contents.push(shared.subarray(used, (used += content.length)));
      }
    }
    return { answer: { id, contents }, arrays };
  }

  /** A chunk's content, which stays where it is until the next is read; null for what is left to others. */
  private read(folder: string, seals: Seals | null, { digest, size, limit }: ChunkJob): Uint8Array | null {
    const name = objectName("chunks", digest as Digest);
    const file = this.file(join(folder, name));
    if (file === null) return null;
    const checked = seals?.open(name, file) ?? null;
    const packed = checked ?? file;
    const stated = frameSize(packed);
    if (stated === null || stated > Math.min(limit, largestJob) || (size !== null && stated !== size))
      return null;
    const content = this.unpack(packed, stated);
    if (content === null) return null;
    return checked !== null || digestOf(content) === digest ? content : null;
  }

  /** What a frame holds. @param packed - what is at `this.packed` */
  private unpack(packed: Uint8Array, size: number): Uint8Array | null {
    const { zstd, content: to } = this;
    const content = zstd.HEAPU8.subarray(to, to + size);
    if (unpackStored(packed, content)) return content;
    const { context, packed: from } = this;
    const unpacked = zstd._ZSTD_decompress_usingDict(context, to, size, from, packed.length, 0, 0);
    return unpacked === size ? zstd.HEAPU8.subarray(to, to + size) : null;
  }

  /** A file where it is unpacked from; null where there is none that can be. */
  private file(path: string): Uint8Array | null {
    let file: number;
    try {
      file = openSync(path, readFlags);
    } catch {
      // Whoever asked tries it again, and tells why.
      return null;
    }
    try {
      const info = fstatSync(file);
      if (!info.isFile() || info.size > largestJob) return null;
      const bytes = this.zstd.HEAPU8.subarray(this.packed, this.packed + info.size);
      let at = 0;
      for (let count = -1; at < bytes.length && count !== 0; at += count) {
        count = readSync(file, bytes, at, bytes.length - at, at);
      }
      return at === bytes.length ? bytes : null;
    } catch {
      return null;
    } finally {
      closeSync(file);
    }
  }
}

/** An array that need not be zeroed, and nothing else is in. */
function newArray(size: number): Uint8Array<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(size);
}

async function main(): Promise<void> {
  const port = parentPort!;
  const { zstd: binary } = workerData as ChunkWorkerData;
  Module.init(binary);
  await waitInitialized();
  const reader = new ChunkReader(Module);
  port.on("message", (request: ChunkRequest) => {
    const { answer, arrays } = reader.answer(request);
    port.postMessage(answer, arrays);
  });
  port.postMessage("ready");
}

void main();
