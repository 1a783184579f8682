/** What is wrong or suspicious in a text, with what would mend it. */
import type { NixError, Span, Warning } from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import type { Diagnostic, QuickFix } from "../index.ts";
import type { Doc, Workspace } from "./document.ts";
import { spanOf } from "./definition.ts";
import { fixSyntax } from "./fix-syntax.ts";
import { fixVariable } from "./fix-variables.ts";
import { Fixer } from "./fix-warnings.ts";

/** Errors that are tried to be mended: later ones often follow from these. */
const mended = 3;
/** Milliseconds for trying. */
const patience = 30;

/** All problems of a document, errors first. */
export function diagnose(workspace: Workspace, doc: Doc): Diagnostic[] {
  const { syntaxErrors, analysis, warnings } = doc;
  const found: Diagnostic[] = [];
  const add = (
    severity: Diagnostic["severity"],
    { message, span }: { message: string; span: Span | null },
    fixes: QuickFix[],
  ): void => {
    const place = span === null ? null : spanOf({ doc, start: span.start, end: span.end }, doc);
    found.push({ severity, message: fromBytes(message), span: place, fixes });
  };
  const until = performance.now() + patience;
  syntaxErrors.forEach((error, i) => {
    add("error", error, i < mended ? fixSyntax(doc, error, workspace.world, until) : []);
  });
  // With a binding unread, names seem undefined or unused that are not.
  if (syntaxErrors.length > 0) return found;
  for (const error of analysis.errors) add("error", error, fixesOf(workspace, doc, error));
  const fixer = new Fixer(doc);
  for (const warning of inOrder([...warnings, ...analysis.warnings])) {
    add("warning", warning, fixer.fixesOf(warning));
  }
  return found;
}

function fixesOf({ world }: Workspace, doc: Doc, error: NixError): QuickFix[] {
  return error.kind === "undefined-variable" ? fixVariable(doc, error, world) : [];
}

function inOrder(warnings: Warning[]): Warning[] {
  return warnings.sort((a, b) => a.span.start - b.span.start);
}
