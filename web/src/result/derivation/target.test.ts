import { expect, it } from "vitest";
import { stepTo, targetName, type Trail } from "./target.ts";

const drv = (name: string): string => `/nix/store/6xg259477c90a229xwmb53pdfkn6ig3g-${name}.drv`;

it("walks a graph and comes back", () => {
  const first: Trail = [{ type: "value", id: 3, name: "hello" }];
  const there = stepTo(stepTo(first, drv("a")), drv("b"));
  expect(there.map(targetName)).toEqual(["hello", "a", "b"]);
  expect(stepTo(there, drv("a")).map(targetName)).toEqual(["hello", "a"]);
});
