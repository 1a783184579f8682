import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, withGaps, type DiffLine } from "./diff.ts";

const marks = { same: " ", added: "+", removed: "-" };
const draw = (lines: readonly DiffLine[]): string[] => lines.map(({ kind, text }) => marks[kind] + text);
const side = (lines: readonly DiffLine[], leftOut: DiffLine["kind"]): string =>
  lines
    .filter(({ kind }) => kind !== leftOut)
    .map(({ text }) => text)
    .join("\n");

describe("the difference of two texts", () => {
  it("is the lines that are added and removed", () => {
    expect(draw(diffLines("a\nb\nc\nd\n", "a\nc\nx\nd\n"))).toEqual([" a", "-b", " c", "+x", " d", " "]);
    expect(draw(diffLines("", "a\n"))).toEqual(["+a", "+"]);
    expect(draw(diffLines("a", ""))).toEqual(["-a"]);
    expect(draw(diffLines("a", "a\n"))).toEqual([" a", "+"]);
    expect(diffLines("", "")).toEqual([]);
  });

  it("numbers lines on both sides", () => {
    expect(diffLines("a\nb", "x\na\nc").map((line) => [line.old, line.new])).toEqual([
      [null, 1],
      [1, 2],
      [2, null],
      [null, 3],
    ]);
  });

  const text = fc
    .array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 30 })
    .map((lines) => lines.join("\n"));

  it("holds both texts, and as few differences as a slow way finds", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = diffLines(a, b);
        expect(side(lines, "added")).toBe(a);
        expect(side(lines, "removed")).toBe(b);
        expect(lines.filter(({ kind }) => kind === "same")).toHaveLength(longestCommon(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it("of texts that have little in common is all of both", () => {
    const many = (of: string): string => Array.from({ length: 3000 }, (_, i) => of + i).join("\n");
    const lines = diffLines(`first\n${many("a")}`, `first\n${many("b")}`);
    expect(lines.filter(({ kind }) => kind === "same")).toHaveLength(1);
    expect(lines).toHaveLength(6001);
  });

  it("leaves out what is far from any difference", () => {
    const lines = Array.from({ length: 20 }, (_, i) => `l${i}`);
    const shown = withGaps(diffLines(lines.join("\n"), lines.with(10, "new").join("\n")));
    expect(shown.map((it) => (it.kind === "gap" ? it.count : it.text))).toEqual([
      7,
      "l7",
      "l8",
      "l9",
      "l10",
      "new",
      "l11",
      "l12",
      "l13",
      6,
    ]);
    expect(withGaps(diffLines("a\nb", "a\nb"))).toEqual([{ kind: "gap", count: 2 }]);
    fc.assert(
      fc.property(text, text, (a, b) => {
        const all = diffLines(a, b);
        const count = withGaps(all).reduce((sum, it) => sum + (it.kind === "gap" ? it.count : 1), 0);
        expect(count).toBe(all.length);
      }),
    );
  });
});

function longestCommon(before: string, after: string): number {
  const a = before === "" ? [] : before.split("\n");
  const b = after === "" ? [] : after.split("\n");
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) => next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)));
    row = next;
  }
  return row.at(-1)!;
}
