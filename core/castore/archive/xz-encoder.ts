/** Writes xz files (specification 1.2.1): one stream of one block, checked by CRC-32. */
import { concatenate, piecesOf } from "../streams.ts";
import { Crc32, crc32 } from "./crc.ts";
import { Lzma2Encoder, storedChunks } from "./lzma2-encoder.ts";

/** Bytes packed at once, which is also the dictionary: little, as others wait meanwhile. */
const batchSize = 256 << 10;

/** The dictionary's size as the filter's property: 2 << (12 / 2 + 11). */
const dictionaryProperty = 12;

const streamFlags = Uint8Array.of(0, 1);
const checkSize = 4;

/**
 * A stream packed as it comes; nothing is read before somebody asks for it.
 * @param how - `stored`: as it is, which takes no time; for who must be given xz and has no use for it
 */
export async function* xzPieces(
  stream: ReadableStream<Uint8Array>,
  how: "packed" | "stored" = "packed",
): AsyncGenerator<Uint8Array, void> {
  const encoder = how === "packed" ? new Lzma2Encoder() : null;
  const check = new Crc32();
  const header = blockHeader();
  let unpacked = 0;
  let packed = 0;
  yield concatenate([Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), withCrc(streamFlags), header]);
  for await (const batch of batches(stream)) {
    check.update(batch);
    unpacked += batch.length;
    const chunk = concatenate(encoder === null ? storedChunks(batch) : encoder.batch(batch));
    packed += chunk.length;
    yield chunk;
  }
  // A zero ends the data.
  packed++;
  const index = indexOf(header.length + packed + checkSize, unpacked);
  yield concatenate([
    new Uint8Array(1 + padding(header.length + packed)),
    littleEndianBytes(check.value),
    index,
    footer(index.length),
  ]);
}

async function* batches(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const batch = new Uint8Array(batchSize);
  let used = 0;
  for await (const piece of piecesOf(stream)) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + batchSize - used);
      batch.set(part, used);
      used += part.length;
      at += part.length;
      if (used < batchSize) continue;
      yield batch;
      used = 0;
    }
  }
  if (used > 0) yield batch.subarray(0, used);
}

function blockHeader(): Uint8Array {
  // Its size in fours less one; one filter and no sizes; LZMA2 with one byte of properties; padding.
  return withCrc(Uint8Array.of(2, 0, 0x21, 1, dictionaryProperty, 0, 0, 0));
}

function indexOf(unpadded: number, unpacked: number): Uint8Array {
  const bytes = [0, 1, ...variableLength(unpadded), ...variableLength(unpacked)];
  while (bytes.length % 4 !== 0) bytes.push(0);
  return withCrc(Uint8Array.from(bytes));
}

function footer(indexSize: number): Uint8Array {
  const fields = concatenate([littleEndianBytes(indexSize / 4 - 1), streamFlags]);
  return concatenate([littleEndianBytes(crc32(fields)), fields, Uint8Array.of(0x59, 0x5a)]);
}

function withCrc(bytes: Uint8Array): Uint8Array {
  return concatenate([bytes, littleEndianBytes(crc32(bytes))]);
}

function littleEndianBytes(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

/** Seven bits a byte, the lowest first. */
function variableLength(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** Bytes up to the next multiple of four. */
function padding(size: number): number {
  return (4 - (size % 4)) % 4;
}
