/** The editor: CodeMirror with what this page needs of it. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { nix } from "./nix-language.ts";

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  /** The person changed the text. */
  onEdit: () => void;
  onEvaluate: () => void;
}

export function createEditor({ parent, text, onEdit, onEvaluate }: EditorOptions): EditorView {
  const evaluate = (): boolean => {
    onEvaluate();
    return true;
  };
  const state = EditorState.create({
    doc: text,
    extensions: [
      // Before the default keys, which bind Mod-Enter to something else.
      keymap.of([{ key: "Mod-Enter", run: evaluate, preventDefault: true }]),
      lineNumbers(),
      lintGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      dropCursor(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      rectangularSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      nix(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        "aria-label": "Nix expression. Tab indents; press Escape, then Tab, to leave.",
        tabindex: "0",
        spellcheck: "false",
        autocapitalize: "off",
        autocorrect: "off",
      }),
      keymap.of([
        ...closeBracketsKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...lintKeymap,
        ...defaultKeymap,
        indentWithTab,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onEdit();
      }),
    ],
  });
  const view = new EditorView({ state, parent });
  // A font that comes late changes where lines break.
  document.fonts.addEventListener("loadingdone", () => view.requestMeasure());
  return view;
}
