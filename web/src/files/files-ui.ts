/** State that file tabs, file tree and commands share: what is being named, and what can be taken back. */
import { createSignal, type Accessor } from "solid-js";
import { WorkspaceError } from "../workspace/index.ts";

/** A line that says what was done and offers to take it back. */
export interface Undoable {
  text: string;
  undo: () => void | Promise<void>;
}

/** What is being named. */
export interface Naming {
  /** The file or folder that gets another name; null: a new file. */
  path: string | null;
  /** What the field holds at first. */
  start: string;
}

export interface FilesUi {
  naming: Accessor<Naming | null>;
  startNaming: (naming: Naming) => void;
  endNaming: () => void;
  undoable: Accessor<Undoable | null>;
  /** Shows the line in place of the one before. */
  offerUndo: (undoable: Undoable) => void;
  /** Takes it back. */
  undo: () => void;
  dismissUndo: () => void;
  /** What went wrong, for people; until it is dismissed or something else is tried. */
  problem: Accessor<string | null>;
  setProblem: (problem: string | null) => void;
  /** Runs something; a WorkspaceError is shown, anything else goes on. */
  attempt: (action: () => void | Promise<void>) => void;
}

export function createFilesUi(): FilesUi {
  const [naming, setNaming] = createSignal<Naming | null>(null);
  const [undoable, setUndoable] = createSignal<Undoable | null>(null);
  const [problem, setProblem] = createSignal<string | null>(null);
  const report = (error: unknown): void => {
    if (!(error instanceof WorkspaceError)) throw error;
    setProblem(error.message);
  };
  const attempt = (action: () => void | Promise<void>): void => {
    setProblem(null);
    try {
      const done = action();
      if (done instanceof Promise) done.catch(report);
    } catch (error) {
      report(error);
    }
  };
  return {
    naming,
    startNaming: (next) => setNaming(next),
    endNaming: () => setNaming(null),
    undoable,
    offerUndo: (next) => setUndoable(next),
    undo() {
      const last = undoable();
      setUndoable(null);
      if (last !== null) attempt(last.undo);
    },
    dismissUndo: () => setUndoable(null),
    problem,
    setProblem: (next) => setProblem(next),
    attempt,
  };
}
