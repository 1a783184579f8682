/** Shows errors and warnings where they are in the text. */
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import type { EvaluateReply, Problem, TextSpan } from "../../../workers/index.ts";

/** Marks what a reply says about the text, in place of what was marked before. */
export function markReply(view: EditorView, { result, problems }: EvaluateReply): void {
  if (result.ok) return markProblems(view, problems);
  const { message, span } = result.error;
  markProblems(view, [{ severity: "error", message, span }, ...problems]);
  if (span === null || span.file !== null) return;
  view.dispatch({ effects: EditorView.scrollIntoView(clamp(view, span).from, { y: "nearest" }) });
}

/** Marks problems in place of what was marked before. */
export function markProblems(view: EditorView, problems: readonly Problem[]): void {
  const diagnostics: Diagnostic[] = [];
  for (const { severity, message, span } of problems) {
    if (span !== null && span.file === null) {
      diagnostics.push({ ...visibleRange(view, span), severity, message });
    }
  }
  diagnostics.sort((a, b) => a.from - b.from);
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Selects a span and goes there. */
export function goTo(view: EditorView, span: TextSpan): void {
  const { from, to } = clamp(view, span);
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: "center" }),
  });
  view.focus();
}

/** A span as the text allows it: an empty one takes a character, so that there is something to see. */
function visibleRange(view: EditorView, span: TextSpan): { from: number; to: number } {
  const { from, to } = clamp(view, span);
  if (to > from) return { from, to };
  const line = view.state.doc.lineAt(from);
  return from < line.to ? { from, to: from + 1 } : { from: Math.max(line.from, from - 1), to: from };
}

/** The text may have become shorter since the span was told. */
function clamp(view: EditorView, span: TextSpan): { from: number; to: number } {
  const { length } = view.state.doc;
  return { from: Math.min(span.from, length), to: Math.min(span.to, length) };
}
