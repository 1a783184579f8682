import { Text } from "@codemirror/state";
import { expect, it } from "vitest";
import { visibleRange } from "./visible-range.ts";

const doc = Text.of(["abc", "", "de"]);

it("is the range itself, within the text", () => {
  expect(visibleRange(doc, { from: 1, to: 3 })).toEqual({ from: 1, to: 3 });
  expect(visibleRange(doc, { from: 6, to: 99 })).toEqual({ from: 6, to: 7 });
});

it("takes a character where it would be empty, if its line has one", () => {
  expect(visibleRange(doc, { from: 1, to: 1 })).toEqual({ from: 1, to: 2 });
  expect(visibleRange(doc, { from: 3, to: 3 })).toEqual({ from: 2, to: 3 });
  expect(visibleRange(doc, { from: 4, to: 4 })).toEqual({ from: 4, to: 4 });
  expect(visibleRange(doc, { from: 50, to: 60 })).toEqual({ from: 6, to: 7 });
});
