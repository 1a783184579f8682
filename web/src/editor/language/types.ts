/** What the language features of an editor need from the page. */
import type { Diagnostic as Mark } from "@codemirror/lint";
import type { Diagnostic, LanguageRequest, LanguageWorker, TextSpan } from "../../../../workers/index.ts";

export interface LanguageOptions {
  /** The file's absolute path as the evaluator sees it, `/workspace/main.nix`. */
  path: string;
  /** Who answers. */
  language: LanguageWorker;
  /** All else of a question: files, profile, features. The text in the editor takes the place of the file's. */
  request: () => Omit<LanguageRequest, "path">;
  /** Shows a place; `file` is null in this very file. */
  goTo: (span: TextSpan) => void;
  /** Told all problems of the file, each time they have been looked for. */
  onDiagnostics?: (path: string, diagnostics: Diagnostic[]) => void;
  /**
   * Takes the marks, with their quick fixes as actions, to show them together with others. Left out: they are shown
   * in place of all that are there.
   */
  onMarks?: (path: string, marks: Mark[]) => void;
}
