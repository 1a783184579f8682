/** Unpacking compressed NARs as they come. */
import {
  CastoreError,
  compressionOf,
  decoderFor,
  piecesOf,
  StepDecoder,
  type Compression,
} from "../castore/index.ts";

/** Bytes unpacked at once where one can stop in between; and where not, as a bomb's may hold very much. */
const sliceSize = 1 << 14;
const smallSliceSize = 1 << 12;

/**
 * A compressed file's content, piece by piece.
 * @param limit - bytes that may come out
 * @param what - for messages: what it is
 * @throws CastoreError (`corrupt`) for another compression, ArchiveError for what is damaged or beyond the limit
 */
export async function* unpackedPieces(
  stream: ReadableStream<Uint8Array>,
  compression: Compression,
  limit: number,
  what: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const ready: Uint8Array[] = [];
  const decoder = decoderFor(compression, (bytes) => void ready.push(new Uint8Array(bytes)), limit);
  let first = true;
  for await (const piece of piecesOf(stream, signal)) {
    if (first && piece.length >= 6 && compressionOf(piece) !== compression) {
      throw new CastoreError("corrupt", `${what} is not compressed by ${compression}`);
    }
    first = false;
    if (!(decoder instanceof StepDecoder)) {
      for (let at = 0; at < piece.length; at += smallSliceSize) {
        decoder.push(piece.subarray(at, at + smallSliceSize));
        yield* ready.splice(0);
      }
      continue;
    }
    for (let at = 0; at < piece.length; at += sliceSize) {
      decoder.feed(piece.subarray(at, at + sliceSize));
      while (decoder.advance()) yield* ready.splice(0);
      decoder.settle();
      yield* ready.splice(0);
    }
  }
  if (decoder instanceof StepDecoder) {
    decoder.finish();
    while (decoder.advance()) yield* ready.splice(0);
    decoder.close();
  } else {
    decoder.end();
  }
  yield* ready.splice(0);
}
