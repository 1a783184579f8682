/** What all decompressors have in common. */
import { ArchiveError } from "./error.ts";
import { Input } from "./input.ts";

/** Unpacks a compressed file that comes in chunks of any size: a state machine without I/O. */
export interface Decoder {
  /** Takes a chunk, which may be changed afterwards. @throws ArchiveError */
  push(chunk: Uint8Array): void;
  /** Says that nothing follows. @throws ArchiveError when the file is not complete */
  end(): void;
}

/**
 * A decompressor that goes on as far as its input reaches. Who must not be overwhelmed by what comes out uses
 * {@link feed}, {@link advance} until it says no, and {@link settle} in place of {@link push}.
 */
export abstract class StepDecoder implements Decoder {
  protected readonly input = new Input();

  /** @param format - for messages */
  constructor(private readonly format: string) {}

  push(chunk: Uint8Array): void {
    this.feed(chunk);
    while (this.advance());
    this.settle();
  }

  end(): void {
    this.finish();
    while (this.advance());
    this.close();
  }

  /** Takes a chunk, which must not be changed before {@link settle}. */
  feed(chunk: Uint8Array): void {
    this.input.feed(chunk);
  }

  /** Goes one step, which hands on a few dozen MB at most; false when it needs more input, or is at the end. */
  advance(): boolean {
    const more = this.step();
    this.flush();
    return more;
  }

  /** Keeps what is left of the chunk. */
  settle(): void {
    this.input.settle();
  }

  /** Says that nothing follows: {@link advance}, then {@link close}. */
  finish(): void {
    this.input.final = true;
  }

  /** Checks, at the very end, that nothing is missing. @throws ArchiveError */
  close(): void {
    if (!this.complete) this.cut();
  }

  /** Goes one step; false when it needs more input than there is, or is at the end. */
  protected abstract step(): boolean;
  /** Whether the file may end here. */
  protected abstract readonly complete: boolean;
  protected abstract flush(): void;

  protected fail(what: string, offset = this.input.offset): never {
    throw new ArchiveError(`${this.format} data at byte ${offset}: ${what}`);
  }

  protected cut(): never {
    return this.fail("the file ends in the middle");
  }

  /** Whether that many bytes are at hand. @throws ArchiveError when they never will be */
  protected has(count: number): boolean {
    if (this.input.left >= count) return true;
    if (this.input.final) this.cut();
    return false;
  }
}

/** A number of 4 bytes, the lowest first. */
export function littleEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
