import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, streamOfGenerator, type Fetch, type HttpAnswer } from "../castore/index.ts";
import { resumedBody } from "./resumed-body.ts";

const file = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 31) & 255);
const url = "http://host/file";

interface Host {
  /** Bytes after which each connection breaks; the last one does not. */
  readonly breaks: readonly number[];
  readonly ranges?: boolean;
  /** Changes answers to ranges. */
  readonly rest?: (from: number) => { status: number; range: string; bytes: Uint8Array } | null;
}

/** A host whose connections break, and what it was asked. */
function hostOf({ breaks, ranges = true, rest }: Host): { fetch: Fetch; asked: (string | null)[] } {
  const asked: (string | null)[] = [];
  const fetch: Fetch = async (_, init) => {
    const range = init.headers?.["range"] ?? null;
    asked.push(range);
    const from = range === null ? 0 : Number(/\d+/.exec(range)![0]);
    const other = range === null ? undefined : rest?.(from);
    if (other === null) return answerOf(404, {}, new Uint8Array(0), null);
    const headers: Record<string, string> = { etag: '"e"', ...(ranges ? { "accept-ranges": "bytes" } : {}) };
    if (range !== null)
      headers["content-range"] = other?.range ?? `bytes ${from}-${file.length - 1}/${file.length}`;
    const bytes = other?.bytes ?? file.subarray(from);
    return answerOf(
      other?.status ?? (range === null ? 200 : 206),
      headers,
      bytes,
      breaks[asked.length - 1] ?? null,
    );
  };
  return { fetch, asked };
}

function answerOf(
  status: number,
  headers: Record<string, string>,
  bytes: Uint8Array,
  breakAfter: number | null,
): HttpAnswer {
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const end = Math.min(bytes.length, at + 30_000, breakAfter ?? Infinity);
        if (end > at) controller.enqueue(bytes.slice(at, end));
        at = end;
        if (breakAfter !== null && at >= breakAfter) controller.error(new Error("broken"));
        else if (at === bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const get = (name: string): string | null => headers[name] ?? null;
  return { status, headers: { get }, body, arrayBuffer: () => Promise.reject(new Error("never")) };
}

async function read({ fetch }: { fetch: Fetch }): Promise<boolean> {
  const first = await fetch(url, {});
  const bytes = await collect(streamOfGenerator(resumedBody(first, { url, fetch, headers: {} })));
  return bytes.length === file.length && bytes.every((byte, i) => byte === file[i]);
}

test("wherever connections break, all arrives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 70_000, max: 300_000 }), { maxLength: 3 }),
      async (breaks) => {
        const host = hostOf({ breaks });
        expect(await read(host)).toBe(true);
        expect(host.asked).toHaveLength(breaks.length + 1);
      },
    ),
    { numRuns: 20 },
  );
});

test("it is given up when nothing comes any more, and where the rest can't be had", async () => {
  const slow = hostOf({ breaks: Array.from({ length: 50 }, () => 10) });
  await expect(read(slow)).rejects.toThrow("broken");
  expect(slow.asked).toHaveLength(4);
  const hosts: Host[] = [
    { breaks: [100_000], ranges: false },
    { breaks: [0] },
    { breaks: [100_000], rest: () => null },
    { breaks: [100_000], rest: () => ({ status: 200, range: "", bytes: file }) },
    { breaks: [100_000], rest: (from) => ({ status: 206, range: `bytes ${from - 1}-9/10`, bytes: file }) },
  ];
  for (const host of hosts) await expect(read(hostOf(host))).rejects.toThrow("broken");
});
