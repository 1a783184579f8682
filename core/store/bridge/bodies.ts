/** Bodies of requests and answers, watched as they go by. */

/** A stream whose bytes are counted. */
export function countedStream(
  stream: ReadableStream<Uint8Array>,
  count: (size: number) => void,
): ReadableStream<Uint8Array> {
  // Locked only when it is read, so that one sees whether it was.
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= stream.getReader();
        const { done, value } = await reader.read();
        if (done) return controller.close();
        count(value.length);
        controller.enqueue(value);
      },
      cancel: (reason) => (reader === null ? stream.cancel(reason) : reader.cancel(reason)),
    },
    { highWaterMark: 0 },
  );
}

/**
 * The body of an answer: a client that vanishes, by cancelling the body or by its request's signal, ends it and all
 * that stands behind it.
 * @param watcher.ended - called once, however the body ends
 */
export function watchedBody(
  body: Uint8Array | ReadableStream<Uint8Array>,
  signal: AbortSignal,
  watcher: { readonly sent: (size: number) => void; readonly ended: () => void },
): Uint8Array | ReadableStream<Uint8Array> {
  if (body instanceof Uint8Array) {
    watcher.sent(body.length);
    watcher.ended();
    return body;
  }
  const reader = body.getReader();
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    signal.removeEventListener("abort", abort);
    watcher.ended();
  };
  let target: ReadableStreamDefaultController<Uint8Array> | null = null;
  const abort = (): void => {
    end();
    target?.error(signal.reason);
    void reader.cancel(signal.reason).catch(() => {});
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        target = controller;
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (isEnded) return;
          if (done) {
            end();
            controller.close();
          } else {
            watcher.sent(value.length);
            controller.enqueue(value);
          }
        } catch (error) {
          end();
          throw error;
        }
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
