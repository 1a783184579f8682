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

test.each([
  ["parentheses", "(", "1", ")"],
  ["lists", "[", "", "]"],
  ["sets", "{a=", "1", ";}"],
  ["recursive sets", "rec{a=", "1", ";}"],
  ["negations", "!", "true", ""],
  ["minus", "-", "1", ""],
  ["functions", "x:", "1", ""],
  ["formals", "{a?", "1", "}:1"],
  ["let", "let a=", "1", ";in a"],
  ["let bodies", "let a=1;in ", "a", ""],
  ["with", "with{};", "1", ""],
  ["assert", "assert true;", "1", ""],
  ["if", "if true then ", "1", " else 2"],
  ["conditions", "if ", "true", " then true else false"],
  ["strings", '"${', '"x"', '}"'],
  ["indented strings", "''${", '"x"', "}''"],
  ["applications", "(x:x)(", "1", ")"],
  ["plus", "1+", "1", ""],
  ["plus in parentheses", "1+(", "1", ")"],
  ["update", "{}//", "{}", ""],
  ["concat", "[]++", "[]", ""],
  ["implications", "true->", "true", ""],
  ["and", "true&&", "true", ""],
  ["selects", "{a=", "{a=1;}", ";}.a"],
  ["or", "{}.a or(", "1", ")"],
  ["dynamic names", '{${"a"+"', "b", '"}=1;}'],
  ["paths", "a.", "a", ""],
  ["has", "({}?a)&&(", "true", ")"],
  ["pipes", "1|>(x:x)|>(x:", "x", ")"],
  ["comments", "/*", "", "*/"],
])("nesting %s 50,000 deep ends too", (_name, open, middle, close) => {
  const depth = 50_000;
  for (const text of [open.repeat(depth) + middle + close.repeat(depth), open.repeat(depth)]) {
    expect(fuzzOne(text)).not.toBe("internal");
  }
});
