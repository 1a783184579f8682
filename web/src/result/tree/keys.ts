/** What keys do in a tree (WAI-ARIA authoring practices, "Tree View"), and the keys of row actions. */
import type { RowAction } from "./actions.ts";
import type { TreeModel } from "./model.ts";

export interface TreeKeysOptions {
  model: TreeModel;
  /** Rows in sight. */
  pageRows: () => number;
  /** Makes a row active and brings it in sight. */
  go: (number: number) => void;
  /** What Enter does. */
  activate: () => void;
  act: (action: RowAction) => void;
  openMenu: () => void;
  focusFilter: () => boolean;
}

/** Milliseconds between letters of one typed name. */
const typingPause = 600;

/** Handles a key; true when it meant something. */
export function treeKeys(options: TreeKeysOptions): (event: KeyboardEvent) => boolean {
  const { model } = options;
  let typed = "";
  let typedAt = 0;

  const type = (letter: string, at: number): void => {
    const again = at - typedAt > typingPause ? "" : typed;
    // The same letter over and over goes through the names that begin with it.
    const cycles = again !== "" && [...again].every((it) => it === letter);
    typed = again + letter;
    typedAt = at;
    const found = model.findByPrefix(cycles ? letter : typed, typed.length > 1 && !cycles);
    if (found !== null) options.go(found.number);
  };

  return (event) => {
    const action = actionOf(event);
    if (action !== null) {
      options.act(action);
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const row = model.activeRow();
    const number = row?.number ?? 0;
    const last = model.index.count - 1;
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
        if (row.opened === null) void model.open(row);
        else if (row.opened.total > 0) options.go(number + 1);
        return true;
      case "ArrowLeft":
        if (row === null) return true;
        if (row.opened !== null) model.close(row);
        else if (row.branch !== null) {
          options.go(model.index.numberOf({ branch: row.branch.parent, position: row.branch.position }));
        }
        return true;
      case "Enter":
        options.activate();
        return true;
      case "*":
        if (row !== null) model.openSiblings(row);
        return true;
      case "/":
        return options.focusFilter();
      case "ContextMenu":
        options.openMenu();
        return true;
      case "F10":
        if (!event.shiftKey) return false;
        options.openMenu();
        return true;
      case " ":
        if (typed === "" || event.timeStamp - typedAt > typingPause) options.activate();
        else type(" ", event.timeStamp);
        return true;
    }
    if ([...event.key].length !== 1) return false;
    type(event.key.toLowerCase(), event.timeStamp);
    return true;
  };
}

/** The action a key stands for, by the place of the key: Alt makes other letters on some systems. */
function actionOf(event: KeyboardEvent): RowAction | null {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && !event.altKey && !event.shiftKey && event.code === "KeyC") {
    // What is selected by the mouse is copied as always.
    return getSelection()?.isCollapsed === false ? null : "copy-nix";
  }
  if (!event.altKey || mod || event.shiftKey) return null;
  switch (event.code) {
    case "KeyJ":
      return "copy-json";
    case "KeyP":
      return "copy-path";
    case "KeyO":
      return "open-derivation";
    case "Enter":
    case "NumpadEnter":
      return "go-to";
    default:
      return null;
  }
}
