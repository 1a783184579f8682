import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toNixBase32 } from "../nixbase32.ts";
import {
  narInfoFingerprint,
  formatContentAddress,
  formatPublicKey,
  formatSecretKey,
  NarInfoError,
  noQuirks,
  parseContentAddress,
  parseNarInfo,
  parseNarInfos,
  parsePublicKey,
  parseSecretKey,
  parseSignature,
  secretKeyOfSeed,
  SigningKeyError,
  signNarInfo,
  splitNarInfos,
  verifyNarInfo,
  writeNarInfo,
  type NarInfo,
} from "./index.ts";

const hashA = "0kgvaafrxbxw0s8dy65j4vda1vdlspjzdfhw460ynk04vrzv95zi";
const hashB = "1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5";
const pathA = "9pvzc8fy02l8adck4pm0drshlw6liiyp-d";
const pathB = "2xwlflndja0hi9snmbsxy57p4rmfxar3-n1";

const full = `StorePath: /nix/store/${pathA}
URL: nar/${hashA}.nar.xz
Compression: xz
FileHash: sha256:${hashA}
FileSize: 224
NarHash: sha256:${hashB}
NarSize: 872
References: ${pathB} ${pathA}
Deriver: ${pathB}.drv
System: x86_64-linux
Sig: my_key-1:+XHFeXO0+klirY5UxAkMBMmK1WWzM5eBQVdbo9eJ5lEyrxzNRLxMNcsuGBVsFmO1rIxaSeuXyke09bmQO9p2Dw==
Sig: b:+XHFeXO0+klirY5UxAkMBMmK1WWzM5eBQVdbo9eJ5lEyrxzNRLxMNcsuGBVsFmO1rIxaSeuXyke09bmQO9p2Dw==
CA: fixed:r:sha256:${hashB}
`;

const minimal = `StorePath: /nix/store/${pathA}\nURL: x\nNarHash: sha256:${hashB}\nNarSize: 872\n`;

describe("parse and write", () => {
  test("all lines", () => {
    const info = parseNarInfo(full);
    expect(info).toMatchObject({
      storePath: `/nix/store/${pathA}`,
      url: `nar/${hashA}.nar.xz`,
      compression: "xz",
      fileSize: 224,
      narSize: 872,
      references: [pathB, pathA],
      deriver: `${pathB}.drv`,
      system: "x86_64-linux",
      ca: `fixed:r:sha256:${hashB}`,
      unknown: [],
      quirks: noQuirks,
    });
    expect(info.signatures.map(({ name }) => name)).toEqual(["my_key-1", "b"]);
    expect(writeNarInfo(info)).toBe(full);
  });

  test("only what is required", () => {
    const info = parseNarInfo(minimal);
    expect(info).toMatchObject({ compression: "bzip2", references: [], deriver: null, ca: null });
    expect(info.quirks).toEqual({ ...noQuirks, compressionMissing: true, referencesMissing: true });
    expect(writeNarInfo(info)).toBe(minimal);
    expect(parseNarInfo(minimal.slice(0, -1))).toEqual(info);
  });

  test("oddities are told and kept", () => {
    const hex = "0".repeat(64);
    const text = full
      .replace("Compression: xz", "Compression: none")
      .replace(`FileHash: sha256:${hashA}`, `FileHash: sha256:${hex}`)
      .replace(`NarHash: sha256:${hashB}`, `NarHash: sha256:${hex}`)
      .replace(`${pathB} ${pathA}`, `${pathA} ${pathB}`)
      .replace(`${pathB}.drv`, "unknown-deriver");
    const info = parseNarInfo(`${text}Mood: good: very\n`);
    expect(info).toMatchObject({
      compression: null,
      deriver: null,
      unknown: [{ tag: "Mood", value: "good: very" }],
    });
    expect(info.quirks).toEqual({
      ...noQuirks,
      fileHashHex: true,
      narHashHex: true,
      unknownDeriver: true,
      referencesUnsorted: true,
    });
    expect(writeNarInfo(info)).toBe(`${text}Mood: good: very\n`);
  });

  test("another order of lines is told and not kept", () => {
    const info = parseNarInfo(full.split("\n").slice(0, -1).toReversed().join("\n"));
    expect(info.quirks.linesUnsorted).toBe(true);
    expect(writeNarInfo({ ...info, signatures: info.signatures.toReversed() })).toBe(full);
  });

  test("other store directories", () => {
    const text = full.replace("/nix/store/", "/gnu/store/");
    expect(() => parseNarInfo(text)).toThrow("line 1: path");
    expect(narInfoFingerprint(parseNarInfo(text, "/gnu/store"))).toContain(`,/gnu/store/${pathA}`);
  });

  test.each([
    ["", 1, "'StorePath' is missing"],
    [minimal.replace("NarSize: 872", "narsize: 872"), 1, "'NarSize' is missing"],
    [`${minimal}NarSize: 3\n`, 5, "a second 'NarSize'"],
    [`${minimal}X: 3\nX: 3\n`, 6, "a second 'X'"],
    [`${minimal}\n`, 5, "a blank line"],
    [`${minimal}References:\n`, 5, "'Tag: value' is expected, with the space"],
    [`${minimal}: x\n`, 5, "'Tag: value' is expected, with the space"],
    [`${minimal}X: a\r\n`, 5, "a control character in 'X'"],
    [minimal.replace("URL: x", "URL: "), 2, "an empty URL"],
    [minimal.replace("872", "0"), 4, "no NAR has 0 bytes"],
    [minimal.replace("872", "-1"), 4, "'-1' is no size below 2^53"],
    [minimal.replace("872", "9007199254740992"), 4, "'9007199254740992' is no size below 2^53"],
    [minimal.replace("sha256:", ""), 3, `hash '${hashB}' doesn't name its algorithm`],
    [
      minimal.replace(hashB, hashB.slice(1)),
      3,
      `hash '${hashB.slice(1)}' has wrong length for hash algorithm 'sha256'`,
    ],
    [minimal.replace(`sha256:${hashB}`, `sha1:${"0".repeat(40)}`), 3, "'NarHash' must be a sha256"],
    [minimal.replace(hashB, "A".repeat(64)), 3, "base 16 in upper case"],
    [minimal.replace(hashB, `${"A".repeat(43)}=`), 3, "a hash in base 64"],
    [minimal.replace("/nix/store/", ""), 1, `path '${pathA}' is not in the store directory '/nix/store'`],
    [
      `${minimal}References: ${pathA}  ${pathB}\n`,
      5,
      "'' is not a store path: it must be a 32-digit hash, '-' and a name",
    ],
    [`${minimal}Deriver: ${pathA}\n`, 5, `deriver '${pathA}' is no .drv`],
    [`${minimal}Sig: a:AAAA\n`, 5, "signature 'a' has 3 bytes, 64 are needed"],
    [
      `${minimal}CA: fixed:r:sha256\n`,
      5,
      "unknown hash algorithm 'r', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
    ],
  ])("refuses %j", (text, line, reason) => {
    let thrown: unknown;
    try {
      parseNarInfo(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NarInfoError);
    expect(thrown).toMatchObject({ line, reason });
  });

  test("many narinfos in a text", () => {
    const text = `\n\n${full}\n${minimal}\n\n\n${full}`;
    expect([...splitNarInfos(text)]).toEqual([
      { text: full, line: 3 },
      { text: minimal, line: 17 },
      { text: full, line: 24 },
    ]);
    expect(parseNarInfos(text).map(writeNarInfo)).toEqual([full, minimal, full]);
    expect(() => parseNarInfos(`${full}\n${minimal.replace("872", "x")}`)).toThrow("line 18");
    expect(parseNarInfos("")).toEqual([]);
  });

  const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const base = fc
    .tuple(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.stringMatching(/^[A-Za-z0-9+_?=.-]{1,20}$/))
    .filter(([, name]) => !/^\.\.?(-|$)/.test(name))
    .map(([hash, name]) => `${toNixBase32(hash)}-${name}`);
  const sha256 = digest.map((bytes) => ({ algorithm: "sha256" as const, digest: bytes }));
  const size = fc.integer({ min: 1, max: 2 ** 40 });
  const plain = fc.stringMatching(/^[ -~]{1,20}$/);
  const anyInfo: fc.Arbitrary<NarInfo> = fc.record({
    storePath: base.map((name) => `/nix/store/${name}`),
    url: plain,
    compression: fc.option(fc.constantFrom("xz", "bzip2", "zstd")),
    fileHash: fc.option(sha256),
    fileSize: fc.option(size),
    narHash: sha256,
    narSize: size,
    references: fc.uniqueArray(base, { maxLength: 5 }).map((names) => names.toSorted()),
    deriver: fc.option(base.map((name) => `${name}.drv`)),
    system: fc.option(plain),
    signatures: fc.array(
      fc.record({
        name: fc.stringMatching(/^[A-Za-z0-9._-]{1,9}$/),
        signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
      }),
      { maxLength: 3 },
    ),
    ca: fc.option(sha256.map((hash) => formatContentAddress({ method: "text", ...hash }))),
    unknown: fc.constant([]),
    quirks: fc.constant(noQuirks),
  });

  test("reading gives back what was written", () => {
    fc.assert(
      fc.property(anyInfo, (info) => {
        const text = writeNarInfo(info);
        expect(parseNarInfo(text)).toEqual(info);
      }),
      { numRuns: 200 },
    );
  });

  test("any text is read or refused with a NarInfoError", () => {
    const lines = fc.array(
      fc.oneof(fc.constantFrom(...full.split("\n")), fc.string({ unit: "binary-ascii" })),
    );
    fc.assert(
      fc.property(lines, (all) => {
        try {
          const info = parseNarInfo(all.join("\n"));
          expect(parseNarInfo(writeNarInfo(info))).toMatchObject({ storePath: info.storePath });
        } catch (error) {
          expect(error).toBeInstanceOf(NarInfoError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("content addresses", () => {
  test.each([
    `text:sha256:${hashA}`,
    `fixed:sha256:${hashA}`,
    `fixed:r:sha256:${hashA}`,
    `fixed:r:sha1:${"0".repeat(32)}`,
  ])("%s", (text) => expect(formatContentAddress(parseContentAddress(text))).toBe(text));

  test.each([
    `sha256:${hashA}`,
    `text:sha1:${"0".repeat(32)}`,
    `fixed:sha256:sha256:${hashA}`,
    "fixed:x:a",
    "text:sha256",
  ])("refuses %s", (text) => expect(() => parseContentAddress(text)).toThrow());
});

describe("keys and signatures", () => {
  const key = secretKeyOfSeed("my_key-1", new Uint8Array(32).fill(7));
  const publicKey = { name: key.name, key: key.publicKey };

  test("keys are read and written", () => {
    expect(parseSecretKey(formatSecretKey(key))).toEqual(key);
    expect(parsePublicKey(formatPublicKey(publicKey))).toEqual(publicKey);
  });

  test.each([
    ["", "public key must be written NAME:BASE64"],
    [":AAAA", "public key must be written NAME:BASE64"],
    ["a b:AAAA", "public key must be written NAME:BASE64"],
    ["a:AAAA", "public key 'a' has 3 bytes, 32 are needed"],
    ["a:*", "public key 'a': invalid character in Base64 string: '*'"],
  ])("refuses the key %j", (text, message) => {
    expect(() => parsePublicKey(text)).toThrow(SigningKeyError);
    expect(() => parsePublicKey(text)).toThrow(message);
  });

  test("refuses secret keys whose halves don't match", () => {
    const bad = { ...key, publicKey: new Uint8Array(32) };
    expect(() => parseSecretKey(formatSecretKey(bad))).toThrow("its public half doesn't belong");
  });

  test("signed narinfos verify by that key only", () => {
    const info = parseNarInfo(minimal);
    const signed = signNarInfo(info, key);
    expect(verifyNarInfo(signed, [publicKey])).toEqual({ status: "ok", key: "my_key-1" });
    expect(verifyNarInfo(signed, [])).toEqual({ status: "no key matches" });
    expect(verifyNarInfo(info, [publicKey])).toEqual({ status: "no key matches" });
    expect(verifyNarInfo(signed, [{ ...publicKey, name: "x" }])).toEqual({ status: "no key matches" });
    expect(verifyNarInfo({ ...signed, narSize: 1 }, [publicKey])).toEqual({
      status: "bad signature",
      keys: ["my_key-1"],
    });
    expect(signNarInfo(signed, key).signatures).toHaveLength(1);
    const bad = parseSignature(`my_key-1:${"A".repeat(86)}==`);
    expect(verifyNarInfo({ ...signed, signatures: [bad, ...signed.signatures] }, [publicKey])).toMatchObject({
      status: "ok",
    });
  });

  test("references are sorted in the fingerprint", () => {
    const text = `${minimal}References: ${pathA} ${pathB}\n`;
    expect(narInfoFingerprint(parseNarInfo(text))).toBe(
      `1;/nix/store/${pathA};sha256:${hashB};872;/nix/store/${pathB},/nix/store/${pathA}`,
    );
  });
});
