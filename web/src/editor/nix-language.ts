/** Nix for CodeMirror: colours by class name (see styles/code.css), indentation, comments, brackets. */
import { LanguageSupport, StreamLanguage, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { classHighlighter, highlightCode } from "@lezer/highlight";
import { nixParser } from "./nix-tokens.ts";

const nixLanguage = StreamLanguage.define(nixParser);

/** The language with its colours. */
export function nix(): LanguageSupport {
  return new LanguageSupport(nixLanguage, [indentUnit.of("  "), syntaxHighlighting(classHighlighter)]);
}

/** A piece of coloured text; `classes` is empty for plain text. */
export interface Piece {
  text: string;
  classes: string;
}

/** What stands for a value that has no text of its own. */
const placeholder = /^<(CODE|LAMBDA|PRIMOP|PRIMOP-APP)>$/;

/** Colours a printed value, with the same classes as in the editor. */
export function colourValue(text: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (part: string, classes: string): void => {
    const last = pieces.at(-1);
    if (placeholder.test(part)) pieces.push({ text: part, classes: "unevaluated" });
    else if (last !== undefined && last.classes === classes) last.text += part;
    else pieces.push({ text: part, classes });
  };
  highlightCode(text, nixLanguage.parser.parse(text), classHighlighter, add, () => add("\n", ""));
  return pieces;
}
