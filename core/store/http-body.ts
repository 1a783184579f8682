/** Bodies of answers, in one piece. */
import { CastoreError, concatenate, piecesOf, type HttpAnswer } from "../castore/index.ts";

/**
 * An answer's body, read no farther than is allowed.
 * @param what - for messages
 * @throws CastoreError (`range`) for more than that
 */
export async function boundedBytes(
  answer: HttpAnswer,
  limit: number,
  what: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const tooMuch = (): CastoreError => new CastoreError("range", `${what} has more than ${limit} bytes`);
  if (Number(answer.headers.get("content-length") ?? 0) > limit) {
    await answer.body?.cancel();
    throw tooMuch();
  }
  if (answer.body === null) {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > limit) throw tooMuch();
    return bytes;
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(answer.body, signal)) {
    size += piece.length;
    if (size > limit) throw tooMuch();
    pieces.push(piece);
  }
  return concatenate(pieces);
}
