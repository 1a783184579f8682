import { expect, test } from "vitest";
import { deriveKernels } from "./derive-kernels.mjs";
import { roundsModule, singleModule } from "./lib/blake3-rounds.mjs";

test("what is up to date is left alone", async () => {
  await deriveKernels();
  expect(await deriveKernels()).toBe(false);
});

test("the seven rounds take every word once each", () => {
  for (const [text, pattern] of [
    [roundsModule(), /v128\.load\(WORDS, (\d+)\)/g],
    [singleModule(), /load<i32>\(block, (\d+)\)/g],
  ] as const) {
    const rounds = text.split("// round ").slice(1);
    expect(rounds.length).toBe(7);
    for (const round of rounds) {
      const places = [...round.matchAll(pattern)].map((match) => match[1]);
      expect([places.length, new Set(places).size]).toEqual([16, 16]);
    }
  }
});
