import { expect, test } from "vitest";
import { Evaluator, Source } from "../index.ts";

function listing(text: string): string[] {
  const instructions = new Evaluator().disassemble(new Source({ type: "string" }, text, "/"));
  return instructions.map(({ name, constant }) =>
    constant === undefined ? name : `${name} ${String(constant)}`,
  );
}

test("an expression's bytecode", () => {
  expect(listing("1 + 2 * 3")).toEqual([
    "Const 1",
    "PlusLeft",
    "Const 2",
    "Const 3",
    "Arith",
    "Plus",
    "Return",
  ]);
  expect(listing("if true then 1 else 2")).toEqual([
    "Const true",
    "JumpIfNot",
    "Const 1",
    "Jump",
    "Const 2",
    "Return",
  ]);
  expect(listing("(x: x) { a = 1; }.a")).toEqual(["Make", "Delay", "Call", "Return"]);
  expect(listing("{ a = 1; }.a or 2")).toEqual(["Make", "SelectOr", "Jump", "Const 2", "Return"]);
});

test("jumps name instructions", () => {
  const [, , , jump] = new Evaluator().disassemble(
    new Source({ type: "string" }, "if true then 1 else 2", "/"),
  );
  expect(jump!.operands[0]).toBe(5);
});

test("deep expressions are split, not overflown", () => {
  expect(listing(`${"(1 + ".repeat(5000)}1${")".repeat(5000)}`)).toContain("Eval");
});
