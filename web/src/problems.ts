/** All problems there are to list: of the texts as they are written, and of the last evaluation. */
import type { Diagnostic, EvaluateReply, Problem, QuickFix } from "../../workers/index.ts";
import { fileOf } from "./diagnostics.ts";
import { workspaceRoot } from "./session.ts";

export interface ListedProblem extends Problem {
  /** The file it is in, relative to the workspace; null for what is none of its files. */
  file: string | null;
  fixes: readonly QuickFix[];
  /** Whether the evaluation told it, not the look at the text. */
  evaluated: boolean;
}

export interface ProblemSources {
  /** The last evaluation, and the file it was of; null before the first. */
  shown: { path: string; reply: Pick<EvaluateReply, "result" | "problems"> } | null;
  /** All files of the workspace, in the order of the list. */
  files: readonly string[];
  /** What the last look at a file found; null where nobody looked. */
  diagnostics: (file: string) => readonly Diagnostic[] | null;
}

/**
 * The error of the evaluation first. What was found in a text while it was written takes the place of what evaluating
 * it said of the same text before.
 */
export function listProblems({ shown, files, diagnostics }: ProblemSources): ListedProblem[] {
  const looked = files.flatMap((file) =>
    (diagnostics(file) ?? []).map((problem) => ({
      ...problem,
      span:
        problem.span === null ? null : { ...problem.span, file: problem.span.file ?? workspaceRoot + file },
      file,
      evaluated: false,
    })),
  );
  if (shown === null) return looked;
  const { result, problems } = shown.reply;
  const listed = (problem: Problem): ListedProblem => ({
    ...problem,
    file: fileOf(problem.span, shown.path),
    fixes: [],
    evaluated: true,
  });
  const known = ({ message, span, file }: ListedProblem): boolean =>
    looked.some((it) => it.file === file && it.message === message && it.span?.from === span?.from);
  const unseen = ({ file }: ListedProblem): boolean => file === null || diagnostics(file) === null;
  const { error } = result.ok ? { error: null } : result;
  const failure =
    error === null ? [] : [listed({ severity: "error", message: error.message, span: error.span })];
  return [
    ...failure.filter((problem) => !known(problem)),
    ...looked,
    ...problems.map(listed).filter((problem) => unseen(problem)),
  ];
}
