/** Unpacking Zstandard files. */
import { Decompress } from "fzstd";
import { ArchiveError } from "./error.ts";
import { Output } from "./output.ts";

/** Bytes handed to the decompressor at a time, so that the limit is noticed in time. */
const pieceSize = 1 << 16;

/** Unpacks a Zstandard file. @throws ArchiveError */
export function unzstd(input: Uint8Array, limit: number): Uint8Array {
  const out = new Output(limit, input.length * 4 + 1);
  let ended = false;
  try {
    const decompress = new Decompress((chunk, last) => {
      out.write(chunk);
      ended ||= last === true;
    });
    for (let at = 0; at < input.length; at += pieceSize) {
      decompress.push(input.subarray(at, at + pieceSize), at + pieceSize >= input.length);
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(`zstd data: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!ended) throw new ArchiveError("zstd data: the file ends in the middle");
  return out.result();
}
