import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newWorker, requestOf } from "../../../workers/testing.ts";
import { attributeName, expressionOf, type PathStep } from "./expression-path.ts";

describe("expressions for paths", () => {
  it("quote names only where they must", () => {
    expect(expressionOf(["a", "b", "c d"])).toBe('a.b."c d"');
    expect(["x-y", "a'", "_", "or", "let", "1a", "", 'a"b', "${x}", "é"].map(attributeName)).toEqual([
      "x-y",
      "a'",
      "_",
      "or",
      '"let"',
      '"1a"',
      '""',
      '"a\\"b"',
      '"\\${x}"',
      '"é"',
    ]);
  });

  it("reach into lists", () => {
    expect(expressionOf(["a", 3, "c", 0, 1])).toBe(
      "builtins.elemAt (builtins.elemAt (builtins.elemAt a 3).c 0) 1",
    );
    expect(expressionOf([2])).toBe("builtins.elemAt result 2");
    expect(expressionOf([])).toBe("result");
    expect(expressionOf(["a b"])).toBe('result."a b"');
  });

  it("mean the value they were made for", async () => {
    const name = fc.oneof(
      fc.constantFrom("let", "or", "a", "a-b", "${", '"', "\\", "\n", "$", "$${", ""),
      fc.string({ unit: fc.constantFrom("a", "$", "{", "}", '"', "\\", "\n", "\t", "\r", " ", "'") }),
    );
    const step: fc.Arbitrary<PathStep> = fc.oneof(name, fc.nat(3));
    const worker = newWorker();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const nested = steps.reduceRight<string>(
          (inner, at) =>
            typeof at === "number"
              ? `[ ${"0 ".repeat(at)}(${inner}) ]`
              : `(builtins.listToAttrs [ { name = builtins.fromJSON ${JSON.stringify(JSON.stringify(at)).replaceAll("${", "\\${")}; value = ${inner}; } ])`,
          '"found"',
        );
        const path = expressionOf(steps);
        const bound = typeof steps[0] === "string" && !path.includes("result") ? `with (${nested}); ` : "";
        const text = `let result = ${nested}; in ${bound}${path}`;
        const { result } = await worker.evaluate(requestOf(text), null);
        expect(result).toMatchObject({ ok: true, root: { type: "string", text: '"found"' } });
      }),
    );
  });
});
