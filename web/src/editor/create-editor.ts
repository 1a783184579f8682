/** What every file's editor has from the start. */
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  gutter,
  dropCursor,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  type KeyBinding,
} from "@codemirror/view";
import { nix } from "./nix-language.ts";

/** Marks changes that no person typed here: from another tab, a link, an undo in the file tree. */
export const fromElsewhere = Annotation.define<true>();

/** What is shown by a sign: CodeMirror's choice, but for a CR at a line's end, which belongs to that end. */
const specialChars =
  /\r(?!$)|[\0-\x08\n\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028\u2029\u202d\u202e\u2066\u2067\u2069\ufeff\ufff9-\ufffc]/g;

/** What can change while an editor lives. */
export interface EditorLook {
  /** CSS pixels. */
  fontSize: number;
  wrapLines: boolean;
  /** What was loaded later. */
  late: Extension;
}

/** Keeps the room of the gutters that come later, so that the text does not move when they do. */
export const beforeLate: Extension = gutter({ class: "late-gutter" });

const look = new Compartment();
const language = new Compartment();

export interface StateOptions {
  text: string;
  keys: readonly KeyBinding[];
  look: EditorLook;
  /** The file's own. */
  extensions: Extension;
  /** The person changed the text. */
  onEdit: (state: EditorState) => void;
}

export function createState(options: StateOptions): EditorState {
  return EditorState.create({
    doc: options.text,
    extensions: [
      // Before the default keys, which bind Mod-Enter to something else.
      keymap.of([...options.keys]),
      // Only LF ends a line: offsets are those of the file, and CRs stay as they were.
      EditorState.lineSeparator.of("\n"),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
      highlightSpecialChars({ specialChars }),
      lineNumbers(),
      drawSelection(),
      dropCursor(),
      EditorState.allowMultipleSelections.of(true),
      indentOnInput(),
      bracketMatching(),
      rectangularSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      nix(),
      EditorView.contentAttributes.of({
        "aria-label": "Nix expression. Tab indents; press Escape, then Tab, to leave.",
        tabindex: "0",
        spellcheck: "false",
        autocapitalize: "off",
        autocorrect: "off",
      }),
      look.of(lookExtensions(options.look)),
      language.of(options.extensions),
      // Where focus comes by Tab, browsers put the caret at the start unless told where it was.
      EditorView.domEventHandlers({ focus: (_event, view) => view.focus() }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        if (update.transactions.every((it) => !it.docChanged || it.annotation(fromElsewhere) === true))
          return;
        options.onEdit(update.state);
      }),
    ],
  });
}

/** Effects that bring a state up to date with how editors look now. */
export function relook(next: EditorLook) {
  return look.reconfigure(lookExtensions(next));
}

/** Effects that give a state other extensions of its file. */
export function relanguage(extensions: Extension) {
  return language.reconfigure(extensions);
}

function lookExtensions({ fontSize, wrapLines, late }: EditorLook): Extension {
  return [
    EditorView.editorAttributes.of({ style: `--editor-font-size: ${fontSize}px` }),
    wrapLines ? EditorView.lineWrapping : [],
    late,
  ];
}
