import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteOffsets, fromBytes, toBytes } from "./text.ts";

const anyText = fc.string({ unit: "binary", maxLength: 300 });
const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe("toBytes", () => {
  it("is UTF-8, a char per byte", () => {
    fc.assert(fc.property(anyText, (text) => toBytes(text) === bytesOf(text)));
    expect(toBytes("aä€😀")).toBe("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  });

  it("takes long texts", () => {
    const text = "ü".repeat(300_000);
    expect(toBytes(text)).toBe(bytesOf(text));
  });
});

describe("fromBytes", () => {
  it("undoes toBytes", () => {
    fc.assert(fc.property(anyText, (text) => fromBytes(toBytes(text)) === text));
  });

  it("shows bytes that are no UTF-8", () => {
    expect(fromBytes("a\xffb")).toBe("a\\xffb");
    expect(fromBytes("\xc3")).toBe("\\xc3");
    expect(fromBytes("\xe2\x82")).toBe("\\xe2\\x82");
    expect(fromBytes("\xed\xa0\x80")).toBe("\\xed\\xa0\\x80");
    expect(fromBytes("\xc0\x80")).toBe("\\xc0\\x80");
    expect(fromBytes("\xf4\x90\x80\x80")).toBe("\\xf4\\x90\\x80\\x80");
  });

  it("takes exactly what a fatal TextDecoder takes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const text = fromBytes(Buffer.from(bytes).toString("latin1"));
        let strict: string | undefined;
        try {
          strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        } catch {
          strict = undefined;
        }
        return strict === undefined ? text.includes("\\x") : text === strict;
      }),
      { numRuns: 5000 },
    );
  });
});

describe("ByteOffsets", () => {
  const plainly = (text: string, byteOffset: number): number => {
    let bytes = 0;
    let offset = 0;
    for (const character of text) {
      const width = Buffer.byteLength(character, "utf8");
      if (bytes + width > byteOffset) break;
      bytes += width;
      offset += character.length;
    }
    return offset;
  };

  it("finds characters by their bytes", () => {
    fc.assert(
      fc.property(anyText, fc.nat(1200), (text, offset) => {
        expect(new ByteOffsets(text).toText(offset)).toBe(plainly(text, offset));
      }),
    );
  });

  it("is right on both sides of its marks, pairs across them included", () => {
    for (const lead of ["", "a", "ä"]) {
      const text = lead + "😀€x".repeat(2000);
      const offsets = new ByteOffsets(text);
      const total = Buffer.byteLength(text);
      for (let i = 0; i <= total; i += 7) expect(offsets.toText(i)).toBe(plainly(text, i));
    }
  });

  it("stays inside the text", () => {
    expect(new ByteOffsets("abc").toText(99)).toBe(3);
    expect(new ByteOffsets("ä").toText(99)).toBe(1);
  });
});
