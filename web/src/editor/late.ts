/** What the editor can do without until the page is there: undo, keys, search, completion, lint marks, folding. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import type { EditorState, Extension, Text, TransactionSpec } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";
import { foldRanges, type FoldRange } from "./fold-ranges.ts";
import { visibleRange } from "./visible-range.ts";

export function lateExtensions(): Extension {
  return [
    history(),
    lintGutter(),
    foldService.of(foldAtLine),
    codeFolding({ placeholderText: "…" }),
    foldGutter({ markerDOM: foldMarker }),
    closeBrackets(),
    autocompletion(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...lintKeymap,
      ...foldKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
  ];
}

/** What puts marks in place of those that are there. */
export function marking(state: EditorState, problems: readonly Diagnostic[]): TransactionSpec {
  const { doc } = state;
  const diagnostics = problems.map((problem) => ({ ...problem, ...visibleRange(doc, problem) }));
  return setDiagnostics(
    state,
    diagnostics.sort((a, b) => a.from - b.from),
  );
}

export function openSearch(view: EditorView): void {
  openSearchPanel(view);
}

/** Texts longer than this are not searched for folds on each change. */
const maxFoldLength = 2 ** 19;
const foldsOf = new WeakMap<Text, ReadonlyMap<number, FoldRange>>();

/** The largest range that starts on a line and ends on a later one. */
function foldAtLine({ doc }: EditorState, lineStart: number): FoldRange | null {
  if (doc.length > maxFoldLength) return null;
  let folds = foldsOf.get(doc);
  if (folds === undefined) {
    const largest = new Map<number, FoldRange>();
    for (const range of foldRanges(doc.sliceString(0))) {
      const line = doc.lineAt(range.from);
      if (range.to <= line.to) continue;
      const known = largest.get(line.from);
      if (known === undefined || range.to > known.to) largest.set(line.from, range);
    }
    folds = largest;
    foldsOf.set(doc, folds);
  }
  return folds.get(lineStart) ?? null;
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement("span");
  marker.className = open ? "fold-marker" : "fold-marker folded";
  marker.title = open ? "Fold these lines" : "Unfold these lines";
  return marker;
}
