/** What keys do in the tree of a result, those of row actions among them. */
import { treeKeys } from "../../ui/tree-keys.ts";
import type { RowAction } from "./actions.ts";
import type { TreeModel } from "./model.ts";
import type { Row } from "./row-index.ts";

export interface ResultKeysOptions {
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

/** Handles a key; true when it meant something. */
export function resultKeys(options: ResultKeysOptions): (event: KeyboardEvent) => boolean {
  const { model, pageRows, go, activate } = options;
  const onTreeKey = treeKeys<Row>({
    pageRows,
    go,
    activate,
    count: () => model.index.count,
    activeRow: () => model.activeRow(),
    isOpen: (row) => row.opened !== null,
    childCount: (row) => row.opened?.total ?? 0,
    open: (row) => void model.open(row),
    close: (row) => model.close(row),
    openBeside: (row) => model.openSiblings(row),
    parentOf: ({ branch }) =>
      branch === null ? null : model.index.numberOf({ branch: branch.parent, position: branch.position }),
    search: () => options.focusFilter(),
    findByPrefix: (prefix, stay) => model.findByPrefix(prefix, stay)?.number ?? null,
  });
  return (event) => {
    const action = actionOf(event);
    if (action !== null) {
      options.act(action);
      return true;
    }
    const mod = event.ctrlKey || event.metaKey || event.altKey;
    if (!mod && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) {
      options.openMenu();
      return true;
    }
    return onTreeKey(event);
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
