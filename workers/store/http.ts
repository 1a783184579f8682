/** What is read over HTTP, counted by where it is. */
import { type Fetch, HttpSource, type HttpAnswer, type Metrics } from "../../core/castore/index.ts";

/** The folder at a URL, read with the browser's `fetch`; counted under that URL. */
export function httpSource(url: string, metrics: Metrics): HttpSource {
  return new HttpSource(url, measuredFetch(url, metrics));
}

/** The browser's `fetch`, counted under a name: what is not there is a miss. */
export function measuredFetch(name: string, metrics: Metrics): Fetch {
  return async (url, init) => {
    const answer: HttpAnswer = await metrics.request(name, () => fetch(url, init));
    const counts = metrics.of(name);
    if (answer.status >= 400) counts.misses++;
    else counts.hits++;
    return countedAnswer(answer, (bytes) => void (counts.bytesRead += bytes));
  };
}

function countedAnswer(answer: HttpAnswer, count: (bytes: number) => void): HttpAnswer {
  return {
    status: answer.status,
    headers: answer.headers,
    get body() {
      return (
        answer.body?.pipeThrough(
          new TransformStream<Uint8Array, Uint8Array>({
            transform(piece, controller) {
              count(piece.length);
              controller.enqueue(piece);
            },
          }),
        ) ?? null
      );
    },
    async arrayBuffer() {
      const bytes = await answer.arrayBuffer();
      count(bytes.byteLength);
      return bytes;
    },
  };
}
