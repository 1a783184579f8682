/** JSON, XML, TOML, hashes, regular expressions and store-bound builtins, as programs see them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Evaluator, MemorySources, NixError, Source, type EvaluatorOptions } from "./index.ts";
import { ask, hasOracle, type Question } from "./testing/oracle.ts";

/** Both executors. */
const executors: [string, EvaluatorOptions][] = [
  ["fast", {}],
  ["VM", { depthBudget: 0 }],
];

function run(text: string, options: EvaluatorOptions = {}): string {
  const evaluator = new Evaluator(options);
  const value = evaluator.evaluate(new Source({ type: "string" }, text, "/"));
  evaluator.deepForce(value);
  return evaluator.print(value);
}

function failure(text: string, options: EvaluatorOptions = {}): NixError {
  try {
    run(text, options);
  } catch (error) {
    if (error instanceof NixError) return error;
    throw error;
  }
  throw new Error(`no failure: ${text}`);
}

describe.each(executors)("%s executor", (_, options) => {
  test("100,000 levels deep", () => {
    const deep = `builtins.foldl' (a: _: [ a ]) [ ] (builtins.genList (x: x) 100000)`;
    expect(run(`builtins.stringLength (builtins.toJSON (${deep}))`, options)).toBe("200002");
    expect(run(`builtins.typeOf (builtins.fromJSON (builtins.toJSON (${deep})))`, options)).toBe('"list"');
    const limits = { allocationBytes: 2 ** 28 };
    expect(failure(`builtins.toXML (${deep})`, { ...options, limits }).kind).toBe("memory");
  });

  test("a set that contains itself ends in an error", () => {
    const limits = { stackBytes: 2 ** 22 };
    for (const builtin of ["toJSON", "toXML"]) {
      const error = failure(`let x = { a = x; }; in builtins.${builtin} x`, { ...options, limits });
      expect(["call-depth", "memory"]).toContain(error.kind);
    }
  });

  test("long matching can be stopped", () => {
    let asked = 0;
    const stopped = (): boolean => ++asked > 20;
    const text = `let s = builtins.concatStringsSep "" (builtins.genList (_: "abcdefghij") 400000); in builtins.match "(.*)z" s`;
    expect(failure(text, { ...options, stopped }).kind).toBe("stopped");
  });
});

describe("what depends on the version", () => {
  const both = (text: string, newest: string, old: string): void => {
    expect(run(text), text).toBe(newest);
    expect(run(text, { profile: "2.8" }), text).toBe(old);
  };
  test("JSON", () => {
    both(
      "builtins.toJSON [ 1.0 1.0e100 0.1 (1.0 / 3) ]",
      '"[1.0,1e+100,0.1,0.3333333333333333]"',
      '"[1,1e+100,0.1,0.333333]"',
    );
    both('builtins.toJSON (builtins.fromJSON "\\"\\\\b\\"")', '"\\"\\\\b\\""', '"\\"\\\\u0008\\""');
    expect(failure('builtins.fromJSON "9223372036854775808"').message).toContain(
      "outside of Nix integer range",
    );
    expect(run('builtins.fromJSON "9223372036854775808"', { profile: "2.8" })).toBe("-9223372036854775808");
    const io = new MemorySources({ "/bad": "a\xff" });
    expect(failure("builtins.toJSON (builtins.readFile /bad)", { io }).message).toContain(
      "invalid UTF-8 byte at index 1: 0xFF",
    );
    expect(run("builtins.toJSON (builtins.readFile /bad)", { io, profile: "2.8" })).toBe('"\\"a\xff\\""');
  });
  test("TOML", () => {
    expect(failure('builtins.fromTOML "a=9223372036854775808"').kind).toBe("value");
    expect(run('builtins.fromTOML "a=9223372036854775808"', { profile: "2.8" })).toBe(
      "{ a = 9223372036854775807; }",
    );
    const settings = { features: new Set(["parse-toml-timestamps"]) };
    expect(run('(builtins.fromTOML "a=1979-05-27 07:32:00Z").a', { settings })).toBe(
      '{ _type = "timestamp"; value = "1979-05-27T07:32:00Z"; }',
    );
  });
  test("BLAKE3 needs its feature", () => {
    const settings = { features: new Set(["blake3-hashes"]) };
    expect(failure('builtins.hashString "blake3" ""').kind).toBe("unsupported");
    expect(run('builtins.hashString "blake3" ""', { settings })).toBe(
      '"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"',
    );
  });
});

describe("convertHash", () => {
  const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  test.each([
    [
      `{ hash = "${hash}"; hashAlgo = "sha256"; toHashFormat = "nix32"; }`,
      "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s",
    ],
    [
      `{ hash = "sha256:${hash}"; toHashFormat = "sri"; }`,
      "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    ],
    [`{ hash = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="; toHashFormat = "base16"; }`, hash],
    [
      `{ hash = "${hash}"; hashAlgo = "sha256"; toHashFormat = "base64"; }`,
      "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    ],
  ])("%s", (args, result) => {
    expect(run(`builtins.convertHash ${args}`)).toBe(`"${result}"`);
  });
  test("failures", () => {
    const message = (args: string): string => failure(`builtins.convertHash ${args}`).message;
    expect(message("{ }")).toBe("attribute 'hash' missing");
    expect(message(`{ hash = "${hash}"; toHashFormat = "sri"; }`)).toContain("does not include a type");
    expect(message(`{ hash = "sha1:${hash}"; hashAlgo = "sha256"; toHashFormat = "sri"; }`)).toContain(
      "should have type 'sha256'",
    );
    expect(message(`{ hash = "${hash}"; hashAlgo = "sha256"; toHashFormat = "hex"; }`)).toContain(
      "unknown hash format 'hex'",
    );
  });
  test("the old name of nix32 warns", () => {
    const warnings: string[] = [];
    run(`builtins.convertHash { hash = "${hash}"; hashAlgo = "sha256"; toHashFormat = "base32"; }`, {
      host: { warn: (text) => warnings.push(text) },
    });
    expect(warnings.length).toBe(1);
  });
});

test("what needs a store says so", () => {
  for (const call of [
    'toFile "a" "b"',
    "storePath /a",
    'fetchurl "x"',
    "path { path = /a; }",
    "filterSource (_: _: true) /a",
  ]) {
    const error = failure(`builtins.${call}`);
    expect(error.kind).toBe("unsupported");
    expect(error.message).toContain("needs a store, and this evaluator was made without one");
    expect(error.catchable).toBe(false);
  }
  expect(run('builtins.placeholder "out"')).toBe('"/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"');
});

describe("patterns", () => {
  test("messages", () => {
    expect(failure('builtins.match "(" ""').message).toBe("invalid regular expression '('");
    expect(failure('builtins.match "a{100001}" ""').message).toBe(
      "memory limit exceeded by regular expression 'a{100001}'",
    );
  });
  test("without a match, split gives the string itself, context and all", () => {
    const kept = `builtins.getContext (builtins.head (builtins.split "x" s))`;
    const context = `let s = builtins.appendContext "a" { "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-b".path = true; }; in`;
    expect(run(`${context} ${kept} == builtins.getContext s`)).toBe("true");
    expect(run(`${context} builtins.hasContext (builtins.head (builtins.split "a" s))`)).toBe("false");
  });
});

const leaf = fc.constantFrom(
  "1",
  "(-5)",
  "1.5",
  "1.0e10",
  "true",
  "null",
  '"a<&>\\"\\n"',
  "(x: x)",
  "/p/q",
  "builtins.add",
  "({ b, a ? 1, ... }@z: a)",
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[ ${items.join(" ")} ]`),
    fc
      .uniqueArray(
        fc.tuple(fc.constantFrom("a", "b", '"x y"', "type", "drvPath", "outPath", "name"), tie("value")),
        {
          maxLength: 4,
          selector: ([name]) => name,
        },
      )
      .map((attrs) => `{ ${attrs.map(([name, text]) => `${name} = ${text};`).join(" ")} }`),
  ),
}));

test.skipIf(!hasOracle())("XML and JSON output as real Nix's", async () => {
  const texts = fc.sample(value, { numRuns: 150, seed: 5 });
  const questions: Question[] = texts.flatMap((expr) => [
    { expr, format: "xml" },
    { expr, format: "xml", lazy: true },
    { expr, format: "xml", noLocation: true },
    { expr: `builtins.toXML (${expr})` },
  ]);
  const answers = await ask(questions);
  answers.forEach((answer, i) => {
    const { expr, format, lazy, noLocation } = questions[i]!;
    const evaluator = new Evaluator({ profile: "2.8", depthBudget: i % 2 === 0 ? 0 : 1000 });
    const result = evaluator.evaluate(new Source({ type: "string" }, expr, "/"));
    const ours =
      format === "xml"
        ? evaluator.toXml(result, { strict: lazy !== true, location: noLocation !== true }).trimEnd()
        : evaluator.print(result);
    expect(answer, expr).toEqual({ ok: true, out: ours });
  });
});
