import { expect, test } from "vitest";
import { corpusCases, corpusFiles } from "./corpus.ts";
import { fuzzOne, mutated, randomText } from "./fuzz.ts";
import { Random } from "./random.ts";

// npm run check:fuzz does a million.
test("random texts end in a value or a NixError", () => {
  const random = new Random(1);
  for (let i = 0; i < 5000; i++) {
    const text = randomText(random);
    expect(fuzzOne(text), JSON.stringify(text)).not.toBe("internal");
  }
});

test("so do damaged programs", () => {
  const random = new Random(2);
  const programs = corpusFiles().flatMap((file) => corpusCases(file).map((item) => item.expr));
  for (let i = 0; i < 3000; i++) {
    const text = mutated(random, random.pick(programs), programs);
    expect(fuzzOne(text), JSON.stringify(text)).not.toBe("internal");
  }
});
