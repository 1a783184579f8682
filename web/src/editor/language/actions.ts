/** What commands do besides what keys do already. */
import { startCompletion } from "@codemirror/autocomplete";
import { nextDiagnostic } from "@codemirror/lint";
import type { EditorView } from "@codemirror/view";

export function showCompletion(view: EditorView): void {
  view.focus();
  startCompletion(view);
}

export function nextProblem(view: EditorView): void {
  view.focus();
  nextDiagnostic(view);
}
