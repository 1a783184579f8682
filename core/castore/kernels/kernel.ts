/** The WebAssembly kernels: one instance for all, in which no call leaves anything that another depends on. */
import { fromBase64, hashBytes } from "../../nix-compat/index.ts";
import { kernelCode } from "./generated/kernels.ts";

/** The instance, its memory and where things are in it (assembly/layout.ts tells what each place is for). */
export interface Kernel {
  readonly bytes: Uint8Array;
  /** The same memory as words, little-endian as everywhere where browsers and Node run. */
  readonly words: Int32Array;
  /** The piece that is worked on: up to {@link pieceSize} bytes, with {@link pieceRoom} free before it. */
  readonly piece: number;
  /** Room for {@link pieceRoom} bytes beside the piece. */
  readonly tail: number;
  /** Where 32 bytes of result are left. */
  readonly result: number;
  /** Two chaining values to be joined. */
  readonly pair: number;
  /** The gear hash of {@link scan}, 8 bytes. */
  readonly gearHash: number;
  /** Leaves the chaining value of a subtree's `length` bytes at `result`; the digest if it is the root. */
  readonly subtree: (from: number, length: number, firstChunk: number, isRoot: boolean) => void;
  /** Leaves the chaining value of the parent of the two at `pair` at `result`. */
  readonly parent: (isRoot: boolean) => void;
  /** The first cut in pairs of bytes, or `to`. */
  readonly scan: (from: number, to: number, mask: bigint) => number;
}

/** Bytes of the piece that is worked on. */
export const pieceSize = 1 << 17;
/** Bytes before the piece that may be used too. */
export const pieceRoom = 1 << 14;

/** The kernels can't run here. */
export class KernelError extends Error {
  override readonly name = "KernelError";
}

let instance: Kernel | null = null;
let starting: Promise<void> | null = null;

/**
 * Makes the kernels ready without blocking; afterwards {@link kernel} is at once there. Not needed in workers
 * and in Node, where {@link kernel} compiles them itself within a few milliseconds.
 * @throws KernelError where WebAssembly or its vector instructions are missing or forbidden
 */
export function ready(): Promise<void> {
  return (starting ??= start().catch((error: unknown) => {
    starting = null;
    throw error;
  }));
}

async function start(): Promise<void> {
  if (instance !== null) return;
  try {
    const module = await WebAssembly.compile(code());
    instance ??= open(await WebAssembly.instantiate(module, {}));
  } catch (error) {
    throw cannotRun(error);
  }
}

/** The kernels. @throws KernelError as {@link ready} */
export function kernel(): Kernel {
  if (instance !== null) return instance;
  try {
    return (instance = open(new WebAssembly.Instance(new WebAssembly.Module(code()), {})));
  } catch (error) {
    throw cannotRun(error);
  }
}

function code(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fromBase64(kernelCode));
}

function cannotRun(cause: unknown): KernelError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KernelError(
    "the hashing kernels cannot run here: they need WebAssembly with vector instructions " +
      `(Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or newer) and a policy that allows it: ${reason}`,
    { cause },
  );
}

function open({ exports }: WebAssembly.Instance): Kernel {
  const { buffer } = exports["memory"] as WebAssembly.Memory;
  const place = (name: string): number => (exports[name] as WebAssembly.Global).value as number;
  const bytes = new Uint8Array(buffer);
  writeGear(new DataView(buffer), place("GEAR"));
  return {
    bytes,
    words: new Int32Array(buffer),
    piece: place("PIECE"),
    tail: place("TAIL"),
    result: place("RESULT"),
    pair: place("PAIR"),
    gearHash: place("GEAR_HASH"),
    subtree: exports["subtree"] as Kernel["subtree"],
    parent: exports["parent"] as Kernel["parent"],
    scan: exports["scan"] as Kernel["scan"],
  };
}

/**
 * The gear table: number `n` is the first half, read big-endian, of the MD5 digest of 64 bytes `n`. (From
 * fastcdc-rs, examples/table64.rs, where it says that the table comes from the C reference implementation.)
 */
function writeGear(memory: DataView, at: number): void {
  for (let n = 0; n < 256; n++) {
    const digest = hashBytes("md5", new Uint8Array(64).fill(n));
    const gear = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0);
    memory.setBigUint64(at + 8 * n, gear, true);
    memory.setBigUint64(at + 2048 + 8 * n, BigInt.asUintN(64, gear << 1n), true);
  }
}
