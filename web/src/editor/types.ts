/** What the editor takes and gives. */
import type { Diagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView, KeyBinding } from "@codemirror/view";
import type { FileContent } from "../workspace/types.ts";

/** The files that are edited; the workspace is one. All read reactively. */
export interface EditedFiles {
  files: () => readonly string[];
  open: () => readonly string[];
  active: () => string;
  content: (path: string) => FileContent;
  has: (path: string) => boolean;
  /** Stays with a file when it is renamed. */
  identity: (path: string) => number;
  write: (path: string, text: string) => void;
  setActive: (path: string) => void;
}

export interface EditorProps {
  workspace: EditedFiles;
  /** CSS pixels. */
  fontSize: number;
  wrapLines: boolean;
  /** Before all of the editor's own keys; read once. */
  keys: readonly KeyBinding[];
  /** What the language adds to a file's editor; asked once for each opened file and again when it is renamed. */
  extensions?: (path: string) => Extension[];
  /** The person changed a text (the workspace has it already). Not called for changes from elsewhere. */
  onEdit?: (path: string) => void;
  /** Told once, when the editor is there. */
  onReady?: (editor: EditorHandle) => void;
}

/** What others may do with the editor. */
export interface EditorHandle {
  /** The view; its state is the active file's, unless that is binary. */
  view: EditorView;
  focus: () => void;
  /**
   * Shows a file of the workspace with a stretch selected, and puts the focus there; false when there is no such
   * text. Offsets are UTF-16; those beyond the end are the end.
   */
  goTo: (path: string, span: { from: number; to: number }) => boolean;
  /** Scrolls to an offset if that file is the shown one and the offset out of sight. */
  reveal: (path: string, offset: number) => void;
  /**
   * Marks problems of a file in place of what was marked there; kept for files whose tab is not shown, and until
   * the marking code has been loaded. Ranges are cut to the text; empty ones are widened to be seen.
   */
  mark: (path: string, problems: readonly Diagnostic[]) => void;
  /** Opens the search panel. */
  search: () => Promise<void>;
  /** Resolves when search, marks, completion and folding are there. */
  loaded: Promise<void>;
}
