/** Files, standard input and output as bytes, in streaming: chunks share one buffer, so memory is constant. */
import { fromBytes } from "./bytes.ts";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { ClosedPipe } from "./output.ts";

const chunkSize = 1 << 18;

/** A path as Node wants it: paths are bytes, and Node would take a string for UTF-16. */
export function nodePath(path: string): string | Buffer {
  return /[\x80-\xff]/.test(path) ? Buffer.from(path, "latin1") : path;
}

/** Runs a system call on a file; an error of reading, which Node tells without a name, gets that of the file. */
export function naming<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (typeof failure.syscall === "string") failure.path ??= fromBytes(path);
    throw error;
  }
}

/** Waits a little when the other side of a pipe is not ready; a closed pipe and all else is thrown. */
function retryOrThrow(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EPIPE") throw new ClosedPipe();
  if (code !== "EAGAIN") throw error;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

/** Writes all of some bytes to a file. @throws ClosedPipe, and what Node throws */
export function writeBytes(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(file, bytes, done);
    } catch (error) {
      retryOrThrow(error);
    }
  }
}

/** Reads some bytes, at most what fits; 0 at the end. */
function readBytes(file: number, buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(file, buffer, 0, buffer.length, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EOF") return 0;
      retryOrThrow(error);
    }
  }
}

/** The bytes of an open file up to its end, or `most` of them; each chunk is valid until the next one. */
export function* chunksOf(file: number, most = Infinity, name = "-"): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(chunkSize, most));
  for (let left = most; left > 0;) {
    const count = naming(name, () =>
      readBytes(file, left < buffer.length ? buffer.subarray(0, left) : buffer),
    );
    if (count === 0) return;
    left -= count;
    yield buffer.subarray(0, count);
  }
}

/** The bytes of a file, or of standard input for `-`; each chunk is valid until the next one. */
export function* inputChunks(path: string): Generator<Uint8Array> {
  if (path === "-") {
    yield* chunksOf(0);
    return;
  }
  const file = openSync(nodePath(path), "r");
  try {
    yield* chunksOf(file, Infinity, path);
  } finally {
    closeSync(file);
  }
}
