/** Builtins against real Nix: every one with many arguments, right and wrong, in both executors. */
import { describe, expect, test } from "vitest";
import { Evaluator } from "./index.ts";
import { ask, hasOracle, type Answer } from "./testing/oracle.ts";
import { kindOfMessage } from "./testing/kinds.ts";
import { corpusEvaluator, runText, type Result } from "./testing/run-case.ts";

/** Builtins under test and their arities. */
const builtins: Record<string, number> = {
  abort: 1,
  add: 2,
  addErrorContext: 2,
  all: 2,
  any: 2,
  appendContext: 2,
  attrNames: 1,
  attrValues: 1,
  bitAnd: 2,
  bitOr: 2,
  bitXor: 2,
  catAttrs: 2,
  ceil: 1,
  concatLists: 1,
  concatMap: 2,
  concatStringsSep: 2,
  deepSeq: 2,
  div: 2,
  elem: 2,
  elemAt: 2,
  filter: 2,
  floor: 1,
  "foldl'": 3,
  functionArgs: 1,
  genList: 2,
  genericClosure: 1,
  getAttr: 2,
  getContext: 1,
  groupBy: 2,
  hasAttr: 2,
  hasContext: 1,
  head: 1,
  intersectAttrs: 2,
  isAttrs: 1,
  isBool: 1,
  isFloat: 1,
  isFunction: 1,
  isInt: 1,
  isList: 1,
  isNull: 1,
  isPath: 1,
  isString: 1,
  length: 1,
  lessThan: 2,
  listToAttrs: 1,
  map: 2,
  mapAttrs: 2,
  mul: 2,
  partition: 2,
  removeAttrs: 2,
  replaceStrings: 3,
  seq: 2,
  sort: 2,
  stringLength: 1,
  sub: 2,
  substring: 3,
  tail: 1,
  throw: 1,
  toString: 1,
  trace: 2,
  tryEval: 1,
  typeOf: 1,
  unsafeDiscardOutputDependency: 1,
  unsafeDiscardStringContext: 1,
  unsafeGetAttrPos: 2,
  zipAttrsWith: 2,
};

const drv = "/nix/store/00000000000000000000000000000000-x.drv";
const opaque = "/nix/store/11111111111111111111111111111111-y";

const numbers = [
  "0",
  "1",
  "2",
  "(-1)",
  "2.5",
  "(-0.5)",
  "1.0",
  "4294967297",
  "9223372036854775807",
  "(-9223372036854775807 - 1)",
];
const strings = [
  '""',
  '"a"',
  '"b"',
  '"abc"',
  '"é${"\\n"}x"',
  "/foo/bar",
  '{ outPath = "/out"; }',
  '{ __toString = s: "str"; }',
];
const withContext = [
  `(builtins.appendContext "c" { "${opaque}".path = true; })`,
  `(builtins.appendContext "d" { "${drv}" = { allOutputs = true; outputs = [ "out" "dev" ]; }; })`,
  `(builtins.appendContext "a" { "${drv}".outputs = [ "out" ]; })`,
];
const lists = [
  "[ ]",
  "[ 1 2 3 ]",
  "[ 3 1 2 1.5 1 ]",
  '[ "a" "b" "a" ]',
  '[ "" ]',
  "[ [ 1 ] [ 2 3 ] ]",
  "[ [ 2 ] [ 1 9 ] [ 2 ] [ ] ]",
  '[ (throw "item") 1 ]',
  '[ 1 (throw "item") ]',
  '[ { name = "x"; value = 1; } { name = "x"; } { name = "a"; value = throw "v"; } ]',
  "[ { a = 1; } { a = 2; b = 3; } ]",
  "[ true null { } (x: x) ]",
  '[ "a" 1 ]',
  `[ ${withContext[0]!} "a" ]`,
];
const sets = [
  "{ }",
  "{ a = 1; b = 2; }",
  '{ b = 3; c = throw "val"; a = 0; }',
  '{ name = "n"; value = 2; }',
  `{ "${drv}" = { outputs = [ "lib" ]; path = true; }; }`,
  `{ "${opaque}" = { allOutputs = true; }; }`,
  "{ startSet = [ { key = 1; } { key = 2; v = 1; } { key = 1.0; } ]; operator = x: if x.key > 9 then [ ] else [ { key = x.key * 2; } { key = 3; } ]; }",
  "{ startSet = [ { key = [ 1 ]; } { key = [ 1 2 ]; } { key = [ 1 ]; } ]; operator = x: [ { key = x.key ++ (if builtins.length x.key < 4 then [ 0 ] else [ ]); } ]; }",
  '{ startSet = [ { key = "b"; } { key = "a"; } ]; operator = x: [ { key = 1; } ]; }',
  "{ startSet = [ { key = null; } ]; operator = x: [ ]; }",
  "{ startSet = [ { key = null; } ]; operator = x: [ x ]; }",
  "{ startSet = [ ]; }",
];
const functions = [
  "(x: x)",
  "(x: y: x)",
  "(x: y: y)",
  "(a: b: a < b)",
  "(a: b: b < a)",
  "(x: true)",
  "(x: x == 1)",
  "(x: [ x ])",
  '(x: "k")',
  "(x: y: [ x y ])",
  "(acc: x: [ acc x ])",
  "(x: y: true)",
  "({ a, b ? 1 }: a)",
  "builtins.lessThan",
  "builtins.add",
  "(builtins.add 1)",
  "toString",
  "{ __functor = s: x: x; }",
  "{ __functor = s: x: y: x; }",
];
const others = ["true", "false", "null", '(throw "arg")', '(abort "stop")', "(1 / 0)"];
const pools = [numbers, strings, withContext, lists, sets, functions, others];
const pool = pools.flat();

/** Repeatable random numbers (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const seed = Number(process.env["TVIX_SEED"] ?? 1);
const random = randomFrom(seed);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

/** What each builtin's parameters are meant for, so that most calls get somewhere. */
const fitting: Record<string, readonly (readonly string[])[]> = {
  attrNames: [sets],
  attrValues: [sets],
  concatLists: [lists],
  functionArgs: [functions],
  genericClosure: [sets],
  head: [lists],
  length: [lists],
  listToAttrs: [lists],
  tail: [lists],
  getContext: [withContext],
  all: [functions, lists],
  any: [functions, lists],
  appendContext: [strings, sets],
  catAttrs: [strings, lists],
  concatMap: [functions, lists],
  concatStringsSep: [strings, lists],
  elem: [pool, lists],
  elemAt: [lists, numbers],
  filter: [functions, lists],
  "foldl'": [functions, pool, lists],
  genList: [functions, ["0", "3", "(-1)"]],
  getAttr: [strings, sets],
  groupBy: [functions, lists],
  hasAttr: [strings, sets],
  intersectAttrs: [sets, sets],
  lessThan: [pool, pool],
  map: [functions, lists],
  mapAttrs: [functions, sets],
  partition: [functions, lists],
  removeAttrs: [sets, lists],
  replaceStrings: [lists, lists, strings],
  sort: [functions, lists],
  substring: [numbers, numbers, strings],
  unsafeGetAttrPos: [strings, sets],
  zipAttrsWith: [functions, lists],
};

/** Calls of all builtins: with arguments that mostly fit. */
function calls(perBuiltin: number): string[] {
  const texts = new Set<string>();
  for (const [name, arity] of Object.entries(builtins)) {
    const wanted = Object.hasOwn(fitting, name) ? fitting[name] : undefined;
    for (let i = 0; i < perBuiltin; i++) {
      const args = Array.from({ length: arity }, (_, n) =>
        pick(wanted !== undefined && random() < 0.8 ? wanted[n]! : pool),
      );
      texts.add(`builtins.${name} ${args.join(" ")}`);
    }
  }
  return [...texts];
}

/** Operators, on everything. */
function operations(count: number): string[] {
  const texts = new Set<string>();
  while (texts.size < count) {
    const operator = pick(["+", "+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "//", "++"]);
    const kind = pick(pools);
    const left = pick(random() < 0.7 ? kind : pool);
    const right = pick(random() < 0.7 ? kind : pool);
    texts.add(`${left} ${operator} ${right}`);
    if (random() < 0.2) texts.add(`[ ${left} ] ${operator} [ ${right} ]`);
    if (random() < 0.1) texts.add(`"\${${left}}"`);
  }
  return [...texts];
}

/** Why our result is not what Nix says; null when it is. */
function difference(answer: Answer, result: Result): string | null {
  if (!result.ok && result.kind === "unsupported") return null;
  if (answer.ok) {
    if (result.ok && result.out === answer.out) return null;
    return `Nix: ${answer.out}\nours: ${result.ok ? result.out : `${result.kind}: ${result.message}`}`;
  }
  if (result.ok) return `Nix: failure: ${answer.message}\nours: ${result.out}`;
  const catchable = ["throw", "assert", "search-path"].includes(result.kind);
  const kind = kindOfMessage(answer.message, answer.catchable ?? false);
  const same =
    catchable === answer.catchable &&
    (kind === null || kind === result.kind) &&
    (!catchable || answer.message === result.message);
  return same
    ? null
    : `Nix: failure: ${answer.message} (${kind}, catchable ${answer.catchable})\nours: ${result.kind}: ${result.message}`;
}

async function compare(texts: readonly string[]): Promise<void> {
  const answers = await ask(
    texts.map((expr) => ({ expr })),
    { catchable: true },
  );
  const complaints: string[] = [];
  texts.forEach((text, i) => {
    const [fast, vm] = [undefined, 0].map((depthBudget) =>
      runText(text, corpusEvaluator({ profile: "2.8", depthBudget })),
    );
    const wrong = difference(answers[i]!, fast!);
    if (wrong !== null) complaints.push(`${text}\n${wrong}`);
    else if (JSON.stringify(fast) !== JSON.stringify(vm))
      complaints.push(`${text}\nfast: ${JSON.stringify(fast)}\nvm: ${JSON.stringify(vm)}`);
  });
  expect(complaints.slice(0, 30).join("\n\n")).toBe("");
}

/** More expressions by TVIX_SCALE, others by TVIX_SEED. */
const scale = Number(process.env["TVIX_SCALE"] ?? 1);

describe.skipIf(!hasOracle())("as in Nix 2.8", () => {
  test("builtins", () => compare(calls(3 * scale)), 600_000);

  test("operators", () => compare(operations(100 * scale)), 600_000);

  test("floats as text", async () => {
    const texts: string[] = [];
    for (let i = 0; i < 200 * scale; i++) {
      const mantissa = (random() * 10).toFixed(Math.floor(random() * 17) + 1);
      const power = Math.floor((random() - 0.5) * (random() < 0.5 ? 20 : 600));
      const literal = `${mantissa.replace(/^0\./, "1.")}e${power}`;
      texts.push(
        `[ ${literal} (-${literal}) (toString ${literal}) (builtins.toJSON ${literal}) (${literal} * 3) (${literal} / 7) ]`,
      );
    }
    // Ties, which C rounds to even.
    for (const x of [
      "1000005.0",
      "1000015.0",
      "0.0078125",
      "0.0234375",
      "2.5000005",
      "100000.5",
      "999999.5",
      "0.00001234565",
      "-0.0",
    ]) {
      texts.push(`[ (${x}) (toString (${x})) ]`);
    }
    await compare(texts);
  }, 600_000);

  test("sort with comparators that are no order", async () => {
    const texts: string[] = [];
    for (let i = 0; i < 100 * scale; i++) {
      const length = Math.floor(random() * (random() < 0.2 ? 120 : 24));
      const items = Array.from({ length }, () => Math.floor(random() * 30));
      const comparator = pick([
        "(a: b: builtins.bitAnd (a * 7 + b * 13) 3 == 1)",
        "(a: b: a <= b)",
        "(a: b: builtins.bitAnd a 7 < builtins.bitAnd b 7)",
        "(a: b: true)",
        "(a: b: a < b)",
        "builtins.lessThan",
      ]);
      texts.push(`builtins.sort ${comparator} [ ${items.join(" ")} ]`);
    }
    await compare(texts);
  }, 600_000);
});

/** What the newest profile answers where it differs from 2.8, which the reference tells and no oracle here can. */
describe.each([undefined, 0])("as in Nix 2.36, depth budget %s", (depthBudget) => {
  const run = (text: string): Result => runText(text, corpusEvaluator({ profile: "2.36", depthBudget }));

  test.each([
    ['builtins.sort (throw "f") [ ]', "[ ]"],
    ["builtins.filter 1 [ ]", "[ ]"],
    ["builtins.genericClosure { startSet = [ ]; }", "[ ]"],
    ['builtins.replaceStrings [ "a" ] [ (throw "t") ] "b"', '"b"'],
    ['builtins.substring 4294967297 1 "abc"', '""'],
    ['builtins.substring 1 4294967297 "abc"', '"bc"'],
    ['builtins.warn "w" 1', "1"],
    ["builtins.break 1", "1"],
    ['builtins.traceVerbose (throw "t") 2', "2"],
    [
      `builtins.getContext (builtins.addDrvOutputDependencies (builtins.appendContext "x" { "${drv}".path = true; }))`,
      `{ "${drv}" = { allOutputs = true; }; }`,
    ],
    [
      "builtins.sort (a: b: a < b) (builtins.genList (i: builtins.bitAnd (i * 37) 63) 64) == builtins.genList (i: i) 64",
      "true",
    ],
    [
      "map (x: x.b) (builtins.sort (x: y: x.a < y.a) (builtins.genList (i: { a = i / 10 * 10 - i; b = i; }) 30))",
      sortedByLastDigit(),
    ],
  ])("%s", (text, out) => {
    expect(run(text)).toEqual({ ok: true, out });
  });

  test.each([
    ["builtins.genList 1 0", "type", "expected a function but found an integer: 1"],
    ["builtins.warn 1 1", "type", "expected a string but found an integer: 1"],
    ['builtins.substring (-1) (throw "x") "a"', "value", "negative start position in 'substring'"],
    [
      "builtins.elemAt [ 1 ] 4294967296",
      "index",
      "'builtins.elemAt' called with index 4294967296 on a list of size 1",
    ],
    ["9223372036854775807 + 1", "arithmetic", "integer overflow in adding 9223372036854775807 + 1"],
    ["builtins.head [ ]", "index", "'builtins.head' called on an empty list"],
    ['"a" + 1', "type", "cannot coerce an integer to a string: 1"],
    ['1 + "a"', "type", "cannot add a string to an integer"],
    [
      'builtins.addDrvOutputDependencies "a"',
      "context",
      "context of string 'a' must have exactly one element, but has 0",
    ],
    [
      `builtins.addDrvOutputDependencies ${withContext[2]!}`,
      "context",
      "`addDrvOutputDependencies` can only act on derivations, not on a derivation output such as 'out'",
    ],
    [
      `builtins.addDrvOutputDependencies ${withContext[0]!}`,
      "context",
      `path '${opaque}' is not a derivation`,
    ],
  ])("%s fails", (text, kind, message) => {
    expect(run(text)).toMatchObject({ ok: false, kind, message });
  });
});

/** 30 items by falling last digit, equal ones in order. */
function sortedByLastDigit(): string {
  const items = Array.from({ length: 30 }, (_, i) => i).sort((a, b) => (b % 10) - (a % 10) || a - b);
  return `[ ${items.join(" ")} ]`;
}

describe.each([undefined, 0])("limits, depth budget %s", (depthBudget) => {
  const nest = "let nest = n: if n == 0 then [ ] else [ (nest (n - 1)) ]; deep = nest 100000; in ";
  const run = (text: string): Result =>
    runText(
      text,
      new Evaluator({
        limits: { stackBytes: 2 ** 28, allocationBytes: 2 ** 29 },
        ...(depthBudget === undefined ? {} : { depthBudget }),
      }),
    );

  test.each([
    ["deep == nest 100000", "true"],
    ["deep < deep", "false"],
    ["builtins.stringLength (toString deep)", "0"],
    ["builtins.deepSeq deep 1", "1"],
    ["builtins.elem deep [ 1 (nest 100000) ]", "true"],
  ])("%s, for lists nested 100,000 deep", (text, out) => expect(run(nest + text)).toEqual({ ok: true, out }));

  test.each([
    "builtins.genList (x: x) 1000000000",
    "builtins.foldl' (a: b: a ++ a) [ 1 ] (builtins.genList (x: x) 60)",
    'builtins.concatStringsSep (builtins.concatStringsSep "" (builtins.genList (x: "0123456789") 1000)) (builtins.genList (x: "") 1000000)',
  ])("%s is too much memory", (text) => expect(run(text)).toMatchObject({ ok: false, kind: "memory" }));

  test.each([
    "builtins.length (builtins.sort (a: b: a < b) (builtins.genList (x: 0 - x) 3000000))",
    "builtins.foldl' builtins.add 0 (builtins.genList (x: x) 3000000)",
    "builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }",
  ])("%s can be stopped", (text) => {
    const start = performance.now();
    const evaluator = new Evaluator({
      stopped: () => performance.now() - start > 100,
      ...(depthBudget === undefined ? {} : { depthBudget }),
    });
    const result = runText(text, evaluator);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(result).toMatchObject({ ok: false, kind: "stopped" });
  });
});
