import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  collect,
  decompress,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  streamOfGenerator,
  treeItem,
  type MemoryTree,
  type Node,
} from "../../castore/index.ts";
import {
  hashBytes,
  makeFixedOutputPath,
  makeTextPath,
  nixBase32Digits,
  parseNarInfo,
  toBase64,
  toNixBase32,
} from "../../nix-compat/index.ts";
import { MemoryPathInfos, MemoryUploads, renderNar } from "../index.ts";
import { nodeOfNarUrl } from "../node-url.ts";
import { packed, type Suffix } from "./testing/packed.ts";
import { bytesOf, origin, testBridge, type TestBridge } from "./testing/bridge.ts";

const text = (content: string, executable = false): MemoryTree => ({
  kind: "file",
  content: new TextEncoder().encode(content),
  executable,
});
const sample: MemoryTree = {
  kind: "directory",
  entries: new Map<string, MemoryTree>([
    ["a", text("content of a\n".repeat(9000), true)],
    ["b", { kind: "symlink", target: "a" }],
    ["big", { kind: "file", content: new Uint8Array(1_500_000).fill(9), executable: false }],
  ]),
};

interface Nar {
  readonly bytes: Uint8Array;
  readonly node: Node;
  /** In nixbase32. */
  readonly hash: string;
}

async function narOf(tree: MemoryTree): Promise<Nar> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const node = await importTree(stores, treeItem(tree));
  const bytes = await collect(renderNar(stores, node));
  return { bytes, node, hash: hashOf(bytes) };
}

const hashOf = (bytes: Uint8Array): string => toNixBase32(hashBytes("sha256", bytes));
const put = (
  bridge: TestBridge,
  path: string,
  bytes: Uint8Array | string,
  headers?: Record<string, string>,
) => bridge.put(path, bytes as BodyInit, headers);

const part = "0123456789abcdfghijklmnpqrsvwxyz";
const storePath = `/nix/store/${part}-sample`;

function narInfo(nar: Nar, change: Record<string, string | null> = {}): string {
  const lines: Record<string, string | null> = {
    StorePath: storePath,
    URL: `nar/${nar.hash}.nar`,
    Compression: "none",
    NarHash: `sha256:${nar.hash}`,
    NarSize: String(nar.bytes.length),
    References: `${part}-sample ${"1".repeat(32)}-dep`,
    ...change,
  };
  return Object.entries(lines)
    .map(([tag, value]) => (value === null ? "" : `${tag}: ${value}\n`))
    .join("");
}

test("a NAR, then its narinfo, then both back", async () => {
  const bridge = testBridge();
  const nar = await narOf(sample);
  const path = `/nar/${nar.hash}.nar`;
  expect((await bridge.ask(path, { method: "HEAD" })).status).toBe(404);
  const early = await put(bridge, `/${part}.narinfo`, narInfo(nar));
  expect([early.status, await early.text()]).toEqual([
    400,
    expect.stringMatching(/^no NAR with the hash .* was uploaded/),
  ]);
  expect((await put(bridge, path, nar.bytes)).status).toBe(200);
  expect((await bridge.ask(path, { method: "HEAD" })).status).toBe(200);
  expect(Buffer.compare(await bytesOf(await bridge.ask(path)), nar.bytes)).toBe(0);
  expect((await put(bridge, `/${part}.narinfo`, narInfo(nar))).status).toBe(200);
  expect((await put(bridge, `/${part}.ls`, "{}")).status).toBe(200);
  const info = await bridge.options.pathInfos.get(part);
  expect(info).toMatchObject({
    node: nar.node,
    narSize: nar.bytes.length,
    storePath: { hash: part, name: "sample" },
  });
  expect((await bridge.ask(`/${part}.narinfo`, { method: "HEAD" })).status).toBe(200);
});

test.each<Suffix>(["xz", "zst", "bz2", "gz"])(
  "a NAR in .%s, named by the hash of the file",
  async (suffix) => {
    const nar = await narOf(sample);
    const file = packed(nar.bytes, suffix);
    if (file === null) return;
    const uploads = new MemoryUploads();
    const bridge = testBridge({ uploads });
    // Nix has no suffix for gzip.
    for (const name of suffix === "gz"
      ? [`${hashOf(file)}.nar`, `${hashOf(file)}.nar.gz`]
      : [`${hashOf(file)}.nar.${suffix}`]) {
      expect((await put(bridge, `/nar/${name}`, file)).status).toBe(200);
      expect((await bridge.ask(`/nar/${name}`, { method: "HEAD" })).status).toBe(200);
      const again = await bridge.ask(`/nar/${name}`);
      expect(again.status).toBe(200);
      expect(Buffer.compare(decompress(await bytesOf(again)), nar.bytes)).toBe(0);
    }
    expect(Buffer.compare(await bytesOf(await bridge.ask(`/nar/${nar.hash}.nar`)), nar.bytes)).toBe(0);
    const lie = await put(bridge, `/${part}.narinfo`, narInfo(nar, { NarHash: `sha256:${hashOf(file)}` }));
    expect(lie.status).toBe(400);
    expect((await put(bridge, `/${part}.narinfo`, narInfo(nar, { References: "" }))).status).toBe(200);

    const wrong = await put(bridge, `/nar/${"1".repeat(52)}.nar.${suffix}`, file);
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("has the SHA-256")]);
    const cut = file.subarray(0, file.length - 20);
    expect((await put(bridge, `/nar/${hashOf(cut)}.nar.${suffix}`, cut)).status).toBe(400);
    const other = await put(bridge, `/nar/${nar.hash}.nar.${suffix}`, nar.bytes);
    expect(await other.text()).toMatch(/is not compressed by (xz|zstd|bzip2|gzip), as its name says/);
  },
);

test("NARs that are refused", async () => {
  const bridge = testBridge();
  const nar = await narOf(sample);
  const refused = async (name: string, bytes: Uint8Array, status: number, reason: RegExp): Promise<void> => {
    const answer = await put(bridge, `/nar/${name}`, bytes);
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(reason)]);
  };
  await refused(`${"1".repeat(52)}.nar`, nar.bytes, 400, /has the SHA-256 .* instead of/);
  await refused(`${nar.hash}.nar.br`, nar.bytes, 415, /'\.br' can't be unpacked here/);
  const cut = nar.bytes.subarray(0, 1000);
  await refused(`${hashOf(cut)}.nar`, cut, 400, /bad NAR at byte 1000/);
  const text = new TextEncoder().encode("no NAR");
  await refused(`${hashOf(text)}.nar`, text, 400, /bad NAR at byte/);
  await refused(`${hashOf(new Uint8Array(0))}.nar`, new Uint8Array(0), 400, /bad NAR at byte 0/);
  expect((await bridge.ask(`/nar/${nar.hash}.nar`, { method: "PUT" })).status).toBe(400);
  expect((await put(bridge, `/nar/${"0".repeat(51)}.nar`, nar.bytes)).status).toBe(405);
});

describe("narinfos", () => {
  const uploaded = async (tree: MemoryTree = sample): Promise<{ bridge: TestBridge; nar: Nar }> => {
    const bridge = testBridge();
    const nar = await narOf(tree);
    await put(bridge, `/nar/${nar.hash}.nar`, nar.bytes);
    return { bridge, nar };
  };

  test.each<[string, Record<string, string | null>, RegExp]>([
    ["of another path", { StorePath: `/nix/store/${"0".repeat(32)}-sample` }, /but the URL says/],
    ["of another size", { NarSize: "200" }, /NarSize is 200, but the NAR has/],
    ["of another hash", { NarHash: `sha256:${"1".repeat(52)}` }, /no NAR with the hash/],
    ["without a hash", { NarHash: null }, /'NarHash' is missing/],
    ["with a short name", { StorePath: "/nix/store/x" }, /bad narinfo, line 1/],
    ["of another store", { StorePath: `/gnu/store/${part}-sample` }, /not in the store directory/],
    [
      "with a wrong content address",
      { CA: `fixed:r:sha256:${"1".repeat(52)}` },
      /does not follow|is not that of/,
    ],
    ["with bad references", { References: "x" }, /bad narinfo, line 6/],
    ["with a signature that is none", { Sig: "x:y" }, /bad narinfo/],
  ])("%s", async (_, change, reason) => {
    const { bridge, nar } = await uploaded();
    const answer = await put(bridge, `/${part}.narinfo`, narInfo(nar, change));
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(reason)]);
    expect(await bridge.options.pathInfos.get(part)).toBeNull();
  });

  test("too long ones and binary ones", async () => {
    const { bridge } = await uploaded();
    expect((await put(bridge, `/${part}.narinfo`, new Uint8Array(3 << 20))).status).toBe(413);
    expect((await put(bridge, `/${part}.narinfo`, Uint8Array.of(255, 0, 1))).status).toBe(400);
    expect((await bridge.ask(`/${part}.narinfo`, { method: "PUT" })).status).toBe(400);
  });

  test("content addresses of files and texts", async () => {
    const { bridge, nar } = await uploaded(text("hello"));
    const flat = makeFixedOutputPath("f", {
      recursive: false,
      algorithm: "sha1",
      digest: hashBytes("sha1", new TextEncoder().encode("hello")),
    });
    const asText = makeTextPath("f", "hello", [`/nix/store/${"1".repeat(32)}-dep`]);
    const sha1 = toNixBase32(hashBytes("sha1", new TextEncoder().encode("hello")));
    const sha256 = hashOf(new TextEncoder().encode("hello"));
    const taken = async (path: string, CA: string, References: string): Promise<string> => {
      const answer = await put(
        bridge,
        `/${path.slice(11, 43)}.narinfo`,
        narInfo(nar, { StorePath: path, CA, References }),
      );
      return answer.status === 200 ? "taken" : answer.text();
    };
    expect(await taken(flat, `fixed:sha1:${sha1}`, "")).toBe("taken");
    expect(await taken(asText, `text:sha256:${sha256}`, `${"1".repeat(32)}-dep`)).toBe("taken");
    expect(await taken(asText, `text:sha256:${sha256}`, "")).toMatch(/does not follow/);
    const other = makeTextPath("f", "other", []);
    const lie = `text:sha256:${hashOf(new TextEncoder().encode("other"))}`;
    expect(await taken(other, lie, "")).toMatch(/the content has another hash/);
  });

  test("signatures of what is known already stay", async () => {
    const { bridge, nar } = await uploaded();
    const sig = (name: string): string => `${name}:${toBase64(new Uint8Array(64).fill(name.charCodeAt(0)))}`;
    for (const name of ["a", "b"]) await put(bridge, `/${part}.narinfo`, narInfo(nar, { Sig: sig(name) }));
    const info = await bridge.options.pathInfos.get(part);
    expect(info!.signatures.map(({ name }) => name)).toEqual(["b", "a"]);
  });

  test("a path that is known keeps its content and its references, unless the new content proves itself", async () => {
    const { bridge, nar } = await uploaded();
    await put(bridge, `/${part}.narinfo`, narInfo(nar));
    const known = await bridge.options.pathInfos.get(part);
    const other = await narOf(text("other"));
    await put(bridge, `/nar/${other.hash}.nar`, other.bytes);
    for (const sent of [
      narInfo(other),
      narInfo(nar, { References: "" }),
      narInfo(nar, { StorePath: `/nix/store/${part}-renamed` }),
    ]) {
      const answer = await put(bridge, `/${part}.narinfo`, sent);
      expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("known here")]);
    }
    expect(await bridge.options.pathInfos.get(part)).toEqual(known);

    const path = makeTextPath("f", "other", []);
    const hash = path.slice(11, 43);
    const of = (content: Nar, change: Record<string, string>): string =>
      narInfo(content, { StorePath: path, References: "", ...change });
    await put(bridge, `/${hash}.narinfo`, of(nar, {}));
    const proven = of(other, { CA: `text:sha256:${hashOf(new TextEncoder().encode("other"))}` });
    expect((await put(bridge, `/${hash}.narinfo`, proven)).status).toBe(200);
    expect((await bridge.options.pathInfos.get(hash))!.node).toEqual(other.node);
  });

  test("of a path that is known, without another upload", async () => {
    const pathInfos = new MemoryPathInfos();
    const bridge = testBridge({ pathInfos });
    const known = await bridge.add("sample", sample);
    const nar = await narOf(sample);
    const { hash } = known.storePath;
    const text = narInfo(nar, { StorePath: `/nix/store/${hash}-sample`, References: "" });
    expect((await put(bridge, `/${hash}.narinfo`, text)).status).toBe(200);
  });
});

test("whatever narinfos say is said again", async () => {
  const bridge = testBridge();
  const nar = await narOf(text("x"));
  await put(bridge, `/nar/${nar.hash}.nar`, nar.bytes);
  const digits = fc
    .array(fc.constantFrom(...nixBase32Digits), { minLength: 32, maxLength: 32 })
    .map((all) => all.join(""));
  const base = fc
    .tuple(digits, fc.stringMatching(/^[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]{0,20}$/))
    .map((all) => all.join("-"));
  const signature = fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/), fc.uint8Array({ minLength: 64, maxLength: 64 }))
    .map(([name, bytes]) => `${name}:${toBase64(bytes)}`);
  await fc.assert(
    fc.asyncProperty(
      base,
      fc.uniqueArray(base, { maxLength: 5 }),
      fc.option(base),
      fc.uniqueArray(signature, { maxLength: 3, selector: (one) => one.split(":")[0] }),
      async (path, references, deriver, signatures) => {
        const sent = narInfo(nar, {
          StorePath: `/nix/store/${path}`,
          References: references.sort().join(" "),
          Deriver: deriver && `${deriver}.drv`,
        }).concat(signatures.map((one) => `Sig: ${one}\n`).join(""));
        const at = `/${path.slice(0, 32)}.narinfo`;
        expect((await put(bridge, at, sent)).status).toBe(200);
        const got = parseNarInfo(await (await bridge.ask(at)).text());
        const { url, compression: _, fileHash: __, fileSize: ___, ...said } = parseNarInfo(sent);
        expect(got).toMatchObject(said);
        expect(nodeOfNarUrl(got.url)).toEqual(nar.node);
        expect(url).not.toBe(got.url);
      },
    ),
    { numRuns: 50 },
  );
});

describe("the token", () => {
  const bridge = testBridge({ token: "secret ü" });
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    [null, 401],
    ["Bearer wrong", 401],
    ["Bearer secret", 401],
    [basic("nix:wrong"), 401],
    [basic("nosecret"), 401],
    ["Basic %%%", 401],
    ["Digest x", 401],
    [basic("nix:secret ü"), 200],
    [basic(":secret ü"), 200],
  ])("%s: %d", async (authorization, status) => {
    const headers: Record<string, string> = authorization === null ? {} : { authorization };
    const answer = await put(bridge, `/${part}.ls`, "{}", headers);
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.headers.get("www-authenticate")).toMatch(/Basic realm=.*Bearer/);
  });

  test("as Bearer, and not asked for by reads", async () => {
    const other = testBridge({ token: "t0ken" });
    expect((await put(other, `/${part}.ls`, "{}", { authorization: "bearer t0ken" })).status).toBe(200);
    expect((await other.ask("/nix-cache-info")).status).toBe(200);
  });
});

test("pages of other sites must not write", async () => {
  const bridge = testBridge();
  expect((await put(bridge, `/${part}.ls`, "{}", { origin: "https://evil.example" })).status).toBe(403);
  expect((await put(bridge, `/${part}.ls`, "{}", { origin: "null" })).status).toBe(403);
  expect((await put(bridge, `/${part}.ls`, "{}", { origin })).status).toBe(200);
});

describe("quotas", () => {
  test("a NAR that is too large is given up at once, also when it is small packed", async () => {
    const nar = await narOf({ kind: "file", content: new Uint8Array(20_000_000), executable: false });
    const bridge = testBridge({ quota: { narSize: 100_000, storeSize: Infinity } });
    let given = 0;
    const pieces = async function* () {
      for (let at = 0; at < nar.bytes.length; at += 65_536) {
        given++;
        yield nar.bytes.subarray(at, at + 65_536);
      }
    };
    const answer = await bridge.put(
      `/nar/${nar.hash}.nar`,
      streamOfGenerator(pieces()) as unknown as BodyInit,
    );
    expect(answer.status).toBe(413);
    expect(given).toBeLessThan(6);
    const stated = await put(bridge, `/nar/${nar.hash}.nar`, nar.bytes, { "content-length": "20000112" });
    expect(stated.status).toBe(413);
    for (const suffix of ["xz", "zst", "bz2", "gz"] as const) {
      const bomb = packed(nar.bytes, suffix);
      if (bomb === null) continue;
      expect((await put(bridge, `/nar/${hashOf(bomb)}.nar.${suffix}`, bomb)).status).toBe(413);
    }
    expect(
      await bridge.options.uploads.get(Buffer.from(hashBytes("sha256", nar.bytes)).toString("hex")),
    ).toBeNull();
  });

  test("a full store", async () => {
    const small = await narOf(text("small"));
    const large = await narOf(sample);
    const bridge = testBridge({ quota: { narSize: 2 ** 30, storeSize: small.bytes.length + 1000 } });
    expect((await put(bridge, `/nar/${large.hash}.nar`, large.bytes)).status).toBe(507);
    expect((await put(bridge, `/nar/${small.hash}.nar`, small.bytes)).status).toBe(200);
    expect((await put(bridge, `/${part}.narinfo`, narInfo(small))).status).toBe(200);
    const filler = await narOf(text("x".repeat(950)));
    expect((await put(bridge, `/nar/${filler.hash}.nar`, filler.bytes)).status).toBe(507);
    const tight = testBridge({ quota: { narSize: 2 ** 30, storeSize: small.bytes.length } });
    expect((await put(tight, `/nar/${small.hash}.nar`, small.bytes)).status).toBe(200);
    const full = await put(tight, `/nar/${small.hash}.nar`, small.bytes);
    expect([full.status, await full.text()]).toEqual([507, expect.stringMatching(/^the store is full/)]);
  });
});

test("what is uploaded once more for a path that is known takes no more room", async () => {
  const nar = await narOf(text("twice"));
  const bridge = testBridge({ quota: { narSize: 2 ** 30, storeSize: 2.5 * nar.bytes.length } });
  for (let i = 0; i < 4; i++) {
    expect((await put(bridge, `/nar/${nar.hash}.nar`, nar.bytes)).status).toBe(200);
    expect((await put(bridge, `/${part}.narinfo`, narInfo(nar))).status).toBe(200);
  }
});

test("a client that vanishes while uploading leaves nothing behind", async () => {
  const bridge = testBridge();
  const nar = await narOf(sample);
  let cancelled = false;
  const abort = new AbortController();
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at > 500_000) {
        abort.abort(new Error("gone"));
        return new Promise(() => {});
      }
      controller.enqueue(nar.bytes.subarray(at, (at += 65_536)));
      return undefined;
    },
    cancel: () => void (cancelled = true),
  });
  const answer = await bridge.ask(`/nar/${nar.hash}.nar`, {
    method: "PUT",
    body,
    signal: abort.signal,
    duplex: "half",
  } as RequestInit);
  expect(answer.status).toBe(499);
  expect(cancelled).toBe(true);
  expect(await (await bridge.ask("/metrics")).text()).toContain("narbridge_requests_active 1\n");
});
