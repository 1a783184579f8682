/** Files as glue needs them: what evaluation reads, and what a copy to the store must know besides. */
import type { FileKind, SourceTree } from "../eval/index.ts";
import { type FileReceiver, toBytes } from "../nix-compat/index.ts";

export type { FileReceiver };

/** {@link SourceTree} with file contents as bytes; synchronous like that. */
export interface EvalIO extends SourceTree {
  /** Reads a regular file (a final link is followed). @throws Error when it is none */
  readInto(path: string, receiver: FileReceiver): void;
  /**
   * What tells the content at a path, execute bits and all below included, from any other (such as a castore
   * digest); null where finding out would cost as much as reading it.
   */
  contentKey?(path: string): string | null;
  /** When what stands at a path was last modified, in seconds since 1970; null where files have no times. */
  modified?(path: string): number | null;
}

/** The bytes of a file in one piece. @throws Error when it is none */
export function readBytes(io: EvalIO, path: string): Uint8Array {
  let bytes = new Uint8Array(0);
  let at = 0;
  io.readInto(path, {
    begin: (size) => void (bytes = new Uint8Array(size)),
    write(chunk) {
      bytes.set(chunk, at);
      at += chunk.length;
    },
  });
  return bytes;
}

/** {@link EvalIO} over files that are texts and never executable. */
export class TextFiles implements EvalIO {
  constructor(private readonly files: SourceTree) {}

  kind(path: string): FileKind | null {
    return this.files.kind(path);
  }

  read(path: string): string {
    return this.files.read(path);
  }

  readDir(path: string): Map<string, FileKind> {
    return this.files.readDir(path);
  }

  readLink(path: string): string {
    return this.files.readLink(path);
  }

  readInto(path: string, receiver: FileReceiver): void {
    const text = this.read(path);
    receiver.begin(text.length, false);
    receiver.write(toBytes(text));
  }
}
