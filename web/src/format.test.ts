import { expect, it } from "vitest";
import { formatCount, formatNumberOf, formatSize, formatTime } from "./format.ts";

it("formats numbers", () => {
  expect([formatTime(0.42), formatTime(12.3), formatTime(3400)]).toEqual(["0.4 ms", "12 ms", "3.4 s"]);
  expect([formatSize(0), formatSize(1536), formatSize(20 * 2 ** 20)]).toEqual(["0 B", "1.5 KiB", "20 MiB"]);
  expect(formatCount(1234567)).toBe("1,234,567");
  expect([formatNumberOf(1, "call"), formatNumberOf(0, "call")]).toEqual(["1 call", "0 calls"]);
});
