import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { checkText, runEvaluation, type Control } from "./evaluation.ts";
import type { EvaluateReply, EvaluateRequest, TextSpan } from "./protocol.ts";

const free: Control = { stopped: () => false, progress: () => undefined };

function evaluate(text: string, options: Partial<EvaluateRequest> = {}, control = free): EvaluateReply {
  return runEvaluation({ text, profile: "2.36", strict: true, format: "nix", ...options }, control);
}

function outputOf(text: string, options: Partial<EvaluateRequest> = {}): string {
  const { result } = evaluate(text, options);
  return result.ok ? result.output : result.error.rendered;
}

const cut = (text: string, span: TextSpan | null): string =>
  span === null ? "" : text.slice(span.from, span.to);

describe("results", () => {
  it("come in every format", () => {
    expect(outputOf("{ a = [ (1 + 1) ]; }")).toBe("{ a = [ 2 ]; }");
    expect(outputOf("{ a = [ (1 + 1) ]; }", { strict: false })).toBe("{ a = <CODE>; }");
    expect(outputOf("{ a = [ (1 + 1) ]; }", { format: "json" })).toBe('{"a":[2]}');
    expect(outputOf("1", { format: "xml" })).toContain('<int value="1" />');
  });

  it("are UTF-8 where they can be", () => {
    expect(outputOf('"grün 😀"')).toBe('"grün 😀"');
    expect(outputOf('builtins.stringLength "ü"')).toBe("2");
    expect(outputOf('builtins.substring 1 1 "ü"')).toBe('"\\xbc"');
  });

  it("follow the profile", () => {
    expect(outputOf("builtins.nixVersion", { profile: "2.8" })).toMatch(/^"2\.8/);
  });

  it("have the store paths of Nix", () => {
    const files = { "/src/a.txt": "text" };
    const drv = 'derivation { name = "x"; system = "x86_64-linux"; builder = "/bin/sh"; src = ./src; }';
    expect(outputOf(`(${drv}).outPath`, { files })).toBe('"/nix/store/ky6mvw2867w5l0a299fxj55cfpz5la0c-x"');
    expect(outputOf('builtins.readFile (builtins.toFile "a" "grün")')).toBe('"grün"');
  });

  it("may import the files that came along", () => {
    const files = { "/lib/ü.nix": "x: x + 1", "/data": "grün" };
    expect(outputOf('import (./lib + "/ü.nix") 1', { files })).toBe("2");
    expect(outputOf("builtins.readFile ./data", { files })).toBe('"grün"');
  });
});

describe("errors", () => {
  it("have spans of the text, behind any characters", () => {
    const text = '# grün 😀\r\n{ "ä€😀" = "😀" + (1 + null); }';
    const { result } = evaluate(text);
    if (result.ok) throw new Error("it should fail");
    expect(result.error.kind).toBe("type");
    expect(cut(text, result.error.span)).toContain("1");
    expect(result.error.span).toMatchObject({ file: null, line: 2 });
    expect(result.error.span!.column).toBe(result.error.span!.from - text.indexOf("\n"));
    expect(result.error.rendered).toContain(result.error.message);
  });

  it("in files name the file", () => {
    const { result } = evaluate("import ./x.nix", { files: { "/x.nix": "{\n  a = 1 + null;\n}" } });
    if (result.ok) throw new Error("it should fail");
    expect(result.error.span).toMatchObject({ file: "/x.nix", line: 2 });
  });

  it("carry the way to them, innermost first", () => {
    const text = 'builtins.addErrorContext "outer" (builtins.addErrorContext "inner" (throw "x"))';
    const { result } = evaluate(text);
    if (result.ok) throw new Error("it should fail");
    const texts = result.error.frames
      .map((frame) => frame.text)
      .filter((it) => it === "outer" || it === "inner");
    expect(texts).toEqual(["inner", "outer"]);
  });

  it("in a text that can't be read all come at once", () => {
    const text = "[ a b c ]";
    const { result, problems } = evaluate(text);
    if (result.ok) throw new Error("it should fail");
    expect(cut(text, result.error.span)).toBe("a");
    expect(problems.map((problem) => cut(text, problem.span))).toEqual(["b", "c"]);
  });
});

describe("problems", () => {
  it("are found without evaluating", () => {
    const text = 'let a = "ü"; in throw "ü" + nope';
    expect(checkText(text, "2.36").map((it) => [it.severity, cut(text, it.span)])).toEqual([
      ["error", "nope"],
      ["warning", "a"],
    ]);
    expect(checkText("1 + 1", "2.36")).toEqual([]);
  });

  it("come with the result as well", () => {
    const { result, problems } = evaluate("let a = 1; in 2");
    expect(result).toEqual({ ok: true, output: "2" });
    expect(problems.map((it) => it.severity)).toEqual(["warning"]);
  });
});

describe("traces", () => {
  it("are kept, up to a number", () => {
    const { trace, traceOmitted } = evaluate(
      'builtins.foldl\' (a: b: builtins.trace "ü ${toString b}" b) 0 (builtins.genList (x: x) 1500)',
    );
    expect(trace[3]).toBe("trace: ü 3");
    expect([trace.length, traceOmitted]).toEqual([1000, 500]);
  });
});

describe("control", () => {
  it("stops, and tells how far it is", () => {
    let asked = 0;
    let progress = [0, 0];
    const control: Control = {
      stopped: () => ++asked > 20,
      progress: (thunks, calls) => (progress = [thunks, calls]),
    };
    const { result, stats } = evaluate("let f = n: f (n + 1); in f 0", {}, control);
    expect(result).toMatchObject({ ok: false, error: { kind: "stopped" } });
    expect(progress[1]).toBeGreaterThan(10_000);
    expect(stats.calls).toBeGreaterThanOrEqual(progress[1]!);
  });

  it("keeps limits", () => {
    const stack = evaluate("let f = n: 1 + f (n + 1); in f 0", { limits: { stackBytes: 2 ** 20 } });
    expect(stack.result).toMatchObject({ ok: false, error: { kind: "call-depth" } });
    const heap = evaluate("builtins.foldl' (xs: _: xs ++ xs) [ 1 ] (builtins.genList (x: x) 100)", {
      limits: { allocationBytes: 2 ** 24 },
    });
    expect(heap.result).toMatchObject({ ok: false, error: { kind: "memory" } });
  });
});

describe("a thousand evaluations", () => {
  it("leave memory where it was after the first hundred", () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = (): number => {
      collect();
      collect();
      return process.memoryUsage().heapUsed;
    };
    const run = (i: number): void => {
      const name = `attribute${i}`;
      evaluate(
        `let ${name} = { x${i} = "${i}"; }; f${i} = y: y.x${i} + "${i}"; in builtins.map f${i} [ ${name} ]`,
      );
      evaluate(`builtins.match "(a${i}|b)*" (toString ${name}.missing)`);
    };
    for (let i = 0; i < 100; i++) run(i);
    const after100 = used();
    for (let i = 100; i < 1000; i++) run(i);
    expect(used() - after100).toBeLessThan(1_000_000);
  });
});
