import { expect, test } from "vitest";
import {
  digestOf,
  MemoryBlobs,
  measuredBlobs,
  Metrics,
  piecesOf,
  streamOfGenerator,
  VerifiedBlobs,
} from "./index.ts";

test("cancelling a stream that nobody has read from reaches what stands behind it", async () => {
  let open = 0;
  const content = Uint8Array.of(1, 2, 3);
  const inner = new MemoryBlobs();
  await inner.put(content);
  inner.openRead = async () => {
    open++;
    return new ReadableStream<Uint8Array>({ cancel: () => void open-- }, { highWaterMark: 0 });
  };
  for (const blobs of [measuredBlobs("x", inner, new Metrics(() => 0)), new VerifiedBlobs(inner)]) {
    const stream = (await blobs.openRead(digestOf(content)))!;
    expect(open).toBe(1);
    await stream.cancel();
    expect(open).toBe(0);
  }
});

test("cancelling one that is being read ends its generator, and a source that has ended is left alone", async () => {
  let ended = false;
  const source = new ReadableStream<number>({
    pull(controller) {
      controller.enqueue(1);
      controller.close();
    },
  });
  async function* numbers() {
    try {
      yield* piecesOf(source);
      yield 2;
    } finally {
      ended = true;
    }
  }
  const reader = streamOfGenerator(numbers(), source).getReader();
  expect((await reader.read()).value).toBe(1);
  expect((await reader.read()).value).toBe(2);
  await reader.cancel();
  expect(ended).toBe(true);
});
