/** Colours for Bash; loaded with the first script. */
import { StreamLanguage } from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { classHighlighter, highlightCode } from "@lezer/highlight";
import type { Piece } from "../../editor/nix-language.ts";

const language = StreamLanguage.define(shell);

/** Colours a script, with the classes that Nix has in the editor. */
export function colourBash(script: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (text: string, classes: string): void => {
    const last = pieces.at(-1);
    if (last !== undefined && last.classes === classes) last.text += text;
    else pieces.push({ text, classes });
  };
  highlightCode(script, language.parser.parse(script), classHighlighter, add, () => add("\n", ""));
  return pieces;
}
