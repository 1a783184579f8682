import { gunzipSync } from "node:zlib";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collect, concatenate, decompress, storedFrame, type MemoryTree } from "../../castore/index.ts";
import { anyTree } from "../../castore/testing/trees.ts";
import {
  fromBytes,
  ListingBuilder,
  NarReader,
  parseNarInfo,
  secretKeyOfSeed,
  verifyNarInfo,
  writeListing,
} from "../../nix-compat/index.ts";
import { pathInfoOfNarInfo, renderNar } from "../index.ts";
import { bytesOf, testBridge, type TestBridge } from "./testing/bridge.ts";

const file = (content: Uint8Array | string, executable = false): MemoryTree => ({
  kind: "file",
  content: typeof content === "string" ? new TextEncoder().encode(content) : content,
  executable,
});
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});
const sample = directory({
  bin: directory({ run: file("#!/bin/sh\n", true) }),
  empty: file(""),
  large: file(Uint8Array.from({ length: 700_001 }, (_, i) => (i * i) >>> 3)),
  link: { kind: "symlink", target: "bin/run" },
  page: directory({
    "index.html": file("<script>alert(1)</script>"),
    "x.js": file("alert(1)"),
    "y.svg": file("<svg/>"),
  }),
});

async function narPathOf(bridge: TestBridge, hash: string): Promise<string> {
  return `/${parseNarInfo(await (await bridge.ask(`/${hash}.narinfo`)).text()).url}`;
}

test("facts about the cache, and what is not there", async () => {
  const bridge = testBridge({ priority: 41 });
  const info = await bridge.ask("/nix-cache-info");
  expect(info.headers.get("content-type")).toBe("text/x-nix-cache-info");
  expect(await info.text()).toBe("StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 41\n");
  expect(info.headers.get("access-control-allow-origin")).toBe("*");
  expect(info.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox$/);
  for (const path of [
    "/x",
    "/nar",
    "/nar/x.nar",
    `/${"e".repeat(32)}.narinfo`,
    `/${"0".repeat(31)}.narinfo`,
    "/castore",
  ])
    expect((await bridge.ask(path)).status, path).toBe(404);
  for (const path of [
    `/${"0".repeat(32)}.narinfo`,
    `/${"0".repeat(32)}.ls`,
    `/nar/${"0".repeat(52)}.nar`,
    "/log/x",
    "/realisations/x.doi",
    "/debuginfo/x",
  ]) {
    for (const method of ["GET", "HEAD"]) expect((await bridge.ask(path, { method })).status, path).toBe(404);
  }
});

test("methods", async () => {
  const bridge = testBridge();
  for (const method of ["POST", "DELETE", "PATCH"]) {
    const answer = await bridge.ask("/nix-cache-info", { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, PUT, OPTIONS"]);
  }
  const readOnly = testBridge({ writer: null });
  const refused = await readOnly.put(`/${"0".repeat(32)}.narinfo`, "x");
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  const asked = await bridge.ask("/nix-cache-info", { method: "OPTIONS" });
  expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([204, "GET, HEAD"]);
  expect((await bridge.put("/log/x.drv", "log")).status).toBe(405);
});

test("below a path of a page", async () => {
  const bridge = testBridge({ basePath: "/playground/bridge" });
  expect((await bridge.ask("/playground/bridge/nix-cache-info")).status).toBe(200);
  expect((await bridge.ask("/playground/bridge")).status).toBe(200);
  for (const path of ["/nix-cache-info", "/playground/bridgenix-cache-info", "/"])
    expect((await bridge.ask(path)).status).toBe(404);
});

test("a narinfo says what is known, signed", async () => {
  const key = secretKeyOfSeed("k-1", new Uint8Array(32).fill(1));
  const bridge = testBridge({ sign: key });
  const info = await bridge.add("sample", sample);
  const answer = await bridge.ask(`/${info.storePath.hash}.narinfo`);
  expect(answer.headers.get("content-type")).toBe("text/x-nix-narinfo");
  const narInfo = parseNarInfo(await answer.text());
  expect(verifyNarInfo(narInfo, [{ name: key.name, key: key.publicKey }]).status).toBe("ok");
  expect(narInfo.compression).toBeNull();
  expect(narInfo.url).toMatch(/^nar\/tvix-castore\/[A-Za-z0-9_-]+\?narsize=\d+$/);
  expect({ ...pathInfoOfNarInfo(narInfo, info.node), signatures: [] }).toEqual(info);
  const etag = answer.headers.get("etag")!;
  const again = await bridge.ask(`/${info.storePath.hash}.narinfo`, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  const head = await bridge.ask(`/${info.storePath.hash}.narinfo`, { method: "HEAD" });
  expect([head.status, head.body]).toEqual([200, null]);
  expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(answer.headers));
});

test("the NAR of a node, by both names", async () => {
  const bridge = testBridge();
  const info = await bridge.add("sample", sample);
  const path = await narPathOf(bridge, info.storePath.hash);
  const whole = await collect(renderNar(bridge.stores, info.node));
  for (const name of [path, path.replace("tvix", "snix")]) {
    const answer = await bridge.ask(name);
    expect(answer.headers.get("content-length")).toBe(String(info.narSize));
    expect(answer.headers.get("cache-control")).toMatch(/immutable/);
    expect(Buffer.compare(await bytesOf(answer), whole)).toBe(0);
    const head = await bridge.ask(name, { method: "HEAD" });
    expect([head.status, head.body, head.headers.get("content-length")]).toEqual([
      200,
      null,
      String(info.narSize),
    ]);
  }
  const etag = (await bridge.ask(path)).headers.get("etag")!;
  expect((await bridge.ask(path, { headers: { "if-none-match": `"x", W/${etag}` } })).status).toBe(304);
  const wrong = await bridge.ask(path.replace(/\d+$/, "8"));
  expect([wrong.status, await wrong.text()]).toEqual([400, `the NAR has ${info.narSize} bytes, not 8\n`]);
  expect((await bridge.ask(path.replace(/\?.*/, ""))).status).toBe(400);
  expect((await bridge.ask(`/nar/tvix-castore/${"A".repeat(6000)}?narsize=1`)).status).toBe(400);
  for (const name of ["", "%", "AAAA", "GhoSGC9uaXgvc3RvcmUvc29tZXdoZXJlZWxzZR", "CiISIA"])
    expect((await bridge.ask(`/nar/tvix-castore/${name}?narsize=1`)).status).toBe(404);
  const empty = testBridge();
  expect((await empty.ask(path)).status).toBe(404);
  const single = await bridge.add("single", file("x"));
  expect((await empty.ask(await narPathOf(bridge, single.storePath.hash))).status).toBe(404);
});

test("the vector of Tvix: a link", async () => {
  const name = "GhoSGC9uaXgvc3RvcmUvc29tZXdoZXJlZWxzZQ";
  const answer = await testBridge().ask(`/nar/tvix-castore/${name}?narsize=136`);
  expect(answer.status).toBe(200);
  expect(fromBytes(await bytesOf(answer))).toContain("/nix/store/somewhereelse");
});

test("ranges are parts of the whole NAR", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyTree,
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
      async (tree, ranges) => {
        const bridge = testBridge();
        const info = await bridge.add("x", tree);
        const path = await narPathOf(bridge, info.storePath.hash);
        const whole = await bytesOf(await bridge.ask(path));
        expect(whole.length).toBe(info.narSize);
        for (const [a, b] of ranges) {
          const start = a % whole.length;
          const end = start + 1 + (b % (whole.length - start));
          const range = `bytes=${start}-${end === whole.length && b % 2 === 0 ? "" : end - 1}`;
          const answer = await bridge.ask(path, { headers: { range } });
          expect(answer.status).toBe(206);
          expect(answer.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/${whole.length}`);
          expect(Buffer.compare(await bytesOf(answer), whole.subarray(start, end))).toBe(0);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("ranges of a tree with large files read nothing else", async () => {
  const bridge = testBridge();
  const info = await bridge.add("sample", sample);
  const path = await narPathOf(bridge, info.storePath.hash);
  const whole = await bytesOf(await bridge.ask(path));
  let reads = 0;
  const { blobs } = bridge.stores;
  const [read, openRead] = [blobs.read.bind(blobs), blobs.openRead.bind(blobs)];
  blobs.read = (...args) => (reads++, read(...args));
  blobs.openRead = (...args) => (reads++, openRead(...args));
  for (const [start, end] of [
    [0, 50],
    [whole.length - 300, whole.length],
    [whole.length - 1, whole.length],
  ] as const) {
    const answer = await bridge.ask(path, { headers: { range: `bytes=${start}-${end - 1}` } });
    expect(Buffer.compare(await bytesOf(answer), whole.subarray(start, end))).toBe(0);
  }
  expect(reads).toBeLessThanOrEqual(2);
  const middle = await bridge.ask(path, { headers: { range: "bytes=300000-500000" } });
  expect(Buffer.compare(await bytesOf(middle), whole.subarray(300_000, 500_001))).toBe(0);
  const none = await bridge.ask(path, { headers: { range: `bytes=${whole.length}-` } });
  expect([none.status, none.headers.get("content-range")]).toEqual([416, `bytes */${whole.length}`]);
  const changed = await bridge.ask(path, { headers: { range: "bytes=0-1", "if-range": '"other"' } });
  expect(changed.status).toBe(200);
  await changed.body!.cancel();
});

test("listings are those of the NAR", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, async (tree) => {
      const bridge = testBridge();
      const info = await bridge.add("x", tree);
      const builder = new ListingBuilder();
      const reader = new NarReader(builder);
      reader.push(await collect(renderNar(bridge.stores, info.node)));
      reader.end();
      const answer = await bridge.ask(`/${info.storePath.hash}.ls`);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(fromBytes(await bytesOf(answer))).toBe(writeListing(builder.root!));
    }),
    { numRuns: 40 },
  );
});

describe("files of trees", () => {
  test("by store path and by node, harmless", async () => {
    const bridge = testBridge();
    const info = await bridge.add("sample", sample);
    const { hash } = info.storePath;
    const node = /castore\/(.*)\?/.exec(await narPathOf(bridge, hash))![1]!;
    for (const root of [`${hash}-sample`, node]) {
      expect((await bridge.ask(`/castore/${root}`)).headers.get("location")).toBe(`${root}/`);
      const list = await bridge.ask(`/castore/${root}/`);
      expect(await list.text()).toContain('href="./bin/"');
      const run = await bridge.ask(`/castore/${root}/bin/run`);
      expect(await run.text()).toBe("#!/bin/sh\n");
      expect(run.headers.get("x-content-type-options")).toBe("nosniff");
      const part = await bridge.ask(`/castore/${root}/large`, { headers: { range: "bytes=5-9" } });
      const etag = part.headers.get("etag")!;
      for (const [condition, status] of [
        [etag, 206],
        ['"other"', 200],
      ] as const) {
        const headers = { range: "bytes=5-9", "if-range": condition };
        const answer = await bridge.ask(`/castore/${root}/large`, { headers });
        expect(answer.status).toBe(status);
        await answer.body!.cancel();
      }
      expect([part.status, (await bytesOf(part)).length]).toEqual([206, 5]);
      for (const name of ["page/", "page/y.svg", "page/x.js"]) {
        const page = await bridge.ask(`/castore/${root}/${name}`);
        expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox$/);
        expect(page.headers.get("content-type")).not.toMatch(/javascript/);
      }
      expect((await bridge.ask(`/castore/${root}/nothing`)).status).toBe(404);
    }
    expect((await bridge.ask(`/castore/${hash}-other/`)).status).toBe(404);
    for (const path of [
      "/castore/..%2f..%2fetc/passwd",
      "/castore/x/%2e%2e/y",
      `/castore/${hash}-sample/a%00b`,
    ])
      expect((await bridge.ask(path)).status).toBeGreaterThanOrEqual(400);
  });

  test("links into the store lead to where it is served, others nowhere", async () => {
    const bridge = testBridge({ basePath: "/b" });
    const target = `/nix/store/${"0".repeat(32)}-x/y`;
    const info = await bridge.add(
      "links",
      directory({ in: { kind: "symlink", target }, out: { kind: "symlink", target: "/etc/passwd" } }),
    );
    const odd = await bridge.add("odd+?=", directory({ a: file("odd") }));
    const name = `${odd.storePath.hash}-odd+?=`;
    const toOdd = await bridge.add(
      "to-odd",
      directory({ a: { kind: "symlink", target: `/nix/store/${name}/a` } }),
    );
    const link = await bridge.ask(`/b/castore/${toOdd.storePath.hash}-to-odd/a`);
    const location = link.headers.get("location")!;
    expect(decodeURIComponent(location)).toBe(`/b/castore/${name}/a`);
    for (const path of [location, `/b/castore/${encodeURIComponent(name)}/a`])
      expect(await (await bridge.ask(path)).text()).toBe("odd");
    const at = `/b/castore/${info.storePath.hash}-links`;
    expect((await bridge.ask(`${at}/in`)).headers.get("location")).toBe(`/b/castore/${"0".repeat(32)}-x/y`);
    expect((await bridge.ask(`${at}/out`)).status).toBe(404);
  });
});

test("names of directories don't lead to other hosts", async () => {
  const bridge = testBridge();
  const info = await bridge.add("x", directory({ "http:evil.example": directory({ a: file("") }) }));
  const answer = await bridge.ask(`/castore/${info.storePath.hash}-x/http:evil.example`);
  expect(answer.headers.get("location")).toBe("./http:evil.example/");
});

describe("content coding", () => {
  test("zstd for those who take it, gzip for the others", async () => {
    const bridge = testBridge({ compress: storedFrame });
    const info = await bridge.add("sample", sample);
    const path = await narPathOf(bridge, info.storePath.hash);
    const whole = await collect(renderNar(bridge.stores, info.node));
    const asked = (accepted: string, at = path) =>
      bridge.ask(at, { headers: { "accept-encoding": accepted } });
    const zstd = await asked("gzip, zstd;q=0.5");
    expect(zstd.headers.get("content-encoding")).toBe("zstd");
    expect([zstd.headers.get("vary"), zstd.headers.get("content-length")]).toEqual(["accept-encoding", null]);
    const packed = await bytesOf(zstd);
    const unpacked = spawnSync("zstd", ["-dc"], { input: packed, maxBuffer: 2 ** 24 });
    if (unpacked.error === undefined) expect(Buffer.compare(unpacked.stdout, whole)).toBe(0);
    const gzip = await asked("gzip, zstd;q=0");
    expect(gzip.headers.get("content-encoding")).toBe("gzip");
    expect(Buffer.compare(gunzipSync(await bytesOf(gzip)), whole)).toBe(0);
    for (const accepted of ["", "identity", "br", "xz;q=0", "*;q=0", "gzip;q=0,*;q=0"]) {
      const plain = await asked(accepted);
      expect(plain.headers.get("content-encoding")).toBeNull();
      await plain.body!.cancel();
    }
    const xz = await asked("xz");
    expect(xz.headers.get("content-encoding")).toBe("xz");
    expect(Buffer.compare(decompress(await bytesOf(xz)), whole)).toBe(0);
    const part = await bridge.ask(path, { headers: { "accept-encoding": "zstd", range: "bytes=0-9" } });
    expect([part.status, part.headers.get("content-encoding")]).toEqual([206, null]);
    const tag = gzip.headers.get("etag")!;
    expect(tag).toMatch(/-gzip"$/);
    const confirmed = await bridge.ask(path, { headers: { "if-none-match": `"x", ${tag}` } });
    const { status, headers } = confirmed;
    expect([status, headers.get("etag"), headers.get("vary")]).toEqual([304, tag, "accept-encoding"]);
    expect(part.headers.get("vary")).toBe("accept-encoding");
    const head = await bridge.ask(path, { method: "HEAD", headers: { range: "bytes=0-9" } });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(whole.length)]);
    const listing = await asked("gzip", `/${info.storePath.hash}.ls`);
    expect(gunzipSync(await bytesOf(listing)).toString()).toContain('"narOffset"');
    expect((await asked("gzip", "/nix-cache-info")).headers.get("content-encoding")).toBeNull();
  });
});

test("castore's objects, as files", async () => {
  const bridge = testBridge();
  const info = await bridge.add("sample", sample);
  const digest = info.node.kind === "directory" ? info.node.digest : "";
  const name = `dirs/b3/${digest.slice(0, 4)}/${digest}`;
  expect((await bridge.ask(`/${name}`)).status).toBe(200);
  const dir = await bridge.ask(`/castore-objects/${name}`);
  expect(dir.status).toBe(200);
  expect((await bytesOf(dir)).subarray(0, 4)).toEqual(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd));
  for (const path of [
    `dirs/b3/0000/${digest}`,
    `blobs/b3/${digest.slice(0, 4)}/${digest}`,
    "packs/x",
    `dirs/b3/0000/${"0".repeat(64)}`,
  ])
    expect((await bridge.ask(`/castore-objects/${path}`)).status).toBe(404);
});

test("what was counted", async () => {
  const bridge = testBridge();
  const info = await bridge.add("sample", sample);
  const path = await narPathOf(bridge, info.storePath.hash);
  await bytesOf(await bridge.ask(path));
  await bridge.ask("/nothing");
  const text = await (await bridge.ask("/metrics")).text();
  expect(text).toContain('narbridge_requests_total{route="node",method="GET",status="200"} 1\n');
  expect(text).toContain('narbridge_requests_total{route="none",method="GET",status="404"} 1\n');
  expect(text).toMatch(/narbridge_requests_active 1\n/);
  expect(Number(/narbridge_sent_bytes_total (\d+)/.exec(text)![1])).toBeGreaterThan(info.narSize);
});

test("frames without compression", () => {
  for (const size of [0, 1, 131_072, 131_073, 400_000]) {
    const content = new Uint8Array(size).fill(7);
    const found = spawnSync("zstd", ["-dc"], {
      input: concatenate([storedFrame(content)]),
      maxBuffer: 2 ** 24,
    });
    if (found.error === undefined) expect(Buffer.compare(found.stdout, content)).toBe(0);
  }
});
