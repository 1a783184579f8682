/** What keys do in the tree of files. */
import { treeKeys } from "../../ui/tree-keys.ts";
import { numberOf, type Row } from "./branch.ts";
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

/** Handles a key; true when it meant something. */
export function fileKeys(options: FileKeysOptions): (event: KeyboardEvent) => boolean {
  const { model, pageRows, go, activate } = options;
  const onTreeKey = treeKeys<Row>({
    pageRows,
    go,
    activate,
    count: () => model.count,
    activeRow: () => model.activeRow(),
    isOpen: (row) => row.opened !== null,
    childCount: (row) => row.opened?.total ?? 0,
    open: (row) => void model.open(row.branch, row.position),
    close: (row) => void (row.opened !== null && model.close(row.opened)),
    openBeside: (row) => void model.openBeside(row.branch),
    parentOf: ({ branch }) => (branch.parent === null ? null : numberOf(branch.parent, branch.position)),
    search() {
      options.search();
      return true;
    },
    async findByPrefix(prefix, stay) {
      const found = await model.findByPrefix(prefix, stay);
      return found === null ? null : numberOf(found.branch, found.position);
    },
  });
  return (event) => {
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.code === "KeyC" && !event.shiftKey && !event.altKey) {
      // What is selected by the mouse is copied as always.
      if (getSelection()?.isCollapsed === false) return false;
      options.copyPath();
      return true;
    }
    return onTreeKey(event);
  };
}
