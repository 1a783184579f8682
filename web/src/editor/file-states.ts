/** One editor state for each open file, shown one at a time in one view: undo, selection and scroll stay with a file. */
import type { Diagnostic } from "@codemirror/lint";
import {
  EditorSelection,
  Transaction,
  type EditorState,
  type Extension,
  type StateEffect,
  type TransactionSpec,
} from "@codemirror/state";
import { EditorView, type KeyBinding } from "@codemirror/view";
import { createState, fromElsewhere, relanguage, relook, type EditorLook } from "./create-editor.ts";
import type * as Late from "./late.ts";
import { minimalChange } from "./minimal-change.ts";

/** A file with its state. */
interface OpenFile {
  path: string;
  state: EditorState;
  /** The text as the workspace last had it: changes from elsewhere differ from it. */
  text: string;
  scroll: StateEffect<unknown> | null;
  look: EditorLook;
  /** To be marked when the code for it is there. */
  marks: readonly Diagnostic[] | null;
}

export interface FileStatesOptions {
  parent: HTMLElement;
  keys: readonly KeyBinding[];
  look: EditorLook;
  extensions: (path: string) => Extension[];
  onEdit: (path: string, text: string) => void;
}

export class FileStates {
  readonly view: EditorView;
  readonly #files = new Map<number, OpenFile>();
  readonly #options: FileStatesOptions;
  #look: EditorLook;
  #late: typeof Late | null = null;
  #shown: number | null = null;
  /** Marks of files without a state, by path. */
  readonly #pendingMarks = new Map<string, readonly Diagnostic[]>();

  constructor(options: FileStatesOptions) {
    this.#options = options;
    this.#look = options.look;
    this.view = new EditorView({ state: this.#newState("", -1), parent: options.parent });
  }

  /** Shows a text file; the first time, or after it was dropped, with a new state. */
  show(id: number, path: string, text: string): void {
    if (this.#shown === id) return this.update(id, path, text);
    this.#keepShown();
    const file = this.#files.get(id) ?? this.#open(id, path, text);
    this.#shown = id;
    this.view.setState(file.state);
    const effects: StateEffect<unknown>[] = [];
    if (file.look !== this.#look) effects.push(relook(this.#look));
    if (file.scroll !== null) effects.push(file.scroll);
    file.look = this.#look;
    if (effects.length > 0) this.view.dispatch({ effects });
    this.update(id, path, text);
    this.#showMarks(file);
  }

  /** Keeps the state of what is shown, as something else than a text is shown. */
  hide(): void {
    this.#keepShown();
    this.#shown = null;
  }

  /** Brings in a text and a path from elsewhere; files without a state are left alone. */
  update(id: number, path: string, text: string): void {
    const file = this.#files.get(id);
    if (file === undefined) return;
    if (file.path !== path) {
      file.path = path;
      this.#change(id, file, { effects: relanguage(this.#options.extensions(path)) });
    }
    if (file.text === text) return;
    file.text = text;
    const change = minimalChange(this.#stateOf(id, file).sliceDoc(), text);
    if (change === null) return;
    this.#change(id, file, {
      changes: change,
      annotations: [fromElsewhere.of(true), Transaction.addToHistory.of(false)],
    });
  }

  /** Drops the states of all files but some. */
  keepOnly(ids: ReadonlySet<number>): void {
    for (const id of this.#files.keys()) {
      if (!ids.has(id) && id !== this.#shown) this.#files.delete(id);
    }
  }

  /** Sets what looks different from now on, in files that are shown later, too. */
  restyle(changed: Partial<EditorLook>): void {
    this.#look = { ...this.#look, ...changed };
    const file = this.#shown === null ? undefined : this.#files.get(this.#shown);
    if (file !== undefined) file.look = this.#look;
    this.view.dispatch({ effects: relook(this.#look) });
    this.view.requestMeasure();
  }

  /** The code for marks, search and so on has come. */
  setLate(late: typeof Late): void {
    this.#late = late;
    this.restyle({ late: late.lateExtensions() });
    for (const file of this.#files.values()) this.#showMarks(file);
  }

  mark(path: string, problems: readonly Diagnostic[]): void {
    const file = this.#fileAt(path);
    if (file === undefined) {
      this.#pendingMarks.set(path, problems);
      return;
    }
    file.marks = problems;
    this.#showMarks(file);
  }

  /** Selects a stretch of the file that is shown, and goes there; offsets beyond the end are the end. */
  select(from: number, to: number): void {
    const { length } = this.view.state.doc;
    const selection = EditorSelection.range(Math.min(from, length), Math.min(to, length));
    this.view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.from, { y: "center" }) });
  }

  /** Scrolls a file to an offset, if it is the one that is shown. */
  reveal(path: string, offset: number): void {
    if (this.#shown === null || this.#files.get(this.#shown)?.path !== path) return;
    const at = Math.min(offset, this.view.state.doc.length);
    this.view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest" }) });
  }

  destroy(): void {
    this.view.destroy();
  }

  #open(id: number, path: string, text: string): OpenFile {
    const marks = this.#pendingMarks.get(path) ?? null;
    this.#pendingMarks.delete(path);
    const state = this.#newState(text, id, path);
    const file: OpenFile = { path, state, text, scroll: null, look: this.#look, marks };
    this.#files.set(id, file);
    return file;
  }

  #newState(text: string, id: number, path?: string): EditorState {
    return createState({
      text,
      keys: this.#options.keys,
      look: this.#look,
      extensions: path === undefined ? [] : this.#options.extensions(path),
      onEdit: (state) => {
        const file = this.#files.get(id);
        if (file === undefined) return;
        file.text = state.sliceDoc();
        this.#options.onEdit(file.path, file.text);
      },
    });
  }

  #keepShown(): void {
    const file = this.#shown === null ? undefined : this.#files.get(this.#shown);
    if (file === undefined) return;
    file.state = this.view.state;
    file.scroll = this.view.scrollSnapshot();
  }

  #stateOf(id: number, file: OpenFile): EditorState {
    return id === this.#shown ? this.view.state : file.state;
  }

  #change(id: number, file: OpenFile, spec: TransactionSpec): void {
    if (id === this.#shown) this.view.dispatch(spec);
    else file.state = file.state.update(spec).state;
  }

  #showMarks(file: OpenFile): void {
    const late = this.#late;
    const id = this.#idOf(file);
    // A state that is not shown gets its marks when it is: by then it has the extension for them.
    if (late === null || file.marks === null || id !== this.#shown) return;
    const { marks } = file;
    file.marks = null;
    this.view.dispatch(late.marking(this.view.state, marks));
  }

  #fileAt(path: string): OpenFile | undefined {
    for (const file of this.#files.values()) if (file.path === path) return file;
    return undefined;
  }

  #idOf(file: OpenFile): number | null {
    for (const [id, it] of this.#files) if (it === file) return id;
    return null;
  }
}
