/** BLAKE3 and chunking against other packages; runs in Node and in a browser's worker. */
import { hash as jitHash, createHasher as createJitHasher } from "blake3-jit";
import { createBLAKE3 } from "hash-wasm";
import { BlobChunker, StreamChunker } from "../core/castore/chunking/index.ts";
import { Blake3, blake3, ready } from "../core/castore/kernels/index.ts";
import { median } from "./statistics.ts";

/** Megabytes (10^6) a second by contender; medians of interleaved rounds. */
export interface Result {
  readonly task: string;
  readonly speeds: Readonly<Record<string, number>>;
}

interface Task {
  readonly name: string;
  readonly size: number;
  /** Runs between two looks at the clock. */
  readonly repeat: number;
  readonly contenders: Readonly<Record<string, (data: Uint8Array) => unknown>>;
}

/** Pseudo-random bytes (xorshift). */
function noise(length: number): Uint8Array {
  const words = new Uint32Array(length / 4);
  let state = 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}

/** The same bytes handed in by pieces of 64 KiB, as streams do. */
function inPieces(data: Uint8Array, update: (piece: Uint8Array) => unknown): void {
  for (let at = 0; at < data.length; at += 65_536) update(data.subarray(at, at + 65_536));
}

async function tasks(): Promise<Task[]> {
  await ready();
  const hashWasm = await createBLAKE3();
  const whole = {
    ours: blake3,
    "blake3-jit": (data: Uint8Array) => jitHash(data),
    "hash-wasm": (data: Uint8Array) => hashWasm.init().update(data).digest("binary"),
  };
  const ours = new Blake3();
  const pieces = {
    ours(data: Uint8Array) {
      ours.reset();
      inPieces(data, (piece) => ours.update(piece));
      return ours.digest();
    },
    "blake3-jit"(data: Uint8Array) {
      const hasher = createJitHasher();
      inPieces(data, (piece) => hasher.update(piece));
      return hasher.finalize();
    },
    "hash-wasm"(data: Uint8Array) {
      hashWasm.init();
      inPieces(data, (piece) => hashWasm.update(piece));
      return hashWasm.digest("binary");
    },
  };
  const chunking = {
    ours(data: Uint8Array) {
      const chunker = new StreamChunker();
      inPieces(data, (piece) => chunker.push(piece));
      return chunker.finish();
    },
  };
  const blobs = {
    ours(data: Uint8Array) {
      const chunker = new BlobChunker({ outboard: true, content: true });
      inPieces(data, (piece) => chunker.push(piece));
      return chunker.finish();
    },
  };
  return [
    { name: "BLAKE3 of 1 KiB", size: 1024, repeat: 3000, contenders: whole },
    { name: "BLAKE3 of 3 KiB", size: 3072, repeat: 1500, contenders: whole },
    { name: "BLAKE3 of 64 KiB", size: 65_536, repeat: 100, contenders: whole },
    { name: "BLAKE3 of 16 MiB", size: 1 << 24, repeat: 1, contenders: whole },
    { name: "BLAKE3 of 16 MiB in pieces", size: 1 << 24, repeat: 1, contenders: pieces },
    { name: "cuts of 16 MiB", size: 1 << 24, repeat: 1, contenders: chunking },
    { name: "blob of 16 MiB in chunks, all", size: 1 << 24, repeat: 1, contenders: blobs },
  ];
}

/** Runs all, contenders by turns. @param rounds - measured rounds of each */
export async function contest(rounds: number): Promise<Result[]> {
  const results: Result[] = [];
  for (const { name, size, repeat, contenders } of await tasks()) {
    const data = noise(size);
    const times = new Map<string, number[]>(Object.keys(contenders).map((contender) => [contender, []]));
    const run = (contender: string): number => {
      const from = performance.now();
      for (let i = 0; i < repeat; i++) contenders[contender]!(data);
      return performance.now() - from;
    };
    // Optimising compilers work in the background: give them something to see, and time.
    for (let i = 0; i < 3; i++) for (const contender of times.keys()) run(contender);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let i = 0; i < rounds; i++) for (const [contender, list] of times) list.push(run(contender));
    const speeds = [...times].map(
      ([contender, list]) => [contender, (size * repeat) / median(list) / 1000] as const,
    );
    results.push({ task: name, speeds: Object.fromEntries(speeds) });
  }
  return results;
}
