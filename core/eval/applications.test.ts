import { describe, expect, it } from "vitest";
import { Evaluator } from "./evaluator.ts";
import { NixError } from "./errors.ts";
import { MemorySources } from "./sources.ts";

/** An evaluator for requests, and how often a file said that it was applied. */
function make(files: Record<string, string>, depthBudget?: number) {
  const traces: string[] = [];
  const evaluator = new Evaluator({
    io: new MemorySources(files),
    host: { trace: (text) => void traces.push(text) },
    ...(depthBudget === undefined ? {} : { depthBudget }),
  });
  const request = (text: string): string => {
    evaluator.beginRequest();
    const value = evaluator.evaluateText(text);
    evaluator.deepForce(value);
    return evaluator.print(value);
  };
  return { evaluator, request, traces };
}

const files = {
  "/set.nix":
    '{ a ? 1, b ? 2 }: builtins.trace "made" { f = x: x + a; inherit a b; pos = builtins.unsafeGetAttrPos "a"; }',
  "/let.nix": 'let one = 1; in { }: builtins.trace "made" { inherit one; }',
  "/fail.nix": '{ }: builtins.trace "made" (throw "no")',
};

describe("import of a file, applied to a constant", () => {
  it("is evaluated once for many requests", () => {
    const { request, traces } = make(files);
    expect(request("(import /set.nix { }).a")).toBe("1");
    expect(request("with import /set.nix { }; f b")).toBe("3");
    expect(traces).toHaveLength(1);
  });

  it("is kept of files with names around their function, too", () => {
    const { request, traces } = make(files);
    expect(request("(import /let.nix { }).one")).toBe("1");
    expect(request("1 + (import /let.nix { }).one")).toBe("2");
    expect(traces).toHaveLength(1);
  });

  it("has as many identities in each request as it has applications", () => {
    const { request, traces } = make(files);
    const twice = "let a = import /set.nix { }; b = import /set.nix { }; in [ (a == a) (a == b) ]";
    for (let i = 0; i < 3; i++) expect(request(twice)).toBe("[ true false ]");
    expect(request("(import /set.nix { }).a")).toBe("1");
    expect(traces).toHaveLength(2);
    const three =
      "let s = map (x: import /set.nix { }) [ 1 2 3 ]; in builtins.elem (builtins.head s) (builtins.tail s)";
    expect(request(three)).toBe("false");
    expect(traces).toHaveLength(3);
  });

  it("is another one for other arguments, and where attributes of the argument have another place", () => {
    const { request, traces } = make(files);
    expect(request("(import /set.nix { a = 5; }).a")).toBe("5");
    expect(request("(import /set.nix { a = 6; }).a")).toBe("6");
    expect(request(" (import /set.nix { a = 5; }).a")).toBe("5");
    expect(request("let x = 7; in (import /set.nix { a = x; }).a")).toBe("7");
    expect(traces).toHaveLength(4);
    expect(request("(import /set.nix { a = 5; }).a")).toBe("5");
    expect(traces).toHaveLength(4);
  });

  it("is tried again where it failed", () => {
    const { request, traces } = make(files);
    for (let i = 0; i < 2; i++) expect(() => request("import /fail.nix { }")).toThrow(NixError);
    expect(traces).toHaveLength(2);
  });

  it("gives the same where the VM runs it", () => {
    const { request } = make(files, 0);
    for (let i = 0; i < 2; i++) expect(request("(import /set.nix { }).b")).toBe("2");
  });

  it("is kept for attribute paths into a file as well", () => {
    const { evaluator, traces } = make({
      ...files,
      "/around.nix": "let f = import ./set.nix; in { }@args: f args",
    });
    for (const file of ["/set.nix", "/around.nix"]) {
      traces.length = 0;
      for (let i = 0; i < 3; i++) {
        evaluator.beginRequest();
        expect(evaluator.select(evaluator.evaluateFile(file), "b", new Map())).toBe(2);
      }
      expect(traces).toHaveLength(1);
    }
  });

  it("is not kept where there are no requests", () => {
    const { evaluator, traces } = make(files);
    for (let i = 0; i < 2; i++) evaluator.evaluateText("(import /set.nix { }).a");
    expect(traces).toHaveLength(2);
  });
});
