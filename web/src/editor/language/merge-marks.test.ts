import { expect, it } from "vitest";
import { mergeMarks } from "./merge-marks.ts";

it("keeps of equal marks the one that knows fixes", () => {
  const mark = { from: 1, to: 2, severity: "warning" as const, message: "unused" };
  const fixable = { ...mark, actions: [] };
  const other = { ...mark, message: "other" };
  expect(mergeMarks([fixable], [mark, other])).toEqual([fixable, other]);
  expect(mergeMarks([], [mark])).toEqual([mark]);
});
