import { describe, expect, test } from "vitest";
import { Evaluator } from "./index.ts";
import { print, printForTrace, printString, printValue } from "./print.ts";
import type { Slot } from "./values/value.ts";

const evaluator = new Evaluator();
const m = evaluator.machine;
const old = new Evaluator({ profile: "2.8" });

/** UTF-8 text as the byte string that holds it. */
const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const strictly = (text: string): string => {
  const value = evaluator.evaluateText(text);
  evaluator.deepForce(value);
  return evaluator.print(value);
};

test("strings are escaped so that they read back", () => {
  expect(printString('a"\\\n\r\t${b}$c')).toBe('"a\\"\\\\\\n\\r\\t\\${b}$c"');
});

test("names are quoted unless they are identifiers", () => {
  const names = '{ "" = 1; a-b = 1; "a b" = 1; "1a" = 1; or = 1; "if" = 1; "in" = 1; x\' = 1; }';
  expect(strictly(names)).toBe(
    '{ "" = 1; "1a" = 1; "a b" = 1; a-b = 1; "if" = 1; "in" = 1; or = 1; x\' = 1; }',
  );
  expect(old.print(old.evaluateText(names))).toBe(
    '{ "" = 1; "1a" = 1; "a b" = 1; a-b = 1; "if" = 1; in = 1; or = 1; x\' = 1; }',
  );
});

test("what is not evaluated stays so", () => {
  const value = evaluator.evaluateText("{ a = 1 + 1; b = [ (2 + 2) ]; }");
  expect(evaluator.print(value)).toBe("{ a = <CODE>; b = <CODE>; }");
  expect(printValue(m, value)).toBe(bytes("{ a = «thunk»; b = «thunk»; }"));
});

test("functions", () => {
  const value = evaluator.evaluateText(
    "let f = x: x; l = [ f builtins.map (builtins.map f) (y: y) ]; in builtins.deepSeq l l",
  );
  expect(evaluator.print(value)).toBe("[ <LAMBDA> <PRIMOP> <PRIMOP-APP> <LAMBDA> ]");
  expect(printValue(m, value)).toBe(
    bytes(
      "[ «lambda f @ «string»:1:9» «primop map» «partially applied primop map» «lambda @ «string»:1:54» ]",
    ),
  );
});

describe("what is met again", () => {
  test.each([
    ["let x = [ 1 ]; in [ x x ]", "[ [ 1 ] «repeated» ]"],
    ["let x = { a = 1; }; in [ x x { } { } [ ] [ ] ]", "[ { a = 1; } «repeated» { } { } [ ] [ ] ]"],
    ["let x = { y = x; }; in x", "{ y = «repeated»; }"],
    [
      "let s = { y = [ 1 2 3 ]; z = [ 1 2 ]; }; in [ s.y s.y s.z s.z ]",
      "[ [ 1 2 3 ] «repeated» [ 1 2 ] [ 1 2 ] ]",
    ],
  ])("%s", (text, out) => expect(strictly(text)).toBe(bytes(out)));
});

test("limits shorten", () => {
  const limits = { depth: 2, attrs: 3, items: 3, string: 4 };
  const show = (text: string): string => {
    const value = evaluator.evaluateText(text);
    evaluator.deepForce(value);
    return printValue(m, value, limits);
  };
  expect(show("[ 1 2 3 4 5 ]")).toBe(bytes("[ 1 2 3 «2 items elided» ]"));
  expect(show("{ a = 1; b = 2; c = 3; d = 4; }")).toBe(
    bytes("{ a = 1; b = 2; c = 3; «1 attribute elided» }"),
  );
  expect(show('"abcdef"')).toBe(bytes('"abcd" «2 bytes elided»'));
  expect(show("[ [ [ 1 ] [ ] ] ]")).toBe("[ [ [ ... ] [ ] ] ]");
});

test("derivations, where asked for", () => {
  const value = evaluator.evaluateText('{ type = "derivation"; drvPath = "/nix/store/x.drv"; a = 1; }');
  expect(printValue(m, value, undefined, true)).toBe(bytes("«derivation /nix/store/x.drv»"));
});

test("traces follow the profile", () => {
  const text = "[ (x: x) ]";
  const value = evaluator.evaluateText(text);
  expect(printForTrace(m, value)).toBe(bytes("[ «thunk» ]"));
  expect(printForTrace(old.machine, old.evaluateText(text))).toBe("[ <CODE> ]");
});

test("values nested beyond any stack", () => {
  let slot: Slot = [];
  for (let i = 0; i < 200_000; i++) slot = [slot];
  const text = print(m, slot);
  expect(text.length).toBe(2 * 200_001 + 2 * 200_000 + 1);
  expect(text.startsWith("[ [ [ ")).toBe(true);
});
