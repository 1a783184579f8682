import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Subject } from "../../../workers/index.ts";
import { decodePlace, encodePlace } from "./link.ts";
import { viewsOf } from "./subject.ts";
import type { Place } from "./types.ts";

const digits = "0123456789abcdfghijklmnpqrsvwxyz";
const letters = "abcXYZ019+-._?=";
const word = (chars: string, size: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...chars), size).map((list) => list.join(""));
const path = fc
  .tuple(word(digits, { minLength: 32, maxLength: 32 }), word(letters, { minLength: 1, maxLength: 20 }))
  .map(([hash, name]) => `/nix/store/${hash}-${name}`);
const node = word("abcXYZ019-_", { minLength: 1, maxLength: 60 });
const name = fc.string({ unit: "grapheme", maxLength: 30 });
const cache = fc.option(fc.webUrl({ validSchemes: ["http", "https"], withQueryParameters: true }));
const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.record({ type: fc.constant("path" as const), path, from: cache }),
  fc.record({ type: fc.constant("node" as const), node, name }),
  fc.record({
    type: fc.constant("document" as const),
    kind: fc.constantFrom("derivation" as const, "narinfo" as const, "listing" as const),
    node,
    name,
  }),
  fc.record({
    type: fc.constant("paths" as const),
    paths: fc.array(path, { maxLength: 5 }),
    name,
  }),
);
const bytes = fc
  .uint8Array({ maxLength: 40 })
  .map((list) => [...list].map((byte) => String.fromCharCode(byte)).join(""));
const place: fc.Arbitrary<Place> = subject.chain((it) =>
  fc.record({
    subject: fc.constant(it),
    view: fc.constantFrom(...viewsOf(it, null)),
    at: bytes,
    with: fc.option(subject),
  }),
);

describe("links of the explorer", () => {
  it("say what they were made of", () => {
    fc.assert(
      fc.property(place, (it) => {
        expect(decodePlace(encodePlace(it))).toEqual(it);
      }),
      { numRuns: 500 },
    );
  });

  it("hold only characters that programs pass on, no punctuation at the end", () => {
    fc.assert(
      fc.property(place, (it) => {
        expect(encodePlace(it)).toMatch(/^#x1\/[A-Za-z0-9\-_./+~%?=&,]*[A-Za-z0-9/]$/);
      }),
    );
  });

  it("are read or refused when they are damaged, but never throw", () => {
    const change = fc.record({
      at: fc.nat(),
      remove: fc.nat({ max: 3 }),
      insert: fc.string({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(place, fc.array(change, { minLength: 1, maxLength: 4 }), (it, changes) => {
        let text = encodePlace(it);
        for (const { at, remove, insert } of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + insert + text.slice(from + remove);
        }
        const read = decodePlace(text);
        if (read === null) return;
        // What is read is valid: it makes a link that says the same.
        expect(decodePlace(encodePlace(read))).toEqual(read);
        expect([...viewsOf(read.subject, null), "castore"]).toContain(read.view);
      }),
      { numRuns: 10_000 },
    );
  });

  it("are those of other rooms, or too long, or nothing", () => {
    for (const text of [
      "",
      "#",
      "#n2.abc.00000000",
      "#x1/",
      "#x1/files",
      "#x2/files/node/a/b",
      "#x1/files/path/x",
    ]) {
      expect(decodePlace(text)).toBeNull();
    }
    expect(decodePlace(`#x1/files/node/a/${"b".repeat(70_000)}`)).toBeNull();
    expect(decodePlace(`#x1/files/node/${"a".repeat(9000)}/b`)).toBeNull();
  });

  it("are readable", () => {
    const it: Place = {
      subject: {
        type: "path",
        path: "/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12",
        from: "https://cache.nixos.org",
      },
      view: "files",
      at: "share/man/man1/hello.1.gz",
      with: null,
    };
    expect(encodePlace(it)).toBe(
      "#x1/files/path/10s5j3mfdg22k1597x580qrhprnzcjwb-hello-2.12?at=share/man/man1/hello.1.gz&from=https%3A%2F%2Fcache.nixos.org",
    );
  });
});
