import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { type Control, unwatched } from "./control.ts";
import { checkText } from "./problems.ts";
import type { EvaluateReply, EvaluateRequest, TextSpan } from "./protocol.ts";
import { errorOf, newWorker, requestOf } from "./testing.ts";

function evaluate(
  text: string,
  options: Partial<EvaluateRequest> = {},
  control: Control = unwatched,
): Promise<EvaluateReply> {
  return newWorker({ controlOf: () => control }).evaluate(requestOf(text, options), null);
}

async function outputOf(text: string, options: Partial<EvaluateRequest> = {}): Promise<string> {
  const { result } = await evaluate(text, { view: "nix", strict: true, ...options });
  return result.ok ? result.rendered!.first.text : result.error.rendered;
}

const cut = (text: string, span: TextSpan | null): string =>
  span === null ? "" : text.slice(span.from, span.to);

describe("results", () => {
  it("come in every view", async () => {
    expect(await outputOf("{ a = [ (1 + 1) ]; }")).toBe("{ a = [ 2 ]; }");
    expect(await outputOf("{ a = [ (1 + 1) ]; }", { strict: false })).toBe("{ a = <CODE>; }");
    expect(await outputOf("{ a = [ (1 + 1) ]; }", { view: "json" })).toBe('{"a":[2]}');
    expect(await outputOf("1", { view: "xml" })).toContain('<int value="1" />');
    const { result } = await evaluate("{ a = 1; }");
    expect(result).toMatchObject({ ok: true, root: { id: 0, type: "set" }, rendered: null });
  });

  it("of the tree are evaluated whole where that is asked", async () => {
    const failing = "{ a.b = throw ''no''; }";
    expect((await evaluate(failing)).result.ok).toBe(true);
    expect(errorOf(await evaluate(failing, { strict: true })).message).toBe("no");
  });

  it("are UTF-8 where they can be", async () => {
    expect(await outputOf('"grün 😀"')).toBe('"grün 😀"');
    expect(await outputOf('builtins.stringLength "ü"')).toBe("2");
    expect(await outputOf('builtins.substring 1 1 "ü"')).toBe('"\\xbc"');
  });

  it("follow profile and features", async () => {
    expect(await outputOf("builtins.nixVersion", { profile: "2.8" })).toMatch(/^"2\.8/);
    expect(await outputOf("1 |> (x: x + 1)", { pipeOperators: true })).toBe("2");
    expect(await outputOf("1 |> (x: x + 1)")).toContain("pipe-operators");
  });

  it("have the store paths of Nix", async () => {
    const files = { "/src/a.txt": "text" };
    const drv = 'derivation { name = "x"; system = "x86_64-linux"; builder = "/bin/sh"; src = ./src; }';
    expect(await outputOf(`(${drv}).outPath`, { files })).toBe(
      '"/nix/store/ky6mvw2867w5l0a299fxj55cfpz5la0c-x"',
    );
    expect(await outputOf('builtins.readFile (builtins.toFile "a" "grün")')).toBe('"grün"');
  });
});

describe("files", () => {
  it("may be imported and read", async () => {
    const files = { "/lib/ü.nix": "x: x + 1", "/data": "grün", "/bytes": Uint8Array.of(1, 2, 0xff) };
    expect(await outputOf('import (./lib + "/ü.nix") 1', { files })).toBe("2");
    expect(await outputOf("builtins.readFile ./data", { files })).toBe('"grün"');
    expect(await outputOf("builtins.stringLength (builtins.readFile ./bytes)", { files })).toBe("3");
    expect(await outputOf('builtins.hashFile "sha256" ./bytes', { files })).toContain("0526d0e18ea1");
  });

  it("are found from the folder of the text", async () => {
    const files = { "/workspace/a/main.nix": "import ./b.nix", "/workspace/a/b.nix": "toString ../c" };
    const path = "/workspace/a/main.nix";
    expect(await outputOf("import ./b.nix", { files, path })).toBe('"/workspace/c"');
    expect(await outputOf("(__curPos).file", { path })).toBe(`"${path}"`);
  });

  it("that can't be together are an error", async () => {
    const reply = await evaluate("1", { files: { "/a": "", "/a/b": "" } });
    expect(errorOf(reply)).toMatchObject({ kind: "io" });
    expect(errorOf(reply).message).toContain("'/a/b' goes through 'a'");
  });
});

describe("errors", () => {
  it("have spans of the text, behind any characters", async () => {
    const text = '# grün 😀\r\n{ "ä€😀" = "😀" + (1 + null); }';
    const error = errorOf(await evaluate(text, { strict: true }));
    expect(error.kind).toBe("type");
    expect(cut(text, error.span)).toContain("1");
    expect(error.span).toMatchObject({ file: null, line: 2 });
    expect(error.span!.column).toBe(error.span!.from - text.indexOf("\n"));
    expect(error.rendered).toContain(error.message);
  });

  it("say what was perhaps meant, as Nix does", async () => {
    for (const text of ["{ a = 1; long = 2; }.b", "let s = { a = 1; }; inherit (s) b; in b"]) {
      const error = errorOf(await evaluate(text));
      expect(error).toMatchObject({ kind: "missing-attribute", suggestion: "Did you mean a?" });
      expect(error.rendered).toContain("Did you mean a?");
    }
    expect(errorOf(await evaluate("{ long = 1; }.b")).suggestion).toBeUndefined();
    expect(errorOf(await evaluate('{ "grün" = 1; }."grun"')).suggestion).toBe("Did you mean grün?");
  });

  it("of a derivation tell where its attribute is written", async () => {
    const text = '(derivation { name = "n"; system = "s"; builder = "b"; meta.x = 1; }).drvPath';
    const frames = errorOf(await evaluate(text)).frames;
    const frame = frames.find((it) => it.text.includes("attribute 'meta' of the derivation 'n'"));
    expect(frame?.span?.from).toBe(text.indexOf("meta"));
  });

  it("in files name the file, also where that imports the text", async () => {
    const path = "/workspace/main.nix";
    const text = "# ü\nimport ./x.nix";
    const broken = { "/workspace/x.nix": "# 😀\n{\n  a = 1 + null;\n}" };
    const reply = await evaluate(text, { path, files: broken, strict: true });
    expect(errorOf(reply).span).toMatchObject({ file: "/workspace/x.nix", line: 3, column: 7 });

    const again = { [path]: "null + 1", "/workspace/x.nix": "import ./main.nix" };
    expect(errorOf(await evaluate(text, { path, files: again })).span).toMatchObject({ file: path });
    expect(errorOf(await evaluate("null + 1", { path, files: again })).span).toMatchObject({ file: null });
  });

  it("carry the way to them, innermost first", async () => {
    const text = 'builtins.addErrorContext "outer" (builtins.addErrorContext "inner" (throw "x"))';
    const texts = errorOf(await evaluate(text))
      .frames.map((frame) => frame.text)
      .filter((it) => it === "outer" || it === "inner");
    expect(texts).toEqual(["inner", "outer"]);
  });

  it("in a text that can't be read all come at once", async () => {
    const text = "[ a b c ]";
    const reply = await evaluate(text);
    expect(cut(text, errorOf(reply).span)).toBe("a");
    expect(reply.problems.map((problem) => cut(text, problem.span))).toEqual(["b", "c"]);
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
    expect(checkText("1 |> toString", "2.36", true)).toEqual([]);
  });

  it("come with the result as well", async () => {
    const { result, problems } = await evaluate("let a = 1; in 2");
    expect(result).toMatchObject({ ok: true, root: { text: "2" } });
    expect(problems.map((it) => it.severity)).toEqual(["warning"]);
  });
});

describe("traces", () => {
  it("are kept, up to a number", async () => {
    const { trace, traceOmitted } = await evaluate(
      'builtins.foldl\' (a: b: builtins.trace "ü ${toString b}" b) 0 (builtins.genList (x: x) 1500)',
    );
    expect(trace[3]).toBe("trace: ü 3");
    expect([trace.length, traceOmitted]).toEqual([1000, 500]);
  });
});

describe("control", () => {
  it("stops, and tells how far it is", async () => {
    let asked = 0;
    let progress = [0, 0];
    const control: Control = {
      stopped: () => ++asked > 20,
      progress: (thunks, calls) => (progress = [thunks, calls]),
    };
    const { result, stats } = await evaluate("let f = n: f (n + 1); in f 0", {}, control);
    expect(result).toMatchObject({ ok: false, error: { kind: "stopped" } });
    expect(progress[1]).toBeGreaterThan(10_000);
    expect(stats.calls).toBeGreaterThanOrEqual(progress[1]!);
  });

  it("keeps limits of memory", async () => {
    const stack = await evaluate("let f = n: 1 + f (n + 1); in f 0", { limits: { stackBytes: 2 ** 20 } });
    expect(errorOf(stack).kind).toBe("call-depth");
    const heap = await evaluate("builtins.foldl' (xs: _: xs ++ xs) [ 1 ] (builtins.genList (x: x) 100)", {
      limits: { allocationBytes: 2 ** 24 },
    });
    expect(errorOf(heap)).toMatchObject({ kind: "memory" });
    expect(errorOf(heap).message).toContain("16 MB; it can be changed in the settings");
  });

  it("keeps the limit of time", async () => {
    const error = errorOf(await evaluate("let f = n: f (n + 1); in f 0", { limits: { milliseconds: 20 } }));
    expect(error.kind).toBe("time");
    expect(error.message).toBe(
      "evaluation took longer than its limit of 0.02 seconds; it can be changed in the settings",
    );
    expect(error.rendered).toContain(error.message);
  });
});

describe("a thousand evaluations", () => {
  it("leave memory where it was after the first hundred", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = (): number => {
      collect();
      collect();
      return process.memoryUsage().heapUsed;
    };
    const worker = newWorker();
    const run = async (i: number): Promise<void> => {
      const name = `attribute${i}`;
      const values = `let ${name} = { x${i} = "${i}"; }; f${i} = y: y.x${i} + "${i}"; in builtins.map f${i} [ ${name} ]`;
      await worker.evaluate(requestOf(values, { openSmall: true }), null);
      await worker.children(0, 0, 10, "");
      await worker.render({ id: 0, format: "json", strict: true }, null);
      await worker.evaluate(requestOf(`builtins.match "(a${i}|b)*" (toString ${name}.missing)`), null);
    };
    for (let i = 0; i < 100; i++) await run(i);
    const after100 = used();
    for (let i = 100; i < 1000; i++) await run(i);
    expect(used() - after100).toBeLessThan(1_000_000);
  });
});
