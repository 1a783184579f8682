import { describe, expect, it } from "vitest";

import { Evaluator, formatError, NixError, type ProfileName } from "../index.ts";

/** What a text evaluates to, printed with all inside, or how it fails; and what it traced on the way. */
function outcome(text: string, profile: ProfileName, depthBudget?: number): string {
  const traced: string[] = [];
  const evaluator = new Evaluator({
    profile,
    host: { trace: (line) => traced.push(line) },
    limits: { allocationBytes: 2 ** 27 },
    ...(depthBudget === undefined ? {} : { depthBudget }),
  });
  try {
    const value = evaluator.evaluateText(text);
    evaluator.deepForce(value);
    return `${evaluator.print(value)} ${traced.join()}`;
  } catch (e) {
    if (!(e instanceof NixError)) throw e;
    return `${formatError(e, { showTrace: true })} ${traced.join()}`;
  }
}

const lists = [
  "genList (i: i * 3) 5",
  "genList (i: builtins.trace i i) 3",
  "map (x: x + 1) (genList (i: i * i) 6)",
  'map (x: if x == 2 then throw "two" else x) (genList (i: i) 4)',
  "map (x: x) [ 1 2 3 ]",
  "map (x: x) [ ]",
  "genList (i: i) 0",
  "genList (i: i) (0 - 1)",
  'genList (i: i) "x"',
  "genList 1 2",
  "map 1 [ 2 ]",
  "map (x: x) 3",
  'map (x: x) (throw "list")',
  'map (i: { name = "n${toString i}"; value = i; }) [ 3 1 2 1 ]',
  'genList (i: "s${toString i}") 4',
  "map (i: [ i (i + 1) ]) (map (i: i * 2) (genList (i: i) 3))",
  "genList (x: x) 300000000",
];

const readers = [
  "foldl' (a: b: a + b) 0 (LIST)",
  "foldl' (a: b: [ b ] ++ a) [ ] (LIST)",
  "filter (x: x != 3) (LIST)",
  "filter (x: true) (LIST)",
  "filter (x: x) (LIST)",
  "all (x: x != 3) (LIST)",
  "any (x: x == 3) (LIST)",
  "concatMap (x: [ x x ]) (LIST)",
  "groupBy toString (LIST)",
  "partition (x: x == 3) (LIST)",
  "concatLists (LIST)",
  "elemAt (LIST) 1",
  "head (LIST)",
  "length (LIST)",
  "listToAttrs (LIST)",
  "sort (a: b: a < b) (LIST)",
  "sort builtins.lessThan (LIST)",
  "sort (a: b: a > b) (LIST)",
  'concatStringsSep "," (LIST)',
  "length (filter (x: x != 3) (LIST))",
];

/** Ways to name a list that is read, in part more than once. */
const named = [
  "let l = LIST; in READ",
  "let l = LIST; r = READ; in [ r r ]",
  "let l = LIST; in [ (READ) (READ) ]",
  "let l = LIST; f = x: READ; in [ (f 1) (f 2) ]",
  "let l = LIST; in (let k = l; in [ (READ) k ])",
  "let l = LIST; in (y: { a = READ; b = let l = [ 7 ]; in READ; }) 1",
  "let l = LIST; in { inherit l; r = READ; }",
  "let l = LIST; in with { l = 1; }; READ",
  "let l = LIST; t = builtins.tryEval (READ); in [ t.success t.success ]",
  "(rec { l = LIST; r = READ; }).r",
];

describe("a list with a name is as one that others see", () => {
  it.each(named)("%s", (naming) => {
    for (const list of lists.slice(0, -1)) {
      for (const read of [
        "foldl' (a: b: a + b) 0 l",
        "filter (x: x != 3) l",
        "length (filter (x: x != 3) l)",
        'concatStringsSep "," l',
      ]) {
        const text = naming
          .replace("LIST", list)
          .replaceAll("READ", read)
          .replace(/\b(foldl'|filter|length|concatStringsSep|genList)(?= )/g, "builtins.$1");
        for (const profile of ["2.36", "2.8"] as const) {
          const actual = outcome(text, profile);
          expect(outcome(text, profile, 0), text).toBe(actual);
          expect(outcome(text, profile, 40), text).toBe(actual);
        }
      }
    }
  });

  it("an item is evaluated once", () => {
    const list = "l = builtins.genList (i: builtins.trace i i) 3;";
    const sum = "builtins.foldl' (a: b: a + b) 0 l";
    expect(outcome(`let ${list} in ${sum}`, "2.36")).toBe("3 0,1,2");
    expect(outcome(`let ${list} f = x: ${sum}; in f 1 + f 2`, "2.36")).toBe("6 0,1,2");
    expect(outcome(`let ${list} r = ${sum}; in r + r`, "2.36")).toBe("6 0,1,2");
  });
});

describe.each(["2.36", "2.8"] as const)("lists read by one builtin, profile %s", (profile) => {
  it.each(readers)("%s is as with a list that others see", (reader) => {
    for (const list of lists) {
      const text = `with builtins; ${reader.replace("LIST", list)}`.replace(
        /\b(foldl'|filter|all|any|concatMap|groupBy|partition|concatLists|elemAt|head|length|listToAttrs|sort|concatStringsSep|genList)(?= )/g,
        "builtins.$1",
      );
      const actual = outcome(text, profile);
      expect(outcome(text, profile, 0)).toBe(actual);
      expect(outcome(text, profile, 40)).toBe(actual);
    }
  });
});

it("an item is evaluated once, in order", () => {
  expect(
    outcome("builtins.foldl' (a: b: b + b + a) 0 (builtins.genList (i: builtins.trace i i) 3)", "2.8"),
  ).toBe("6 0,1,2");
});
