import { describe, expect, test } from "vitest";
import { CastoreError, type MemoryTree } from "../../castore/index.ts";
import { parseNarInfo, type NarInfo } from "../../nix-compat/index.ts";
import { MemoryPathInfos, type BridgeUpstream, type PathInfo, type PathInfoService } from "../index.ts";
import { bytesOf, testBridge, type TestBridge } from "./testing/bridge.ts";

const tree: MemoryTree = { kind: "file", content: new Uint8Array(1000).fill(1), executable: false };
const absent = "0".repeat(32);

/** An upstream, and how often it was asked. */
class Upstream implements PathInfoService {
  asked = 0;
  aborted = 0;

  constructor(private readonly answer: (hash: string) => Promise<PathInfo | null>) {}

  async get(hash: string, options?: { signal?: AbortSignal | undefined }): Promise<PathInfo | null> {
    this.asked++;
    options?.signal?.addEventListener("abort", () => this.aborted++);
    return this.answer(hash);
  }

  put(): Promise<PathInfo> {
    throw new Error("never");
  }

  list(): AsyncIterable<PathInfo> {
    throw new Error("never");
  }

  as(name: string): BridgeUpstream {
    return { name, pathInfos: this };
  }
}

/** A bridge whose store has a path's content without knowing the path, which upstreams may know. */
async function withUpstreams(
  make: (info: PathInfo) => Upstream[],
): Promise<{ bridge: TestBridge; info: PathInfo }> {
  const source = testBridge();
  const info = await source.add("x", tree);
  const upstreams = make(info).map((one, i) => one.as(`u${i}`));
  return { bridge: testBridge({ stores: source.stores, pathInfos: new MemoryPathInfos(), upstreams }), info };
}

test("what is not here is brought once, and kept", async () => {
  let upstream!: Upstream;
  const { bridge, info } = await withUpstreams((found) => [
    (upstream = new Upstream(async (hash) => {
      await new Promise((done) => setTimeout(done, 20));
      return hash === found.storePath.hash ? found : null;
    })),
  ]);
  const asking = Array.from({ length: 50 }, () => bridge.ask(`/${info.storePath.hash}.narinfo`));
  expect((await Promise.all(asking)).every(({ status }) => status === 200)).toBe(true);
  expect(upstream.asked).toBe(1);
  const answer = await bridge.ask(`/${info.storePath.hash}.narinfo`);
  const nar = await bridge.ask(`/${parseNarInfo(await answer.text()).url}`);
  expect((await bytesOf(nar)).length).toBe(info.narSize);
  expect(upstream.asked).toBe(1);
  expect((await bridge.ask(`/${absent}.narinfo`)).status).toBe(404);
});

test("several are asked in order; one that fails does not hide what another has", async () => {
  const failing = (): Upstream =>
    new Upstream(() => Promise.reject(new CastoreError("missing", "no answer")));
  const { bridge, info } = await withUpstreams((found) => [failing(), new Upstream(async () => found)]);
  expect((await bridge.ask(`/${info.storePath.hash}.narinfo`)).status).toBe(200);
  const broken = await withUpstreams(() => [failing(), new Upstream(async () => null)]);
  const answer = await broken.bridge.ask(`/${absent}.narinfo`);
  expect([answer.status, await answer.text()]).toEqual([502, "upstream failed: u0: no answer\n"]);
});

describe("an upstream that tells of paths without bringing them", () => {
  const of = async (change: Partial<NarInfo> = {}, quota = Infinity) => {
    const source = testBridge();
    const info = await source.add("x", tree);
    const upstream = new Upstream(async (hash) => (hash === info.storePath.hash ? info : null));
    let told = 0;
    const narInfo = async (hash: string): Promise<NarInfo | null> => {
      told++;
      await new Promise((done) => setTimeout(done, 5));
      if (hash !== info.storePath.hash) return null;
      const text = await (await source.ask(`/${hash}.narinfo`)).text();
      return { ...parseNarInfo(text), compression: "xz", ...change };
    };
    const bridge = testBridge({
      stores: source.stores,
      pathInfos: new MemoryPathInfos(),
      upstreams: [{ name: "u", pathInfos: upstream, narInfo }],
      quota: { narSize: quota, storeSize: Infinity },
    });
    return { bridge, info, upstream, told: () => told };
  };

  test("is asked for the content when somebody wants that", async () => {
    const { bridge, info, upstream, told } = await of();
    const at = `/${info.storePath.hash}.narinfo`;
    expect((await bridge.ask(at, { method: "HEAD" })).status).toBe(200);
    expect((await bridge.ask(`/${absent}.narinfo`, { method: "HEAD" })).status).toBe(404);
    const before = told();
    const texts = await Promise.all(Array.from({ length: 50 }, async () => (await bridge.ask(at)).text()));
    expect(told()).toBe(before + 1);
    expect(upstream.asked).toBe(0);
    const narInfo = parseNarInfo(texts[0]!);
    expect(narInfo).toMatchObject({ compression: null, narSize: info.narSize });
    const nars = await Promise.all(Array.from({ length: 50 }, () => bridge.ask(`/${narInfo.url}`)));
    for (const nar of nars) expect((await bytesOf(nar)).length).toBe(info.narSize);
    expect(upstream.asked).toBe(1);
    expect(parseNarInfo(await (await bridge.ask(at)).text()).url).toMatch(/^nar\/tvix-castore/);
    const part = await bridge.ask(`/${narInfo.url}`, { headers: { range: "bytes=1-5" } });
    expect([part.status, (await bytesOf(part)).length]).toEqual([206, 5]);
    for (const query of ["?path=x", `?path=${absent}`, `?path=${"0".repeat(31)}%00`]) {
      expect([400, 404]).toContain((await bridge.ask(`/${narInfo.url.replace(/\?.*/, query)}`)).status);
    }
  });

  test("does not bring what is larger than may be", async () => {
    const { bridge, info, upstream } = await of({}, 100);
    const { url } = parseNarInfo(await (await bridge.ask(`/${info.storePath.hash}.narinfo`)).text());
    const answer = await bridge.ask(`/${url}`);
    expect([answer.status, await answer.text()]).toEqual([
      507,
      expect.stringMatching(/^a NAR may have 100 bytes/),
    ]);
    expect(upstream.asked).toBe(0);
  });
});

describe("clients that vanish", () => {
  test("bringing goes on while somebody waits, and ends when nobody does", async () => {
    const upstream = new Upstream(() => new Promise(() => {}));
    const bridge = testBridge({ upstreams: [upstream.as("u")] });
    const aborts = [new AbortController(), new AbortController()];
    const asking = aborts.map(({ signal }) => bridge.ask(`/${absent}.narinfo`, { signal }));
    await new Promise((done) => setTimeout(done, 10));
    expect(upstream.asked).toBe(1);
    aborts[0]!.abort();
    expect((await asking[0]!).status).toBe(499);
    expect(upstream.aborted).toBe(0);
    aborts[1]!.abort();
    expect((await asking[1]!).status).toBe(499);
    await new Promise((done) => setTimeout(done, 0));
    expect(upstream.aborted).toBe(1);
  });

  test.each(["cancels", "aborts"])("one that %s a download frees what stands behind it", async (how) => {
    const bridge = testBridge({ compress: null });
    const info = await bridge.add("x", {
      kind: "file",
      content: new Uint8Array(5_000_000),
      executable: false,
    });
    let open = 0;
    const { blobs } = bridge.stores;
    const openRead = blobs.openRead.bind(blobs);
    blobs.openRead = async (...args) => {
      const stream = (await openRead(...args))!;
      const reader = stream.getReader();
      open++;
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const { done, value } = await reader.read();
            if (done) controller.close();
            else controller.enqueue(value);
          },
          async cancel(reason) {
            open--;
            await reader.cancel(reason);
          },
        },
        { highWaterMark: 0 },
      );
    };
    const path = `/${parseNarInfo(await (await bridge.ask(`/${info.storePath.hash}.narinfo`)).text()).url}`;
    for (const headers of [{}, { range: "bytes=1000000-" }, { "accept-encoding": "gzip" }] as Record<
      string,
      string
    >[]) {
      const abort = new AbortController();
      const answer = await bridge.ask(path, { headers, signal: abort.signal });
      const reader = answer.body!.getReader();
      await reader.read();
      expect(open).toBe(1);
      if (how === "aborts") {
        abort.abort(new Error("gone"));
        await expect(reader.read()).rejects.toThrow("gone");
      } else {
        await reader.cancel();
      }
      await expect.poll(() => open).toBe(0);
    }
    expect(await (await bridge.ask("/metrics")).text()).toContain("narbridge_requests_active 1\n");
  });
});
