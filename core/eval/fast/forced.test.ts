import { expect, test } from "vitest";
import type { NixError } from "../errors.ts";
import { Evaluator } from "../evaluator.ts";
import { formatError } from "../format-error.ts";
import { MemorySources } from "../sources.ts";
import { Source } from "../syntax/index.ts";

/** The error of a text, with its trace, where so many JavaScript frames may be used. */
function failure(text: string, depthBudget: number): string {
  const evaluator = new Evaluator({ io: new MemorySources({}), depthBudget });
  try {
    evaluator.force(evaluator.evaluate(new Source({ type: "string" }, text, "/")));
  } catch (error) {
    return formatError(error as NixError, { showTrace: true });
  }
  throw new Error("it does not fail");
}

test.each(["builtins.head a", "builtins.length a", "builtins.concatLists a", "map (x: x) a"])(
  "%s: what fails in a variable is traced the same wherever the stack ends",
  (text) => {
    const program = `let a = throw "no"; f = n: if n == 0 then ${text} else [ (f (n - 1)) ] ++ f (n - 1); in f 3`;
    const expected = failure(program, 10_000);
    expect(expected).toMatch(/head|length|concatLists|map/);
    for (let depth = 0; depth < 200; depth++)
      expect(failure(program, depth), `${depth} frames`).toBe(expected);
  },
);
