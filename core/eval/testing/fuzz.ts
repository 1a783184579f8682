/** Nonsense for the evaluator. */
import { Evaluator, NixError, Source } from "../index.ts";
import type { Random } from "./random.ts";
import { corpusSources } from "./run-case.ts";

/** What Nix texts are made of, for random ones that come further than the first byte. */
const tokens = [
  ..."()[]{};:.,?@=+-*/<>!&|$\"'#~^_ \n\t\\0123456789abxyz",
  "let ",
  " in ",
  "if ",
  " then ",
  " else ",
  "with ",
  "rec ",
  "inherit ",
  "assert ",
  " or ",
  "''",
  "${",
  "//",
  "++",
  "==",
  "->",
  "...",
  "./a",
  "/a/b",
  "<x>",
  "http://x",
  "builtins.",
  "throw ",
  "1.5",
  "__sub",
  "/*",
  "*/",
  "x: ",
  "{ a }: ",
  "a.b",
  "map ",
  "toString ",
  "|>",
  "<|",
  "|| ",
  "\r\n",
  "'''",
  "''$",
  "\xff",
  "\0",
  "\xc3\xa9",
];

/** A random text: bytes, or pieces of Nix. */
export function randomText(random: Random): string {
  const length = 1 + random.below(random.chance(0.1) ? 300 : 30);
  const parts: string[] = [];
  const anything = random.chance(0.3);
  for (let i = 0; i < length; i++) {
    parts.push(anything ? String.fromCharCode(random.below(256)) : random.pick(tokens));
  }
  return parts.join("");
}

/** A program with a few stretches dropped, doubled, replaced, or exchanged for those of another program. */
export function mutated(
  random: Random,
  program: string,
  others: readonly string[],
  times = 1 + random.below(4),
): string {
  let text = program;
  for (let i = times; i > 0; i--) {
    const at = random.below(text.length + 1);
    const end = Math.min(text.length, at + random.below(random.chance(0.2) ? 200 : 12));
    const insert = random.weighted<() => string>([
      [3, () => ""],
      [2, () => random.pick(tokens)],
      [1, () => String.fromCharCode(random.below(256))],
      [1, () => text.slice(at, end) + text.slice(at, end)],
      [1, () => slice(random, random.pick(others))],
      [1, () => slice(random, text)],
    ])();
    text = text.slice(0, at) + insert + text.slice(random.chance(0.3) ? at : end);
  }
  return text;
}

function slice(random: Random, text: string): string {
  const start = random.below(text.length + 1);
  return text.slice(start, start + random.below(60));
}

/** Polls until an evaluation is stopped: about a hundred thousand calls. */
const patience = 100;

/**
 * Evaluates a text deeply, within limits.
 * @returns "value", or the kind of the error
 * @throws whatever escapes that is no NixError: a defect of ours
 */
export function fuzzOne(text: string): string {
  let polls = 0;
  const evaluator = new Evaluator({
    io: corpusSources(),
    host: { home: "/home", getEnv: () => undefined },
    limits: { stackBytes: 2 ** 24, allocationBytes: 2 ** 28 },
    stopped: () => ++polls > patience,
    settings: { features: new Set(["pipe-operators"]) },
  });
  try {
    const value = evaluator.evaluate(new Source({ type: "string" }, text, "/tmp/tvix-corpus"));
    evaluator.deepForce(value);
    evaluator.print(value);
    return "value";
  } catch (e) {
    if (e instanceof NixError) return e.kind;
    throw e;
  }
}
