import { describe, expect, it } from "vitest";
import { parseNarInfo } from "../../../../core/nix-compat/index.ts";
import { cacheOf, cachesToAsk } from "./cache-of.ts";
import { compareNar, openAndCompare } from "./compare-nar.ts";
import { longestDocument, readDocument } from "./read-document.ts";

describe("the cache of a narinfo", () => {
  it("is where its URL leads", () => {
    expect(cacheOf("https://cache.nixos.org/abc.narinfo")).toBe("https://cache.nixos.org");
    expect(cacheOf("https://x.org/cache/abc.narinfo?x=1#y")).toBe("https://x.org/cache");
    expect([cacheOf("abc.narinfo"), cacheOf("https://x.org/file"), cacheOf("https://")]).toEqual([
      null,
      null,
      null,
    ]);
    const settings = [{ url: "https://cache.nixos.org/" }, { url: "https://b.org" }];
    expect(cachesToAsk("https://b.org/abc.narinfo", settings)).toEqual([
      "https://b.org",
      "https://cache.nixos.org",
    ]);
    expect(cachesToAsk("abc.narinfo", settings)).toEqual(["https://cache.nixos.org", "https://b.org"]);
  });
});

describe("a NAR beside its narinfo", () => {
  const hex = "ab".repeat(32);
  const info = parseNarInfo(
    `StorePath: /nix/store/00000000000000000000000000000000-a\nURL: nar/a.nar\nCompression: xz\nFileHash: sha256:${hex}\nFileSize: 50\nNarHash: sha256:${hex}\nNarSize: 120\nReferences: \n`,
  );
  const origin = { format: "NAR, xz", size: 50, sha256: hex };
  const hashes = { narSize: 120, sha256: hex, flatSha256: null };

  it("is compared by all that is known of both", () => {
    const compared = compareNar(info, { origin }, hashes);
    expect(compared.map(({ name, equal }) => [name, equal])).toEqual([
      ["NarHash", true],
      ["NarSize", true],
      ["FileHash", true],
      ["FileSize", true],
    ]);
    const plain = compareNar(
      info,
      { origin: { ...origin, size: null, sha256: null } },
      { ...hashes, narSize: 8 },
    );
    expect(plain.map(({ equal }) => equal)).toEqual([true, false]);
  });

  it("is opened, hashed and compared; what fails is told", async () => {
    const failed = { type: "failed" as const, failure: { kind: "invalid" as const, message: "no NAR" } };
    const opened = {
      subject: { type: "node", node: "n", name: "a" },
      name: "a",
      time: 0,
      warnings: [],
      origin,
    };
    const job = <T>(value: T) => ({ answer: Promise.resolve(value), cancel: () => undefined });
    const client = {
      open: () => job({ type: "ok", value: opened }),
      root: async () => ({ type: "ok", value: { node: "n" } }),
      narHashes: () => job({ type: "ok", value: hashes }),
    };
    const file = new File([], "a.nar");
    const run = (overrides: object): Promise<unknown> =>
      openAndCompare({ ...client, ...overrides } as never, info, file, () => undefined).answer;
    expect(await run({})).toMatchObject({ type: "ok", value: { comparisons: { length: 4 } } });
    expect(await run({ open: () => job(failed) })).toEqual(failed);
    expect(await run({ narHashes: () => job(failed) })).toEqual(failed);
    expect(await run({ root: async () => failed })).toEqual(failed);
  });
});

describe("documents", () => {
  const content = new Uint8Array(3_000_000).map((_, i) => i & 127);
  const client = {
    read: async (_: string, from: number, to: number) => ({
      type: "ok" as const,
      value: content.slice(from, to),
    }),
  };

  it("are read whole, in parts", async () => {
    const done: number[] = [];
    const job = readDocument(client, "n", content.length, (report) => done.push(report.done));
    const answer = await job.answer;
    expect(answer.type === "ok" && answer.value.length).toBe(content.length);
    expect(done).toEqual([1 << 20, 2 << 20, content.length]);
  });

  it("that are too long are refused, and reading can be cancelled", async () => {
    expect(await readDocument(client, "n", longestDocument + 1, () => undefined).answer).toMatchObject({
      type: "failed",
      failure: { kind: "invalid" },
    });
    const job = readDocument(client, "n", content.length, () => undefined);
    job.cancel();
    expect(await job.answer).toEqual({ type: "cancelled" });
  });
});
