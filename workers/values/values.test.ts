import { describe, expect, it } from "vitest";
import type { Control } from "../control.ts";
import type { EvaluateRequest } from "../protocol.ts";
import type { EvaluationWorker } from "../evaluation-worker.ts";
import { newWorker, requestOf, valueOf } from "../testing.ts";
import type { ValueChild, ValueSummary } from "../values-protocol.ts";
import { docText } from "./summary.ts";

async function opened(
  text: string,
  options: Partial<EvaluateRequest> = {},
  control?: Control,
): Promise<{ worker: EvaluationWorker; root: ValueSummary }> {
  const worker = newWorker(control === undefined ? {} : { controlOf: () => control });
  const { result } = await worker.evaluate(requestOf(text, options), null);
  if (!result.ok) throw new Error(result.error.rendered);
  return { worker, root: result.root };
}

const rootOf = async (text: string, options?: Partial<EvaluateRequest>): Promise<ValueSummary> =>
  (await opened(text, options)).root;

async function childrenOf(worker: EvaluationWorker, id = 0, from = 0, count = 100): Promise<ValueChild[]> {
  return valueOf(await worker.children(id, from, count, "")).children;
}

/** The child of the root with this name. */
async function childOf(worker: EvaluationWorker, name: string): Promise<ValueSummary> {
  return (await childrenOf(worker)).find((child) => child.name === name)!.value;
}

describe("summaries", () => {
  it("are one line of Nix", async () => {
    const cases: [string, string, string, boolean][] = [
      ["null", "null", "null", false],
      ["true", "bool", "true", false],
      ["-3", "int", "-3", false],
      ["1.5", "float", "1.5", false],
      ['"grün ${"$"}{x} \\n 😀"', "string", '"grün \\${x} \\n 😀"', false],
      ["./a", "path", "/a", false],
      ["{ }", "set", "{ }", false],
      ['{ b = 1; a = x: x; "if" = 2; "ü x" = 3; }', "set", '{ a, b, "if", "ü x" }', false],
      ["[ ]", "list", "[ ]", false],
      ['[ 1 "a" { } { a = 1; } [ ] [ 1 ] ]', "list", '[ 1 "a" { } { … } [ ] [ … ] ]', true],
      ["[ (throw ''x'') ]", "list", "[ … ]", true],
      ["x: x", "lambda", "x: …", false],
      ["{ a, b ? 1, ... }@args: a", "lambda", "{ a, b ? …, ... }@args: …", false],
      ["{ }: 1", "lambda", "{ }: …", false],
      ["builtins.map", "builtin", "builtins.map", false],
      ["builtins.map (x: x)", "builtin", "builtins.map …", true],
    ];
    for (const [text, type, line, isCut] of cases) {
      const root = await rootOf(text, { strict: !text.includes("throw") });
      expect([text, root]).toMatchObject([text, { type, text: line, cut: isCut }]);
    }
  });

  it("leave out what is too long", async () => {
    const string = await rootOf('builtins.concatStringsSep "" (builtins.genList (x: "😀\\n") 200)');
    expect(string.cut).toBe(true);
    expect(string.size).toBe(1000);
    expect(string.text.length).toBeLessThan(260);
    expect(string.text).toMatch(/^"(😀\\n)+😀?…"$/u);

    const names =
      "builtins.listToAttrs (builtins.genList (n: { name = ''n${toString n}''; value = n; }) 5000)";
    const set = await rootOf(names);
    expect(set).toMatchObject({ cut: true, size: 5000 });
    expect(set.text).toMatch(/^\{ n0, n1, n10, n100, n1000, n1001, .*, … \}$/);
    expect(set.text.length).toBeLessThan(220);
    expect((await rootOf("builtins.genList (x: x) 100000")).text).toBe("[ … ]");
  });

  it("tell what is known of functions", async () => {
    const text = "{ /** Says\n  hello.\n  */ f = x: y: x; g = /** g */ z: z; h = w: w; }";
    const { worker } = await opened(text, { openSmall: true });
    const f = await childOf(worker, "f");
    expect(f.doc).toBe("Says\nhello.");
    expect(text.slice(f.span!.from, f.span!.to)).toBe("x: y: x");
    expect((await childOf(worker, "g")).doc).toBe("g");
    expect((await childOf(worker, "h")).doc).toBeNull();
    expect((await rootOf("builtins.map")).doc).toContain("list");
    expect(docText("/**\n    a\n      b\n  */")).toBe("a\n  b");
  });

  it("tell contexts and derivations", async () => {
    const text =
      'let d = derivation { name = "x"; system = "s"; builder = "b"; }; in { inherit d; s = "${d}"; }';
    const { worker } = await opened(text, { strict: true });
    expect(await childOf(worker, "d")).toMatchObject({ derivation: "x", context: [] });
    const { context } = await childOf(worker, "s");
    expect(context).toEqual([expect.stringMatching(/^\/nix\/store\/.{32}-x\.drv$/)]);
    expect(await rootOf("{ type = 1; name = 2; }")).toMatchObject({ derivation: null });
  });
});

describe("children", () => {
  it("come by page and name, unevaluated, with the place they were written at", async () => {
    const text = 'let a = 1; in { b = a + 1; "ä b" = 2; inherit a; }';
    const { worker } = await opened(text);
    const children = await childrenOf(worker);
    expect(children.map((child) => [child.index, child.name, child.value.type])).toEqual([
      [0, "a", "int"],
      [1, "b", "thunk"],
      [2, "ä b", "int"],
    ]);
    expect(children.map(({ span }) => text.slice(span!.from, span!.to))).toEqual(["a", "b", '"ä b"']);
    expect((await childrenOf(worker, 0, 1, 1)).map((child) => child.name)).toEqual(["b"]);
    // The same child has the same number.
    expect((await childrenOf(worker)).map((child) => child.value.id)).toEqual(
      children.map((child) => child.value.id),
    );
  });

  it("of lists have no names", async () => {
    const { worker } = await opened("[ 1 [ 2 ] ]", { strict: true });
    const [first, second] = await childrenOf(worker);
    expect(first).toMatchObject({ name: null, index: 0, span: null, value: { text: "1" } });
    expect((await childrenOf(worker, second!.value.id))[0]!.value.text).toBe("2");
    expect(await worker.children(first!.value.id, 0, 9, "")).toMatchObject({ value: { total: 0 } });
  });

  it("are filtered by what is typed, whatever comes first", async () => {
    const { worker } = await opened(
      "{ Alpha = 1; beta = 2; gamma = 3; grün = 4; }".replace("grün", '"grün"'),
    );
    const names = async (match: string): Promise<(string | null)[]> => {
      const { total, children } = valueOf(await worker.children(0, 0, 9, match));
      expect(total).toBe(children.length);
      return children.map((child) => child.name);
    };
    expect(await names("a")).toEqual(["Alpha", "beta", "gamma"]);
    expect(await names("AL")).toEqual(["Alpha"]);
    expect(await names("g")).toEqual(["gamma", "grün"]);
    expect(await names("gRü")).toEqual(["grün"]);
    expect(await names("nothing")).toEqual([]);
    expect(await names("")).toHaveLength(4);
  });

  it("of a set of 100,000 are sorted and counted once", async () => {
    const { worker } = await opened(
      "builtins.listToAttrs (builtins.genList (n: { name = ''n${toString n}''; value = n; }) 100000)",
    );
    const page = valueOf(await worker.children(0, 99_990, 100, ""));
    expect(page.total).toBe(100_000);
    expect(page.children.map((child) => child.name)).toEqual(
      Array.from({ length: 10 }, (_, i) => `n9999${i}`),
    );
    const found = valueOf(await worker.children(0, 0, 3, "999"));
    expect(found.total).toBe(280);
    expect(found.children.map((child) => child.name)).toEqual(["n10999", "n11999", "n12999"]);
  });
});

describe("forcing", () => {
  it("changes a thunk into its value, and remembers failures", async () => {
    for (const profile of ["2.36", "2.8"] as const) {
      const { worker } = await opened("{ a = 1 + 1; bad = throw ''no''; }", { profile });
      const a = await childOf(worker, "a");
      expect(valueOf(await worker.force(a.id, null))).toMatchObject({ id: a.id, type: "int", text: "2" });
      const bad = await childOf(worker, "bad");
      expect(bad.type).toBe("thunk");
      expect(await worker.force(bad.id, null)).toMatchObject({ type: "failed", error: { message: "no" } });
      expect(await childOf(worker, "bad")).toMatchObject({ type: "failed", error: { message: "no" } });
      expect(await worker.force(bad.id, null)).toMatchObject({ type: "failed", error: { message: "no" } });
    }
  });

  it("tells what it took and said", async () => {
    const { worker } = await opened("{ a = builtins.trace ''ü'' (builtins.length (map (x: x) [ 1 2 ])); }");
    const answer = await worker.force((await childOf(worker, "a")).id, null);
    expect(answer).toMatchObject({ type: "ok", work: { trace: ["trace: ü"], traceOmitted: 0 } });
    if (answer.type === "ok") expect(answer.work!.stats.allocated).toBeGreaterThan(0);
  });

  it("can be stopped and limited: the value stays a thunk", async () => {
    let stop = false;
    const control: Control = { stopped: () => stop, progress: () => undefined };
    const { worker } = await opened(
      "let f = n: f (n + 1); in { a = f 0; }",
      { limits: { milliseconds: 30 } },
      control,
    );
    const a = await childOf(worker, "a");
    expect(await worker.force(a.id, null)).toMatchObject({ type: "failed", error: { kind: "time" } });
    stop = true;
    expect(await worker.force(a.id, null)).toMatchObject({ type: "failed", error: { kind: "stopped" } });
    expect((await childOf(worker, "a")).type).toBe("thunk");
  });

  it("goes on after what was too large", async () => {
    const limits = { allocationBytes: 2 ** 24 };
    const { worker } = await opened("{ a = builtins.genList (x: x) 100000000; b = 1 + 1; }", { limits });
    const a = await childOf(worker, "a");
    expect(await worker.force(a.id, null)).toMatchObject({ type: "failed", error: { kind: "memory" } });
    expect(valueOf(await worker.force((await childOf(worker, "b")).id, null)).text).toBe("2");
  });

  it("never copies: functions stay equal to themselves", async () => {
    const { worker } = await opened(
      "let s = { f = x: x; }; in { inherit s; same = [ s.f ] == [ s.f ]; t = s == s; }",
    );
    for (const child of await childrenOf(worker)) await worker.force(child.value.id, null);
    expect((await childOf(worker, "t")).text).toBe("true");
    expect((await childOf(worker, "same")).text).toBe("false");
  });
});

describe("opening what is small", () => {
  const typesOf = async (text: string, options: Partial<EvaluateRequest> = {}): Promise<unknown[]> => {
    const { worker } = await opened(text, { openSmall: true, ...options });
    return (await childrenOf(worker)).map((child) => [child.name, child.value.type, child.value.text]);
  };

  it("evaluates nested values, and leaves failures in their places", async () => {
    expect(await typesOf("{ a = 1 + 1; b = [ (1 + 2) ]; c = throw ''c''; }")).toEqual([
      ["a", "int", "2"],
      ["b", "list", "[ 3 ]"],
      ["c", "failed", "«failed»"],
    ]);
    expect(await typesOf("{ c = throw ''c''; }", { profile: "2.8" })).toEqual([["c", "failed", "«failed»"]]);
  });

  it("leaves what takes too long or too much as it is", async () => {
    const text =
      "let f = n: f (n + 1); in { big = builtins.genList (x: x) 100000000; end = f 0; small = 1 + 1; }";
    expect(await typesOf(text, { limits: { allocationBytes: 2 ** 24 } })).toEqual([
      ["big", "thunk", "«thunk»"],
      ["end", "thunk", "«thunk»"],
      ["small", "thunk", "«thunk»"],
    ]);
    const many = await typesOf("map (x: x + 1) (builtins.genList (x: x) 1000)");
    expect(many.slice(0, 100)).not.toContainEqual([null, "thunk", "«thunk»"]);
    expect(
      valueOf(
        await (
          await opened("map (x: x + 1) (builtins.genList (x: x) 1000)", { openSmall: true })
        ).worker.children(0, 200, 1, ""),
      ).children[0]!.value.type,
    ).toBe("thunk");
  });

  it("does not look into derivations", async () => {
    const { worker } = await opened(
      '{ d = derivation { name = "x"; system = "s"; builder = "b"; extra = throw "never"; }; }',
      { openSmall: true },
    );
    const d = await childOf(worker, "d");
    expect(d.type).toBe("set");
    const inner = await childrenOf(worker, d.id);
    expect(inner.find((child) => child.name === "drvPath")!.value.type).toBe("thunk");
    expect(inner.find((child) => child.name === "extra")!.value.type).toBe("thunk");
  });

  it("ends where values hold themselves", async () => {
    expect(await typesOf("let a = { self = a; list = [ a ]; }; in a")).toHaveLength(2);
  });
});

describe("texts", () => {
  it("of strings are read by parts", async () => {
    const { worker } = await opened('{ s = "grün 😀"; n = 1; }');
    const text = valueOf(await worker.stringText((await childOf(worker, "s")).id));
    expect(text.first).toEqual({ text: "grün 😀", total: 7 });
    expect(valueOf(await worker.textPart(text.text, 0, 6))).toEqual({ text: "grün ", total: 7 });
    expect(valueOf(await worker.textPart(text.text, 5, Infinity)).text).toBe("😀");
    expect(await worker.stringText((await childOf(worker, "n")).id)).toMatchObject({ type: "failed" });
    expect(valueOf(await worker.stringText((await childOf(worker, "s")).id)).text).toBe(text.text);
  });

  it("of 50 MB come in parts", async () => {
    const doubled = "let d = n: s: if n == 0 then s else d (n - 1) (s + s); in d 22 ''ü123456789 \n''";
    const { worker, root } = await opened(doubled);
    expect(root).toMatchObject({ type: "string", cut: true, size: 13 * 2 ** 22 });
    const { text, first } = valueOf(await worker.stringText(0));
    expect(first.total).toBe(12 * 2 ** 22);
    expect(first.text).toHaveLength(2 ** 16);
    expect(valueOf(await worker.textPart(text, 12 * 2 ** 21, 12 * 2 ** 21 + 12)).text).toBe("ü123456789 \n");
  });

  it("of rendered values are kept until the next evaluation", async () => {
    const { worker } = await opened("{ a = [ (1 + 1) ]; f = throw ''no''; }");
    const a = await childOf(worker, "a");
    const json = valueOf(await worker.render({ id: a.id, format: "json", strict: true }, null));
    expect(json.first.text).toBe("[2]");
    expect(valueOf(await worker.render({ id: 0, format: "nix", strict: false }, null)).first.text).toBe(
      "{ a = [ 2 ]; f = <CODE>; }",
    );
    expect(
      valueOf(await worker.render({ id: a.id, format: "xml", strict: true }, null)).first.text,
    ).toContain('<int value="2" />');
    expect(await worker.render({ id: 0, format: "json", strict: true }, null)).toMatchObject({
      type: "failed",
      error: { message: "no" },
    });
    await worker.evaluate(requestOf("1"), null);
    expect(await worker.textPart(json.text, 0, 1)).toEqual({ type: "stale" });
  });
});

describe("numbers", () => {
  it("mean nothing after the next evaluation", async () => {
    const { worker } = await opened("{ a = 1 + 1; }");
    const a = await childOf(worker, "a");
    await worker.evaluate(requestOf("{ a = 2 + 2; }"), null);
    expect((await childOf(worker, "a")).id).not.toBe(a.id);
    expect(await worker.force(a.id, null)).toEqual({ type: "stale" });
    expect(await worker.children(a.id, 0, 1, "")).toEqual({ type: "stale" });
    await worker.evaluate(requestOf("throw ''no''"), null);
    expect(await worker.children(0, 0, 1, "")).toEqual({ type: "stale" });
    expect(await newWorker().force(0, null)).toEqual({ type: "stale" });
  });
});
