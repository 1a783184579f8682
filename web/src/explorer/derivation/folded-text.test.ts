import { expect, it } from "vitest";
import { foldedText } from "./folded-text.ts";

it("cuts long texts only", () => {
  expect(foldedText("a\nb\n")).toEqual({ start: "a\nb\n", cut: false, lines: 2, size: "2 lines" });
  expect(foldedText("abc")).toMatchObject({ cut: false, size: "3 characters" });
  const many = foldedText("line\n".repeat(100));
  expect(many).toMatchObject({ cut: true, lines: 100, size: "100 lines" });
  expect(many.start.split("\n")).toHaveLength(14);
  expect(foldedText("x".repeat(10_000)).start).toHaveLength(1202);
  // No half of a pair stays at the cut.
  expect(foldedText(`x${"😀".repeat(5000)}`).start).toMatch(/^x(?:😀)+ …$/);
});
