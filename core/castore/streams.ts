/** Small tools for streams of bytes and for cancelling. */

/** Largest piece in which bytes at hand are handed on. */
const pieceSize = 1 << 18;

/** Bytes at hand as a stream. */
export function streamOfBytes(data: Uint8Array, signal?: AbortSignal): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        signal?.throwIfAborted();
        if (at < data.length) controller.enqueue(data.subarray(at, (at += pieceSize)));
        if (at >= data.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * What a generator yields as a stream; cancelling the stream ends the generator.
 * @param source - what the generator reads from, if that is a stream: cancelled, too, where the generator has not begun
 *   and so does not know that it ends
 */
export function streamOfGenerator<T>(
  generator: AsyncGenerator<T, void>,
  source?: ReadableStream<unknown>,
): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const step = await generator.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel(reason) {
        await generator.return();
        if (source?.locked === false) await source.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The pieces of a stream; leaving the loop early cancels it. (Not every browser can loop over streams.) */
export async function* piecesOf<T>(stream: ReadableStream<T>, signal?: AbortSignal): AsyncGenerator<T, void> {
  const reader = stream.getReader();
  const cancel = (): void => void reader.cancel(signal?.reason).catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  let ended = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) break;
      yield value;
    }
    ended = true;
  } catch (error) {
    ended = true;
    await reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
    if (!ended) await reader.cancel();
    reader.releaseLock();
  }
}

/** All bytes of a stream in one piece. */
export async function collect(stream: ReadableStream<Uint8Array>, signal?: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(stream, signal)) pieces.push(piece);
  return concatenate(pieces);
}

/** Pieces as one array; a single piece is returned as it is. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
