/** What keys do in any tree of rows (WAI-ARIA authoring practices, "Tree View"). */

/** A tree of rows that are numbered from the top. */
export interface KeyedTree<Row> {
  /** Rows there are now. */
  count: () => number;
  /** Rows in sight. */
  pageRows: () => number;
  /** The row that keys act on; null when there is none. */
  activeRow: () => (Row & { number: number }) | null;
  /** Makes a row active and brings it in sight. */
  go: (number: number) => void;
  /** What Enter does. */
  activate: () => void;
  isOpen: (row: Row) => boolean;
  /** Rows right below an open one. */
  childCount: (row: Row) => number;
  open: (row: Row) => void;
  close: (row: Row) => void;
  /** Opens all rows beside one. */
  openBeside: (row: Row) => void;
  /** The number of the row above in the tree; null at the top. */
  parentOf: (row: Row) => number | null;
  /** Goes to where one can search; false where nothing is to be searched. */
  search: () => boolean;
  /**
   * The row whose name begins so, going down from the active one.
   * @param stay - whether the active one counts
   */
  findByPrefix: (prefix: string, stay: boolean) => number | null | Promise<number | null>;
}

/** Milliseconds between letters of one typed name. */
const typingPause = 600;

/** Handles a key; true when it meant something. */
export function treeKeys<Row>(tree: KeyedTree<Row>): (event: KeyboardEvent) => boolean {
  let typed = "";
  let typedAt = -Infinity;

  const type = async (letter: string, at: number): Promise<void> => {
    const again = at - typedAt > typingPause ? "" : typed;
    // The same letter over and over goes through the names that begin with it.
    const cycles = again !== "" && [...again].every((it) => it === letter);
    typed = again + letter;
    typedAt = at;
    const found = tree.findByPrefix(cycles ? letter : typed, typed.length > 1 && !cycles);
    const number = found instanceof Promise ? await found : found;
    if (number !== null) tree.go(number);
  };

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const row = tree.activeRow();
    const number = row?.number ?? 0;
    const last = tree.count() - 1;
    switch (event.key) {
      case "ArrowDown":
        tree.go(Math.min(last, number + 1));
        return true;
      case "ArrowUp":
        tree.go(Math.max(0, number - 1));
        return true;
      case "PageDown":
        tree.go(Math.min(last, number + tree.pageRows()));
        return true;
      case "PageUp":
        tree.go(Math.max(0, number - tree.pageRows()));
        return true;
      case "Home":
        tree.go(0);
        return true;
      case "End":
        tree.go(last);
        return true;
      case "ArrowRight":
        if (row === null) return true;
        if (!tree.isOpen(row)) tree.open(row);
        else if (tree.childCount(row) > 0) tree.go(number + 1);
        return true;
      case "ArrowLeft": {
        if (row === null) return true;
        const parent = tree.parentOf(row);
        if (tree.isOpen(row)) tree.close(row);
        else if (parent !== null) tree.go(parent);
        return true;
      }
      case "Enter":
        tree.activate();
        return true;
      case "*":
        if (row !== null) tree.openBeside(row);
        return true;
      case "/":
        return tree.search();
      case " ":
        if (event.timeStamp - typedAt > typingPause) tree.activate();
        else void type(" ", event.timeStamp);
        return true;
    }
    if ([...event.key].length !== 1) return false;
    void type(event.key.toLowerCase(), event.timeStamp);
    return true;
  };
}
