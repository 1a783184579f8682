import fc from "fast-check";
import { expect, it } from "vitest";
import { fromBytes, toBytes } from "../text.ts";
import { KeptText } from "./kept-text.ts";

/** Bytes of any kind: text of all widths, and bytes that are none. */
const someBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }).map(toBytes),
      fc.uint8Array({ maxLength: 8 }).map((bytes) => String.fromCharCode(...bytes)),
      fc.constantFrom("ü", "€", "😀").map((char) => toBytes(char.repeat(5000))),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

it("gives the parts of what decoding the whole gives", () => {
  fc.assert(
    fc.property(someBytes, fc.nat(60_000), fc.nat(60_000), (bytes, from, length) => {
      const whole = fromBytes(bytes);
      const kept = new KeptText(bytes);
      expect(kept.total).toBe(whole.length);
      expect(kept.part(0, Infinity).text).toBe(whole);
      const { text } = kept.part(from, from + length);
      const cutsPair = (at: number): boolean =>
        /^[\udc00-\udfff]/.test(whole.slice(at)) && /[\ud800-\udbff]$/.test(whole.slice(0, at));
      const start = cutsPair(from) ? from - 1 : from;
      const end = cutsPair(from + length) ? from + length - 1 : from + length;
      expect(text).toBe(whole.slice(start, end));
    }),
    { numRuns: 200 },
  );
});

it("can be read to its end, part by part", () => {
  fc.assert(
    fc.property(someBytes, fc.integer({ min: 2, max: 20_000 }), (bytes, size) => {
      const kept = new KeptText(bytes);
      let text = "";
      while (text.length < kept.total) text += kept.part(text.length, text.length + size).text;
      expect(text).toBe(fromBytes(bytes));
    }),
    { numRuns: 50 },
  );
});
