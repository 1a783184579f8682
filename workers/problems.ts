/** What is wrong with a text, seen without evaluating it. */
import { analyse, defaultParseOptions, BareEvaluator, parse, Source, type Span } from "../core/eval/index.ts";
import type { Problem, ProfileName } from "./protocol.ts";
import { SpanReader } from "./spans.ts";
import { fromBytes, toBytes } from "./text.ts";

/** Looks a text over without evaluating it: syntax errors, undefined variables, warnings. */
export function checkText(text: string, profile: ProfileName, pipeOperators = false): Problem[] {
  const source = new Source({ type: "string" }, toBytes(text), "/");
  return findProblems(source, profile, pipeOperators, new SpanReader(source, text));
}

/** {@link checkText} for a text that is one already. */
export function findProblems(
  source: Source,
  profile: ProfileName,
  pipeOperators: boolean,
  spans: SpanReader,
): Problem[] {
  const { ast, errors, warnings } = parse(source, { ...defaultParseOptions, pipeOperators, profile });
  if (ast !== null) {
    const { globalNames } = new BareEvaluator({ profile }, unused).machine;
    const analysis = analyse(ast, { globals: globalNames, outer: [] }, true);
    errors.push(...analysis.errors);
    warnings.push(...analysis.warnings);
  }
  return [
    ...errors.map((error) => problemOf("error", error, spans)),
    ...warnings.map((warning) => problemOf("warning", warning, spans)),
  ];
}

function unused(): never {
  throw new Error("a text is looked over, not evaluated");
}

/** An error or warning of the evaluator as a problem. */
export function problemOf(
  severity: Problem["severity"],
  { message, span }: { message: string; span: Span | null },
  spans: SpanReader,
): Problem {
  return { severity, message: fromBytes(message), span: spans.read(span) };
}
