import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkStorePathName,
  compressHash,
  computedPlaceholder,
  hashPartLength,
  isStorePath,
  makeFixedOutputPath,
  makeOutputPath,
  makeTextPath,
  nixBase32Digits,
  outputPathName,
  outputPlaceholder,
  parseStorePath,
  parseStorePathBase,
  splitStorePath,
  StorePathError,
  toBase16,
  upstreamPlaceholder,
  fromNixBase32,
  hashText,
} from "./index.ts";

const hashPart = fc.string({
  unit: fc.constantFrom(...nixBase32Digits),
  minLength: hashPartLength,
  maxLength: hashPartLength,
});
const letters = "abcXYZ019+-._?=";
const name = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 211 })
  .filter((text) => !/^\.\.?(-|$)/.test(text));
const storeDir = fc.constantFrom("/nix/store", "/gnu/store", "/a");

describe("parts", () => {
  test("what is put together is taken apart", () => {
    fc.assert(
      fc.property(storeDir, hashPart, name, (dir, hash, text) => {
        expect(parseStorePath(`${dir}/${hash}-${text}`, dir)).toEqual({ hash, name: text });
        expect(isStorePath(`${dir}/${hash}-${text}`, dir)).toBe(true);
        expect(isStorePath(`${dir}/${hash}-${text}/below`, dir)).toBe(false);
        expect(splitStorePath(`${dir}/${hash}-${text}/a/b`, dir)).toEqual({
          storePath: `${dir}/${hash}-${text}`,
          rest: "/a/b",
        });
      }),
    );
  });

  test("any text is a store path or a StorePathError", () => {
    const nearly = fc.tuple(
      fc.string({ unit: fc.constantFrom(..."/nixstore0-.e"), maxLength: 50 }),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          nearly.map(([a, b]) => `/nix/store/${a}${b}`),
        ),
        (text) => {
          try {
            const { hash, name: rest } = parseStorePath(text);
            expect(`/nix/store/${hash}-${rest}`).toBe(text);
          } catch (error) {
            expect(error).toBeInstanceOf(StorePathError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ["", "is not in the store directory"],
    ["/nix/store", "is not in the store directory"],
    ["/nix/store/", "must be a 32-digit hash"],
    ["/nix/storex/00000000000000000000000000000000-x", "is not in the store directory"],
    ["/nix/store/00000000000000000000000000000000", "must be a 32-digit hash"],
    ["/nix/store/00000000000000000000000000000000-", "must be a 32-digit hash"],
    ["/nix/store/e0000000000000000000000000000000-x", "is not a nixbase32 hash"],
    ["/nix/store/0000000000000000000000000000000-xx", "must be a 32-digit hash"],
    ["/nix/store/00000000000000000000000000000000-a/b", "illegal character '/'"],
    ["/nix/store/00000000000000000000000000000000-a b", "illegal character ' '"],
  ])("refuses %j", (text, message) => {
    expect(() => parseStorePath(text)).toThrow(message);
    expect(isStorePath(text)).toBe(false);
  });

  test("below the store only", () => {
    expect(splitStorePath("/nix/store")).toBeNull();
    expect(splitStorePath("/nix/store/")).toBeNull();
    expect(splitStorePath("/nix/storex/a")).toBeNull();
    expect(splitStorePath("/nix/store/a")).toEqual({ storePath: "/nix/store/a", rest: "" });
    expect(splitStorePath("/nix/store/a/")).toEqual({ storePath: "/nix/store/a", rest: "/" });
  });
});

describe("names", () => {
  test("letters, digits and six signs, 211 at most", () => {
    fc.assert(fc.property(name, (text) => checkStorePathName(text)));
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        const right =
          /^[A-Za-z0-9+\-._?=]{1,211}$/.test(text) && !/^\.\.?(-.*)?$/.test(text) && !text.includes("\n");
        if (right) checkStorePathName(text);
        else expect(() => checkStorePathName(text)).toThrow(StorePathError);
      }),
    );
    checkStorePathName("x".repeat(211));
    expect(() => checkStorePathName("x".repeat(212))).toThrow("no longer than 211");
  });

  test("two dots are refused since 2.21", () => {
    for (const text of [".", "..", ".-", "..-a", ".-a"]) {
      expect(() => checkStorePathName(text)).toThrow("is not valid");
      checkStorePathName(text, false);
    }
    for (const text of [".a", "...", "..a", ".a-", "a.", "-", "=", "?"]) checkStorePathName(text);
  });

  test("of outputs", () => {
    expect(outputPathName("a", "out")).toBe("a");
    expect(outputPathName("a", "dev")).toBe("a-dev");
  });
});

describe("paths as Nix 2.8 makes them", () => {
  test("texts", () => {
    expect(makeTextPath("a", "b", [])).toBe("/nix/store/g76zcpqc540lrc8i6g7xy6ip0npn2hnp-a");
    const text = "/nix/store/rmfdyn3lzzxkyy6f1hzn3slfw201qjkl-text.txt";
    expect(makeTextPath("a", text, [text])).toBe("/nix/store/6b9jaxdpiq2k2pldizb09l5i8r8lwblw-a");
  });

  test("content", () => {
    const digest = hashText("sha256", "abc");
    const of = (recursive: boolean): string =>
      makeFixedOutputPath("n", { recursive, algorithm: "sha256", digest });
    expect(of(false)).toBe("/nix/store/6if1i16vb8hp4vpc4plcqaj1hs4m6d10-n");
    expect(of(true)).toBe("/nix/store/5dig5qjnvg2b7rd5kxi16hdwz5744fi1-n");
    const refers = { others: ["/nix/store/g76zcpqc540lrc8i6g7xy6ip0npn2hnp-a"], self: false };
    expect(() => makeFixedOutputPath("n", { recursive: false, algorithm: "sha256", digest }, refers)).toThrow(
      StorePathError,
    );
    expect(makeFixedOutputPath("n", { recursive: true, algorithm: "sha256", digest }, refers)).not.toBe(
      of(true),
    );
  });

  test("placeholders", () => {
    expect(outputPlaceholder("out")).toBe("/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9");
    const drv = "/nix/store/bhg76dw78692j8w0r7abfzsrgjy4glxs-n.drv";
    const upstream = upstreamPlaceholder(drv, "out", "/nix/store");
    expect(upstream).toBe("/156l8mvwgnibdg32ns0vyld8hxpl7kw8hjpbvv43smydq0x5ky81");
    const computed = computedPlaceholder(fromNixBase32(upstream.slice(1))!, "out");
    expect(computed).toMatch(/^\/[0-9a-z]{52}$/);
    expect(computed).not.toBe(upstream);
  });

  test("the inputs all matter", () => {
    fc.assert(
      fc.property(name, name, fc.string({ unit: "binary-ascii" }), (a, b, text) => {
        fc.pre(a !== b && a.length < 200 && b.length < 200);
        expect(makeTextPath(a, text, [])).not.toBe(makeTextPath(b, text, []));
        expect(makeTextPath(a, text, [])).not.toBe(makeTextPath(a, `${text} `, []));
        expect(makeTextPath(a, text, [], "/gnu/store").slice(11)).not.toBe(
          makeTextPath(a, text, []).slice(11),
        );
        const modulo = toBase16(hashText("sha256", text));
        expect(makeOutputPath(a, "out", modulo)).not.toBe(makeOutputPath(a, "dev", modulo));
        expect(parseStorePathBase(makeOutputPath(a, "dev", modulo).slice(11)).name).toBe(`${a}-dev`);
      }),
    );
  });
});

test("folding a digest", () => {
  expect(compressHash(new Uint8Array([1, 2, 3, 4, 5]), 2)).toEqual(new Uint8Array([1 ^ 3 ^ 5, 2 ^ 4]));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (digest) => {
      expect(compressHash(digest, 64).slice(0, digest.length)).toEqual(digest);
    }),
  );
});
