import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { depthOf, isWithin, LayoutIndex, lastAtMost } from "./layout-index.ts";
import { pixelOf, scaleOf, segmentAt, zoomed } from "./scale.ts";
import { layoutOf, type LaidOut } from "./testing.ts";

const tree: LaidOut = {
  bin: { hello: 1001, sh: "/bin/sh" },
  lib: { "libc.so": 20000, empty: {} },
  "lib.txt": 0,
};

function indexOf(root: LaidOut, page = 7): LayoutIndex {
  const { segments, narSize } = layoutOf(root);
  const index = new LayoutIndex();
  for (let i = 0; i < segments.length; i += page) {
    index.add(segments.slice(i, i + page), segments.length, narSize);
  }
  return index;
}

describe("the index of a layout", () => {
  it("knows each segment", () => {
    const { segments, narSize } = layoutOf(tree);
    const index = indexOf(tree);
    expect(index.complete).toBe(true);
    segments.forEach((segment, i) => {
      expect(index.offsets[i]).toBe(segment.offset);
      expect(index.lengthOf(i)).toBe(segment.length);
      expect(index.kindOf(i)).toBe(segment.what);
      expect(index.pathOf(i)).toBe(segment.path);
    });
    expect(index.offsets[segments.length]).toBe(narSize);
    expect(index.contents).toBe(21001);
    expect(index.files).toBe(2);
    expect(index.padding).toBe(7);
  });

  it("finds the segment of a byte", () => {
    const { segments, narSize } = layoutOf(tree);
    const index = indexOf(tree);
    for (const offset of [0, 23, 24, 500, 2000, narSize - 1]) {
      const segment = segments[index.at(offset)!]!;
      expect(segment.offset).toBeLessThanOrEqual(offset);
      expect(segment.offset + segment.length).toBeGreaterThan(offset);
    }
    expect(index.at(narSize)).toBeNull();
    expect(index.at(-1)).toBeNull();
  });

  it("knows where an entry begins and ends, with all below", () => {
    const { segments } = layoutOf(tree);
    const index = indexOf(tree);
    expect(index.spanOf("")).toMatchObject({ from: 0, to: segments.length, depth: 0 });
    const bin = index.spanOf("bin")!;
    expect(segments[bin.from]).toMatchObject({ what: "entry", raw: "bin" });
    expect(segments[bin.to - 1]).toMatchObject({ what: "close", raw: "bin" });
    expect(segments[bin.to]).toMatchObject({ what: "entry", raw: "lib" });
    expect(index.spans.map((spans) => spans.length)).toEqual([1, 3, 4]);
    expect(index.spanOf("nothing")).toBeNull();
  });

  it("gives the spans of a depth in a range, leaving out those that can't be seen", () => {
    const index = indexOf(tree);
    const names = (from: number, to: number): string[] =>
      [...index.spansIn(1, from, to, (span) => span.to)].map((span) => span.raw);
    expect(names(0, index.count)).toEqual(["bin", "lib", "lib.txt"]);
    expect(names(index.spanOf("lib")!.from, index.spanOf("lib")!.to)).toEqual(["lib"]);
    expect([...index.spansIn(1, 0, index.count, () => index.count)].length).toBe(1);
    expect(names(0, 1)).toEqual([]);
    expect([...index.spansIn(9, 0, index.count, (span) => span.to)]).toEqual([]);
  });

  it("searches paths and finds the largest files", () => {
    const index = indexOf(tree);
    expect(index.search("LIB", 10).map((i) => index.pathOf(i))).toEqual(
      ["lib", "lib/empty", "lib/libc.so", "lib.txt"].sort(
        (a, b) => index.spanOf(a)!.from - index.spanOf(b)!.from,
      ),
    );
    expect(index.search("lib", 2).length).toBe(2);
    expect(index.largest(5).map((i) => index.pathOf(i))).toEqual(["lib/libc.so", "bin/hello"]);
    expect(index.largest(1).map((i) => index.pathOf(i))).toEqual(["lib/libc.so"]);
  });

  it("refuses pages that do not follow", () => {
    const { segments, narSize } = layoutOf(tree);
    const index = new LayoutIndex();
    index.add(segments.slice(0, 3), segments.length, narSize);
    expect(() => index.add(segments.slice(5), segments.length, narSize)).toThrow(/begins at/);
  });

  it("understands paths", () => {
    expect([depthOf(""), depthOf("a"), depthOf("a/b/c")]).toEqual([0, 1, 3]);
    expect([isWithin("a/b", "a"), isWithin("ab", "a"), isWithin("a", "a"), isWithin("x", "")]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(lastAtMost(0, 5, () => 0)).toBe(-1);
  });
});

describe("the scale", () => {
  const index = indexOf(tree);

  it("draws every segment somewhere, and finds it there", () => {
    for (const name of ["even", "bytes"] as const) {
      const scale = scaleOf(index, name);
      const window = { from: 0, to: index.count, width: 100_000 };
      for (let i = 0; i < index.count; i++) {
        const middle = (pixelOf(scale, window, i) + pixelOf(scale, window, i + 1)) / 2;
        expect(segmentAt(scale, window, middle)).toBe(i);
      }
    }
  });

  it("keeps the segment that is zoomed to, and comes to one segment and back to all", () => {
    fc.assert(
      fc.property(fc.nat(index.count - 1), fc.constantFrom("even" as const, "bytes" as const), (at, name) => {
        const scale = scaleOf(index, name);
        let window = { from: 0, to: index.count, width: 800 };
        for (let i = 0; i < 200 && window.to - window.from > 1; i++) {
          window = zoomed(scale, window, 0.5, at);
          expect(window.from).toBeLessThanOrEqual(at);
          expect(window.to).toBeGreaterThan(at);
        }
        expect(window.to - window.from).toBe(1);
        for (let i = 0; i < 200; i++) window = zoomed(scale, window, 2, at);
        expect(window).toEqual({ from: 0, to: index.count, width: 800 });
      }),
    );
  });
});
