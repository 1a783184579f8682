import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CastoreError, emptyDigest, type Node } from "../castore/index.ts";
import { toNixBase32 } from "../nix-compat/index.ts";
import {
  checkPathInfo,
  contentAddressKinds,
  decodePathInfo,
  encodePathInfo,
  MemoryPathInfos,
  type PathInfo,
} from "./index.ts";

const sizes = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const storePath = fc.record({
  hash: bytes(20).map(toNixBase32),
  name: fc.stringMatching(/^[A-Za-z0-9+\-_?=][A-Za-z0-9+\-_?=.]{0,20}$/),
});
const node: fc.Arbitrary<Node> = fc.oneof(
  fc.constant<Node>({ kind: "symlink", target: "/nix/store/somewhereelse" }),
  fc.record({
    kind: fc.constant("file" as const),
    digest: fc.constant(emptyDigest),
    size: fc.maxSafeNat(),
    executable: fc.boolean(),
  }),
);
const contentAddress = fc
  .constantFrom(...contentAddressKinds)
  .chain(([method, algorithm]) => bytes(sizes[algorithm]).map((digest) => ({ method, algorithm, digest })));
const anyInfo: fc.Arbitrary<PathInfo> = fc.record({
  storePath,
  node,
  references: fc.array(storePath, { maxLength: 4 }),
  narSize: fc.maxSafeNat(),
  narSha256: bytes(32),
  signatures: fc.array(fc.record({ name: fc.stringMatching(/^[a-z0-9._-]{1,20}$/), signature: bytes(64) }), {
    maxLength: 3,
  }),
  deriver: fc.option(storePath),
  contentAddress: fc.option(contentAddress),
});

test("path infos read back", () => {
  fc.assert(
    fc.property(anyInfo, (info) => {
      expect(decodePathInfo(encodePathInfo(info))).toEqual(info);
    }),
  );
});

test("changed encodings read back to the same bytes, or not at all", () => {
  const edit = fc.tuple(fc.constantFrom("set", "insert", "remove", "cut"), fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(anyInfo, fc.array(edit, { minLength: 1, maxLength: 3 }), (info, edits) => {
      let encoded = [...encodePathInfo(info)];
      for (const [what, place, byte] of edits) {
        const at = place % (encoded.length + 1);
        if (what === "cut") encoded = encoded.slice(0, at);
        else encoded.splice(at, what === "insert" ? 0 : 1, ...(what === "remove" ? [] : [byte]));
      }
      const changed = Uint8Array.from(encoded);
      let read: PathInfo;
      try {
        read = decodePathInfo(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(CastoreError);
        return;
      }
      expect(encodePathInfo(read)).toEqual(changed);
    }),
    { numRuns: 500 },
  );
});

const sample: PathInfo = {
  storePath: { hash: "00bgd045z0d4icpbc2yyz4gx48ak44la", name: "net-tools-1.60_p20170221182432" },
  node: { kind: "symlink", target: "x" },
  references: [],
  narSize: 1,
  narSha256: new Uint8Array(32),
  signatures: [],
  deriver: null,
  contentAddress: null,
};

describe("what is refused, and how", () => {
  test.each<[Partial<PathInfo>, string]>([
    [{ storePath: { hash: "0", name: "a" } }, "'0' is no hash of a store path"],
    [{ storePath: { ...sample.storePath, name: "a/b" } }, "illegal character '/'"],
    [{ references: [{ ...sample.storePath, name: "" }] }, "must not be empty"],
    [{ narSize: -1 }, "the NAR has the size -1"],
    [{ narSha256: new Uint8Array(20) }, "the NAR's SHA-256 has 20 bytes instead of 32"],
    [{ node: { kind: "symlink", target: "" } }, "the node is a link without a target"],
    [{ signatures: [{ name: "a:b", signature: new Uint8Array(64) }] }, "a signature has the key name 'a:b'"],
    [
      { signatures: [{ name: "a", signature: new Uint8Array(63) }] },
      "the signature by 'a' has 63 bytes instead of 64",
    ],
    [
      { contentAddress: { method: "nar", algorithm: "sha1", digest: new Uint8Array(32) } },
      "a sha1 digest of 32 bytes instead of 20",
    ],
    [
      { contentAddress: { method: "text", algorithm: "sha1", digest: new Uint8Array(20) } },
      "the unknown kind text, sha1",
    ],
  ])("%#", (change, message) => {
    const info = { ...sample, ...change };
    expect(() => checkPathInfo(info)).toThrow(CastoreError);
    expect(() => encodePathInfo(info)).toThrow(message);
  });

  test("messages with parts missing", () => {
    expect(() => decodePathInfo(new Uint8Array(0))).toThrow("path info: there is no node");
    const encoded = encodePathInfo(sample);
    expect(() => decodePathInfo(encoded.subarray(0, 2 + encoded[1]!))).toThrow(
      "path info: there is no NAR info",
    );
  });
});

test("the memory service", async () => {
  const service = new MemoryPathInfos();
  expect(await service.get(sample.storePath.hash)).toBeNull();
  expect(await service.put(sample)).toEqual(sample);
  expect(await service.get(sample.storePath.hash)).toEqual(sample);
  await service.put({ ...sample, narSize: 2 });
  const listed: PathInfo[] = [];
  for await (const info of service.list()) listed.push(info);
  expect(listed).toEqual([{ ...sample, narSize: 2 }]);
  await expect(service.put({ ...sample, narSize: -1 })).rejects.toThrow(CastoreError);
});
