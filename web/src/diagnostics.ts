/** What an evaluation says about the files of the workspace, as marks for the editor. */
import type { Diagnostic } from "@codemirror/lint";
import type { EvaluateReply, TextSpan } from "../../workers/index.ts";
import { workspaceRoot } from "./session.ts";

/** The file of a span, relative to the workspace; null for what is none of its files. */
export function fileOf(span: TextSpan | null, evaluated: string): string | null {
  if (span === null) return null;
  if (span.file === null) return evaluated;
  return span.file.startsWith(workspaceRoot) ? span.file.slice(workspaceRoot.length) : null;
}

/**
 * Marks by file: the error, and all problems. Files without any are there with an empty list, so that old marks go.
 * @param evaluated the file that was evaluated: spans without a file are in it
 */
export function marksOf(
  { result, problems }: Pick<EvaluateReply, "result" | "problems">,
  evaluated: string,
  files: readonly string[],
): Map<string, Diagnostic[]> {
  const marks = new Map<string, Diagnostic[]>(files.map((file) => [file, []]));
  const all = result.ok
    ? problems
    : [{ severity: "error" as const, message: result.error.message, span: result.error.span }, ...problems];
  for (const { severity, message, span } of all) {
    const file = fileOf(span, evaluated);
    if (file === null || span === null) continue;
    marks.get(file)?.push({ from: span.from, to: span.to, severity, message });
  }
  for (const list of marks.values()) list.sort((a, b) => a.from - b.from);
  return marks;
}
