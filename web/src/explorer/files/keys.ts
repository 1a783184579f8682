/** What keys do in the tree of files (WAI-ARIA authoring practices, "Tree View"). */
import { numberOf } from "./branch.ts";
import type { FileTreeModel } from "./model.ts";

export interface FileKeysOptions {
  model: FileTreeModel;
  /** Rows in sight. */
  pageRows: () => number;
  /** Makes a row active and brings it in sight. */
  go: (number: number) => void;
  /** What Enter does. */
  activate: () => void;
  copyPath: () => void;
  search: () => void;
}

/** Milliseconds between letters of one typed name. */
const typingPause = 600;

/** Handles a key; true when it meant something. */
export function fileKeys(options: FileKeysOptions): (event: KeyboardEvent) => boolean {
  const { model } = options;
  let typed = "";
  let typedAt = -Infinity;

  const type = async (letter: string, at: number): Promise<void> => {
    const again = at - typedAt > typingPause ? "" : typed;
    // The same letter over and over goes through the names that begin with it.
    const cycles = again !== "" && [...again].every((it) => it === letter);
    typed = again + letter;
    typedAt = at;
    const found = await model.findByPrefix(cycles ? letter : typed, typed.length > 1 && !cycles);
    if (found !== null) options.go(numberOf(found.branch, found.position));
  };

  return (event) => {
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.code === "KeyC" && !event.shiftKey && !event.altKey) {
      // What is selected by the mouse is copied as always.
      if (getSelection()?.isCollapsed === false) return false;
      options.copyPath();
      return true;
    }
    if (mod || event.altKey) return false;
    const row = model.activeRow();
    const number = row?.number ?? 0;
    const last = model.count - 1;
    switch (event.key) {
      case "ArrowDown":
        options.go(Math.min(last, number + 1));
        return true;
      case "ArrowUp":
        options.go(Math.max(0, number - 1));
        return true;
      case "PageDown":
        options.go(Math.min(last, number + options.pageRows()));
        return true;
      case "PageUp":
        options.go(Math.max(0, number - options.pageRows()));
        return true;
      case "Home":
        options.go(0);
        return true;
      case "End":
        options.go(last);
        return true;
      case "ArrowRight":
        if (row === null) return true;
        if (row.opened === null) void model.open(row.branch, row.position);
        else if ((row.opened.total ?? 0) > 0) options.go(number + 1);
        return true;
      case "ArrowLeft":
        if (row === null) return true;
        if (row.opened !== null) model.close(row.opened);
        else if (row.branch.parent !== null) options.go(numberOf(row.branch.parent, row.branch.position));
        return true;
      case "Enter":
        options.activate();
        return true;
      case "*":
        if (row !== null) void model.openBeside(row.branch);
        return true;
      case "/":
        options.search();
        return true;
      case " ":
        if (event.timeStamp - typedAt > typingPause) options.activate();
        else void type(" ", event.timeStamp);
        return true;
    }
    if ([...event.key].length !== 1) return false;
    void type(event.key.toLowerCase(), event.timeStamp);
    return true;
  };
}
