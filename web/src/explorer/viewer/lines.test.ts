import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowLength, rowOfLine, rowsOfText } from "./lines.ts";

describe("lines of a text", () => {
  it("end at line feeds, with or without a carriage return", () => {
    expect(rowsOfText("a\r\nb\n\nc\n").map(({ text }) => text)).toEqual(["a", "b", "", "c"]);
    expect(rowsOfText("")).toEqual([{ text: "", line: 1 }]);
  });

  it("take several rows where they are long, without losing a character", () => {
    const long = "😀".repeat(3000);
    const rows = rowsOfText(`x\n${long}\ny`);
    expect(rows.map(({ text }) => text).join("")).toBe(`x${long}y`);
    expect(rows.every(({ text }) => text.length <= rowLength)).toBe(true);
    expect(rows.map(({ line }) => line).filter((line) => line !== null)).toEqual([1, 2, 3]);
    expect(rowOfLine(rows, 3)).toBe(rows.length - 1);
    expect(rowOfLine(rows, 2)).toBe(1);
  });

  it("are found by their numbers", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (lengths, pick) => {
          const rows = rowsOfText(lengths.map((length) => "a".repeat(length)).join("\n") + "\n");
          const line = 1 + (pick % lengths.length);
          expect(rows[rowOfLine(rows, line)]!.line).toBe(line);
        },
      ),
    );
  });
});
