import { expect, test } from "vitest";
import type { EvaluateError, TextSpan } from "../../workers/index.ts";
import { fileOf, marksOf } from "./diagnostics.ts";

const span = (file: string | null, from: number): TextSpan => ({
  file,
  from,
  to: from + 1,
  line: 1,
  column: from + 1,
});

test("spans are in the evaluated file, another of the workspace, or none of it", () => {
  expect(fileOf(span(null, 0), "a.nix")).toBe("a.nix");
  expect(fileOf(span("/workspace/lib/b.nix", 0), "a.nix")).toBe("lib/b.nix");
  expect(fileOf(span("/nix/store/x", 0), "a.nix")).toBeNull();
  expect(fileOf(null, "a.nix")).toBeNull();
});

test("marks are sorted by file and place, and files without any lose theirs", () => {
  const error: EvaluateError = {
    kind: "type",
    message: "no",
    span: span("/workspace/b.nix", 5),
    frames: [],
    omitted: 0,
    rendered: "",
  };
  const problems = [
    { severity: "warning" as const, message: "unused", span: span("/workspace/b.nix", 2) },
    { severity: "error" as const, message: "elsewhere", span: span("/etc/x", 2) },
  ];
  const marks = marksOf({ result: { ok: false, error }, problems }, "a.nix", ["a.nix", "b.nix"]);
  expect(marks.get("a.nix")).toEqual([]);
  expect(marks.get("b.nix")?.map(({ message }) => message)).toEqual(["unused", "no"]);
});
