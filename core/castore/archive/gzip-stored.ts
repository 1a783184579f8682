/** gzip without compressing (RFC 1951, 3.2.4, and 1952): for who must be given gzip and has no use for it. */
import { concatenate, piecesOf } from "../streams.ts";
import { Crc32 } from "./crc.ts";

/** No name, no time, an unknown system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

const mostInBlock = 0xffff;

/** A stream as a gzip file, as it comes; nothing is read before somebody asks for it. */
export async function* storedGzipPieces(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const check = new Crc32();
  let size = 0;
  yield header;
  for await (const piece of piecesOf(stream)) {
    check.update(piece);
    size += piece.length;
    const parts: Uint8Array[] = [];
    for (let at = 0; at < piece.length; at += mostInBlock) {
      const block = piece.subarray(at, at + mostInBlock);
      parts.push(blockHeader(block.length, false), block);
    }
    yield concatenate(parts);
  }
  yield concatenate([blockHeader(0, true), word(check.value), word(size)]);
}

function blockHeader(length: number, isLast: boolean): Uint8Array {
  return Uint8Array.of(isLast ? 1 : 0, length, length >>> 8, ~length, ~length >>> 8);
}

/** Four bytes, the lowest first. */
function word(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}
