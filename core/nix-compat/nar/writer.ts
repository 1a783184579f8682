/** Writes NARs (Nix archives; Nix manual, "Nix Archive (NAR) format"). */
import { NarError } from "./error.ts";
import { nameFault, orderFault, targetFault } from "./names.ts";
import { hasWideChars, paddedSize, paddingOf, putNumber, putString } from "./strings.ts";
import {
  close,
  closeInEntry,
  directoryStart,
  entryStart,
  executableStart,
  magic,
  nodeStart,
  regularStart,
  symlinkStart,
} from "./tokens.ts";

/**
 * Takes a NAR's bytes piece by piece. The array may be overwritten after the call: copy what is to be kept.
 * @param given - whether it is an array that was given to `write`, so that only its owner could overwrite it
 */
export type NarSink = (chunk: Uint8Array, given?: boolean) => void;

const bufferSize = 16384;

/** Contents from this size on are handed to the sink as they are, without copying. */
const directFrom = 4096;

const zeros = new Uint8Array(8);

// What has to come next.
const node = 0;
const entryOrEnd = 1;
const contents = 2;
const nothing = 3;

const nowExpected = ["a node", "an entry or the end of a directory", "contents", "nothing"] as const;

/** The buffer of the last writer that ended, for the next one: most NARs are small, and there are many. */
let spare: Uint8Array | null = null;

/**
 * A state machine without I/O: each call writes the next part. Memory is constant but for the names of the open
 * directories.
 *
 *     const nar = new NarWriter(sink);
 *     nar.startDirectory();
 *     nar.entry("a");
 *     nar.file(2, false);
 *     nar.write(bytes);
 *     nar.endDirectory();
 *     nar.end();
 *
 * All methods throw {@link NarError} for calls out of order and for what NARs don't allow; the NAR is then
 * broken for good.
 */
export class NarWriter {
  private readonly sink: NarSink;
  private buffer: Uint8Array;
  private used = 0;
  private handedOver = 0;
  private state = node;
  /** Bytes of the open file still to come. */
  private left = 0;
  private padding = 0;
  /** The last entry's name in each open directory; "" before the first. */
  private readonly names: string[] = [];

  constructor(sink: NarSink) {
    this.sink = sink;
    this.buffer = spare ?? new Uint8Array(bufferSize);
    spare = null;
    this.put(magic);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.handedOver + this.used;
  }

  /** Begins a directory. */
  startDirectory(): void {
    this.expect(node, "a directory");
    this.put(directoryStart);
    this.names.push("");
    this.state = entryOrEnd;
  }

  /**
   * Begins an entry of the open directory; its node follows. Names come in strictly ascending order of bytes.
   * @param name - 1 to 255 bytes without `/` and zero bytes, not `.` or `..`
   */
  entry(name: string): void {
    this.expect(entryOrEnd, "an entry");
    const fault = hasWideChars(name) ? "entry name with chars that are no bytes" : nameFault(name);
    if (fault !== null) this.fail(fault);
    const last = this.names.length - 1;
    const previous = this.names[last]!;
    if (name <= previous) this.fail(orderFault(name, previous));
    this.names[last] = name;
    this.put(entryStart);
    this.putText(name);
    this.put(nodeStart);
    this.state = node;
  }

  /** Ends the open directory. */
  endDirectory(): void {
    this.expect(entryOrEnd, "the end of a directory");
    this.names.pop();
    this.closeNode();
  }

  /** Writes a symbolic link: 1 to 4095 bytes, none of them zero. */
  symlink(target: string): void {
    this.expect(node, "a link");
    const fault = hasWideChars(target) ? "link target with chars that are no bytes" : targetFault(target);
    if (fault !== null) this.fail(fault);
    this.put(symlinkStart);
    this.putText(target);
    this.closeNode();
  }

  /** Begins a file; exactly `size` bytes have to be written then. */
  file(size: number, executable: boolean): void {
    this.expect(node, "a file");
    if (!Number.isSafeInteger(size) || size < 0) this.fail(`${size} is no size of a file`);
    this.put(executable ? executableStart : regularStart);
    this.reserve(8);
    putNumber(this.buffer, this.used, size);
    this.used += 8;
    this.left = size;
    this.padding = paddingOf(size);
    if (size === 0) this.closeNode();
    else this.state = contents;
  }

  /** Writes bytes of the open file. */
  write(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    if (this.state !== contents || length > this.left) {
      this.fail(`${length - this.left} bytes more than the file's declared size`);
    }
    if (length >= directFrom) {
      this.flush();
      this.handedOver += length;
      this.sink(bytes, true);
    } else {
      this.put(bytes);
    }
    this.contentsWritten(length);
  }

  /** Counts bytes of the open file as written, without handing them on: for who needs only a part of the NAR. */
  skip(length: number): void {
    if (length === 0) return;
    if (this.state !== contents || length > this.left) {
      this.fail(`${length - this.left} bytes more than the file's declared size`);
    }
    this.flush();
    this.handedOver += length;
    this.contentsWritten(length);
  }

  /**
   * Counts a node as written, without handing it on but for its last bytes.
   * @param size - of the whole node; see `narFileSize` and its like
   */
  skipNode(size: number): void {
    this.expect(node, "a node");
    this.flush();
    this.handedOver += size - close.length;
    this.closeNode();
  }

  private contentsWritten(length: number): void {
    this.left -= length;
    if (this.left > 0) return;
    if (this.padding > 0) this.put(zeros.subarray(0, this.padding));
    this.closeNode();
  }

  /** Ends the NAR; returns its size in bytes. */
  end(): number {
    this.expect(nothing, "the end");
    this.flush();
    spare = this.buffer;
    this.buffer = zeros;
    return this.handedOver;
  }

  private expect(state: number, what: string): void {
    if (this.state === state) return;
    if (this.state === contents) this.fail(`${this.left} bytes of the file's declared size are missing`);
    this.fail(`${what} where ${nowExpected[this.state]} must follow`);
  }

  private fail(reason: string): never {
    throw new NarError(reason, this.size);
  }

  private closeNode(): void {
    if (this.names.length === 0) {
      this.put(close);
      this.state = nothing;
    } else {
      this.put(closeInEntry);
      this.state = entryOrEnd;
    }
  }

  private putText(text: string): void {
    this.reserve(paddedSize(text.length));
    this.used = putString(this.buffer, this.used, text);
  }

  /** Puts fewer bytes than the buffer holds. */
  private put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }

  private reserve(size: number): void {
    if (this.used + size > this.buffer.length) this.flush();
  }

  /** Hands on what was gathered. */
  flush(): void {
    const { used } = this;
    if (used === 0) return;
    this.used = 0;
    this.handedOver += used;
    this.sink(this.buffer.subarray(0, used), false);
  }
}
