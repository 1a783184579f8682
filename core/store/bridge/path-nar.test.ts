import { describe, expect, test } from "vitest";
import {
  bytesEqual,
  concatenate,
  MemoryBlobs,
  MemoryDirectories,
  type Fetch,
  type MemoryTree,
} from "../../castore/index.ts";
import { parseNarInfo } from "../../nix-compat/index.ts";
import { MemoryPathInfos, NixCache } from "../index.ts";
import { bytesOf, origin, testBridge } from "./testing/bridge.ts";

/** An upstream that sends a NAR as the test lets it. */
class HeldNar {
  asked = 0;
  cancelled = 0;
  /** Bytes that somebody took. */
  taken = 0;
  private allowed = 0;
  private wake = (): void => {};

  constructor(
    readonly bytes: Uint8Array,
    private readonly fault: "none" | "ends" | "fails" = "none",
    private readonly pieceSize = 1000,
  ) {}

  /** Lets it send up to so many bytes. */
  allow(count: number): void {
    this.allowed = count;
    this.wake();
  }

  answer(): Response {
    this.asked++;
    let at = 0;
    return new Response(
      new ReadableStream<Uint8Array>(
        {
          pull: async (controller) => {
            while (this.allowed <= at && at < this.bytes.length) {
              await new Promise<void>((resolve) => (this.wake = resolve));
            }
            const end = Math.min(at + this.pieceSize, this.allowed, this.bytes.length);
            if (end > at) controller.enqueue(this.bytes.slice(at, end));
            this.taken = at = end;
            if (at < this.bytes.length) return;
            if (this.fault === "fails") controller.error(new Error("the line broke"));
            else controller.close();
          },
          cancel: () => {
            this.cancelled++;
            this.wake();
          },
        },
        { highWaterMark: 0 },
      ) as never,
    );
  }
}

function file(size: number): MemoryTree {
  const content = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255);
  return { kind: "file", content, executable: false };
}

/** A bridge that fetches through from another, whose NAR the test holds. */
async function through(
  size: number,
  make: (nar: Uint8Array) => HeldNar = (nar) => new HeldNar(nar),
): Promise<{
  bridge: ReturnType<typeof testBridge>;
  pathInfos: MemoryPathInfos;
  held: HeldNar;
  nar: Uint8Array;
  url: string;
  hash: string;
}> {
  const source = testBridge();
  const { storePath } = await source.add("x", file(size));
  const at = `/${storePath.hash}.narinfo`;
  const nar = await bytesOf(await source.ask(`/${parseNarInfo(await (await source.ask(at)).text()).url}`));
  const held = make(nar);
  const fetch = (async (url: string, init: RequestInit) => {
    const path = url.slice(origin.length);
    return path.startsWith("/nar/") ? held.answer() : source.ask(path, init);
  }) as unknown as Fetch;
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const cache = new NixCache({ url: origin, fetch, stores, trustedKeys: null });
  const pathInfos = new MemoryPathInfos();
  const bridge = testBridge({
    stores,
    pathInfos,
    upstreams: [
      {
        name: "u",
        pathInfos: cache,
        narInfo: (hash, options) => cache.narInfo(hash, options),
        bring: (narInfo, options) => cache.bring(narInfo, options),
      },
    ],
  });
  const url = `/${parseNarInfo(await (await bridge.ask(at)).text()).url}`;
  return { bridge, pathInfos, held, nar, url, hash: storePath.hash };
}

/** The machine may be busy. */
const patient = { timeout: 20_000 };

/** Without a picture of how two differ, which of many bytes would take all memory. */
function same(found: Uint8Array, expected: Uint8Array): void {
  expect(bytesEqual(found, expected)).toBe(true);
}

/** Reads what comes, until it ends or fails. */
async function readAll(answer: Response, into: Uint8Array[] = []): Promise<Uint8Array> {
  const reader = answer.body!.getReader();
  for (let step; !(step = await reader.read()).done;) into.push(step.value);
  return concatenate(into);
}

test("bytes are handed on while they come; the last ones when all was checked and stored", async () => {
  const { bridge, pathInfos, held, nar, url, hash } = await through(100_000);
  held.allow(2500);
  const answer = await bridge.ask(url, { headers: { "accept-encoding": "gzip, zstd" } });
  expect([answer.status, answer.headers.get("content-length")]).toEqual([200, String(nar.length)]);
  expect(answer.headers.get("content-encoding")).toBeNull();
  const got: Uint8Array[] = [];
  const reading = readAll(answer, got);
  await expect.poll(() => concatenate(got).length, patient).toBe(2500);
  held.allow(nar.length - 1);
  await expect.poll(() => concatenate(got).length, patient).toBe(nar.length - 1);
  expect(await pathInfos.get(hash)).toBeNull();
  held.allow(nar.length);
  same(await reading, nar);
  expect(await pathInfos.get(hash)).not.toBeNull();
  // What is here then is the same to who asks again.
  const again = await bridge.ask(url);
  expect(again.headers.get("etag")).toBe(answer.headers.get("etag"));
  same(await bytesOf(again), nar);
  expect(held.asked).toBe(1);
});

describe("who was sent a beginning does not take for whole what is not", () => {
  test.each<[string, (nar: Uint8Array) => HeldNar]>([
    ["has another byte in it", (nar) => new HeldNar(nar.map((byte, i) => (i === 50_000 ? byte ^ 1 : byte)))],
    ["has another byte at its end", (nar) => new HeldNar(nar.map((b, i) => (i === nar.length - 1 ? 1 : b)))],
    ["ends early", (nar) => new HeldNar(nar.slice(0, 60_000))],
    ["breaks off", (nar) => new HeldNar(nar.slice(0, 60_000), "fails")],
    ["breaks off at its end", (nar) => new HeldNar(nar, "fails")],
    ["has more bytes", (nar) => new HeldNar(concatenate([nar, new Uint8Array(1000)]))],
    ["has another size inside", (nar) => new HeldNar(nar.map((byte, i) => (i === 90 ? byte ^ 8 : byte)))],
  ])("that %s", async (_, make) => {
    const { bridge, pathInfos, held, nar, url, hash } = await through(100_000, make);
    held.allow(20_000);
    const answer = await bridge.ask(url);
    const got: Uint8Array[] = [];
    const reading = answer.status === 200 ? readAll(answer, got) : null;
    held.allow(Infinity);
    if (reading === null) expect(answer.status).toBe(502);
    else await expect(reading).rejects.toThrow();
    expect(concatenate(got).length).toBeLessThan(nar.length);
    expect(await pathInfos.get(hash)).toBeNull();
    expect(await (await bridge.ask("/metrics")).text()).toContain("narbridge_requests_active 1\n");
  });

  test("that fails before its first byte is told in words", async () => {
    const { bridge, url } = await through(100_000, () => new HeldNar(new Uint8Array(0), "fails"));
    const answer = await bridge.ask(url);
    expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("the line broke")]);
  });
});

describe("several clients", () => {
  test("are served by one fetch, those who come late and those who are slow, too", async () => {
    const { bridge, held, nar, url } = await through(20_000_000, (all) => new HeldNar(all, "none", 50_000));
    held.allow(100_000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => bridge.ask(url)));
    const [stuck, ...others] = answers;
    const reading = others.map((answer) => readAll(answer));
    held.allow(15_000_000);
    await expect.poll(() => held.taken, patient).toBe(15_000_000);
    const late = bridge.ask(url);
    const part = bridge.ask(url, { headers: { range: "bytes=10000000-10000009" } });
    held.allow(Infinity);
    for (const one of reading) expect((await one).length).toBe(nar.length);
    same(await bytesOf(await late), nar);
    same(await bytesOf(await part), nar.slice(10_000_000, 10_000_010));
    same(await readAll(stuck!), nar);
    expect(held.asked).toBe(1);
  });

  test("one that is slow slows the bringing down, unless somebody waits for it", async () => {
    const { bridge, held, nar, url, hash } = await through(
      20_000_000,
      (all) => new HeldNar(all, "none", 50_000),
    );
    held.allow(Infinity);
    const slow = await bridge.ask(url);
    const reader = slow.body!.getReader();
    const first = (await reader.read()).value!;
    await new Promise((done) => setTimeout(done, 50));
    expect(held.taken).toBeLessThan(6_000_000);
    expect((await bridge.ask(`/${hash}.ls`)).status).toBe(200);
    expect(held.taken).toBe(nar.length);
    reader.releaseLock();
    same(await readAll(slow, [first]), nar);
  });

  test("bringing goes on while one is left, and is given up when all have gone", async () => {
    const { bridge, pathInfos, held, nar, url, hash } = await through(100_000);
    held.allow(10_000);
    const leave = new AbortController();
    const [first, second, third] = await Promise.all([
      bridge.ask(url, { signal: leave.signal }),
      bridge.ask(url),
      bridge.ask(url),
    ]);
    leave.abort(new Error("gone"));
    await expect(readAll(first)).rejects.toThrow("gone");
    await second.body!.cancel();
    held.allow(50_000);
    const reader = third.body!.getReader();
    await reader.read();
    expect(held.cancelled).toBe(0);
    // It waits for bytes that do not come.
    for (let size = 0; size < 49_000; size += (await reader.read()).value!.length);
    await reader.cancel();
    await expect.poll(() => held.cancelled, patient).toBe(1);
    expect(await pathInfos.get(hash)).toBeNull();
    expect(await (await bridge.ask("/metrics")).text()).toContain("narbridge_requests_active 1\n");
    held.allow(Infinity);
    same(await bytesOf(await bridge.ask(url)), nar);
    expect(held.asked).toBe(2);
  });
});

test("nothing is brought for who asks about it only", async () => {
  const { bridge, held, nar, url } = await through(100_000);
  const head = await bridge.ask(url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, String(nar.length)]);
  const known = await bridge.ask(url, { headers: { "if-none-match": head.headers.get("etag")! } });
  expect(known.status).toBe(304);
  const other = url.replace(/\/nar\/./, (text) => `/nar/${text.endsWith("0") ? "1" : "0"}`);
  for (const method of ["HEAD", "GET"]) expect((await bridge.ask(other, { method })).status).toBe(404);
  expect(held.asked).toBe(0);
});
