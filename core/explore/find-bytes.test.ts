import fc from "fast-check";
import { expect, test } from "vitest";
import { FileSearch, type FoundPlaces, Needles } from "./find-bytes.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Searches bytes that come in pieces of some sizes. */
function search(
  hay: Uint8Array,
  needle: string,
  caseSensitive: boolean,
  sizes: readonly number[],
): FoundPlaces | null {
  const search = new FileSearch(new Needles(needle, caseSensitive));
  for (let at = 0, i = 0; at < hay.length; i++) {
    const size = sizes[i % sizes.length]!;
    if (!search.push(hay.subarray(at, (at += size)))) break;
  }
  return search.result();
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", "\n", "é", "É"), maxLength: 60 });
const needles = fc.string({ unit: fc.constantFrom("a", "b", "A", "é"), minLength: 1, maxLength: 4 });
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 });

test("finds what a plain search finds, however the bytes come", () => {
  fc.assert(
    fc.property(letters, needles, sizes, (hay, needle, pieces) => {
      const found = search(encode(hay), needle, true, pieces);
      const at = hay.indexOf(needle);
      if (at < 0) {
        expect(found).toBeNull();
        return;
      }
      const before = hay.slice(0, at);
      expect(found).toMatchObject({
        offset: encode(before).length,
        linesBefore: before.split("\n").length - 1,
        count: hay.split(needle).length - 1,
      });
    }),
    { numRuns: 500 },
  );
});

test("upper and lower case are the same where that is wanted", () => {
  fc.assert(
    fc.property(letters, needles, sizes, (hay, needle, pieces) => {
      // Letters beyond ASCII must be all upper or all lower case.
      const ascii = (text: string): string => text.replace(/É/g, "é");
      const found = search(encode(ascii(hay)), needle, false, pieces);
      const at = ascii(hay).toLowerCase().indexOf(needle.toLowerCase());
      expect(found?.offset ?? -1).toBe(at < 0 ? -1 : encode(ascii(hay).slice(0, at)).length);
    }),
    { numRuns: 300 },
  );
  expect(search(encode("NÄDEL"), "nädel", false, [3])).toMatchObject({ offset: 0, length: 6 });
});

test("counts no further than it must", () => {
  expect(search(encode("a".repeat(5000)), "a", true, [100])).toMatchObject({ count: 1000 });
  expect(search(encode("aaaaa"), "aa", true, [1])).toMatchObject({ offset: 0, count: 2 });
});
