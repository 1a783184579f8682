import { describe, expect, it } from "vitest";
import type { Diagnostic, Problem, TextSpan } from "../../workers/index.ts";
import { listProblems, type ProblemSources } from "./problems.ts";

function span(from: number, file: string | null = null): TextSpan {
  return { file, from, to: from + 1, line: 1, column: from + 1 };
}

const warning = (message: string, at: TextSpan): Problem => ({ severity: "warning", message, span: at });
const found = (message: string, at: TextSpan): Diagnostic => ({ ...warning(message, at), fixes: [] });

function reply(problems: Problem[], error?: { message: string; span: TextSpan }): ProblemSources["shown"] {
  const result =
    error === undefined
      ? ({ ok: true } as never)
      : ({ ok: false, error: { kind: "type", trace: [], rendered: "", omitted: 0, ...error } } as never);
  return { path: "main.nix", reply: { result, problems } };
}

function listed(sources: Partial<ProblemSources>, looked: Record<string, Diagnostic[]> = {}): string[] {
  const all = listProblems({
    shown: null,
    files: ["a.nix", "main.nix"],
    diagnostics: (file) => looked[file] ?? null,
    ...sources,
  });
  return all.map(({ file, message, evaluated }) => `${file}: ${message}${evaluated ? " (evaluated)" : ""}`);
}

describe("the list of problems", () => {
  it("has those of an evaluation where nobody looked at the text", () => {
    const shown = reply([warning("w", span(3)), warning("theirs", span(1, "/mounts/x.nix"))]);
    expect(listed({ shown })).toEqual(["main.nix: w (evaluated)", "null: theirs (evaluated)"]);
  });

  it("has those of the texts, in place of what evaluation said of them", () => {
    const shown = reply([warning("old", span(3)), warning("w", span(0, "/workspace/a.nix"))]);
    expect(listed({ shown }, { "main.nix": [found("new", span(5))] })).toEqual([
      "main.nix: new",
      "a.nix: w (evaluated)",
    ]);
    expect(listed({ shown }, { "main.nix": [], "a.nix": [] })).toEqual([]);
  });

  it("has the error first, and not twice", () => {
    const shown = reply([], { message: "no", span: span(4) });
    expect(listed({ shown }, { "main.nix": [found("w", span(0))] })).toEqual([
      "main.nix: no (evaluated)",
      "main.nix: w",
    ]);
    expect(listed({ shown }, { "main.nix": [found("no", span(4))] })).toEqual(["main.nix: no"]);
  });

  it("leaves out files that are gone", () => {
    expect(listed({}, { "gone.nix": [found("w", span(0))] })).toEqual([]);
  });

  it("says the file of each place", () => {
    const [problem] = listProblems({
      shown: null,
      files: ["a.nix"],
      diagnostics: () => [found("w", span(2))],
    });
    expect(problem!.span!.file).toBe("/workspace/a.nix");
  });
});
