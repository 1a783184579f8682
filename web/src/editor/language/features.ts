/** All language features of one file's editor. Large: the page loads it when the editor is there, see `index.ts`. */
import "../../styles/language.css";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { completions } from "./completion.ts";
import { definitions } from "./definition.ts";
import { diagnostics } from "./diagnostics.ts";
import { hovers } from "./hover.ts";
import { languageOptions } from "./options.ts";
import { quickFixes } from "./quick-fix.ts";
import type { LanguageOptions } from "./types.ts";

export { goToDefinition } from "./definition.ts";
export { applyFix, refreshDiagnostics } from "./diagnostics.ts";
export { quickFix } from "./quick-fix.ts";
export { nextProblem, showCompletion } from "./actions.ts";

/** Completion, hover, problems with quick fixes, and definitions. */
export function nixLanguageFeatures(options: LanguageOptions): Extension {
  return [
    // Tells tests that they are there.
    EditorView.contentAttributes.of({ "data-language-features": "" }),
    languageOptions.of(options),
    completions(),
    hovers(),
    diagnostics(),
    quickFixes(),
    definitions(),
  ];
}
