/** Standard input and output: synchronous, exact, whole. Texts are byte strings. */
import { readSync, writeSync } from "node:fs";

const chunkSize = 1 << 20;

/** Thrown by writes nobody reads any more (`tvix … | head`): end quietly. */
export class ClosedPipe extends Error {}

/** Writes to standard output, all of it, also when that is a pipe that is full. @throws ClosedPipe */
export function writeOut(bytes: string): void {
  write(1, bytes);
}

// oxlint-disable-next-line no-control-regex -- it is what these begin with
const terminalCodes = /\x1b\[[0-9;]*[A-Za-z]/g;

/** Writes to standard error; colours that a program put into its messages only go to terminals, as in Nix. */
export function writeErr(bytes: string): void {
  const shown =
    bytes.includes("\x1b") && !process.getBuiltinModule("node:tty").isatty(2)
      ? bytes.replace(terminalCodes, "")
      : bytes;
  try {
    write(2, shown);
  } catch (e) {
    if (!(e instanceof ClosedPipe)) throw e;
  }
}

function write(fd: number, bytes: string): void {
  for (let start = 0; start < bytes.length; start += chunkSize) {
    const chunk = Buffer.from(bytes.slice(start, start + chunkSize), "latin1");
    let done = 0;
    while (done < chunk.length) {
      try {
        done += writeSync(fd, chunk, done);
      } catch (e) {
        retryOrThrow(e);
      }
    }
  }
}

/** Waits a little when the other side is not ready; a closed pipe and all else is thrown. */
function retryOrThrow(e: unknown): void {
  const code = (e as NodeJS.ErrnoException).code;
  if (code === "EPIPE") throw new ClosedPipe();
  if (code !== "EAGAIN") throw e;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

const buffer = Buffer.allocUnsafe(1 << 16);

/** Some bytes of standard input; empty at its end. */
function readChunk(): string {
  for (;;) {
    try {
      const count = readSync(0, buffer, 0, buffer.length, null);
      return buffer.toString("latin1", 0, count);
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === "EOF") return "";
      retryOrThrow(e);
    }
  }
}

/** Everything on standard input. */
export function readAllInput(): string {
  const parts: string[] = [];
  for (let chunk = readChunk(); chunk !== ""; chunk = readChunk()) parts.push(chunk);
  return parts.join("");
}

/** The lines of standard input as they come, without line ends. */
export function* inputLines(): Generator<string> {
  let rest = "";
  for (let chunk = readChunk(); chunk !== ""; chunk = readChunk()) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
