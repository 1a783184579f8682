/** A NAR as a tree in memory. */
import { NarReader } from "../../nix-compat/index.ts";
import { emptyDirectory, type MemoryDirectory, type MemoryNode } from "../memory-tree.ts";

/** The tree of a whole NAR, whose files share its bytes. @throws NarError */
export function treeOfNar(nar: Uint8Array): MemoryNode {
  const open: MemoryDirectory[] = [];
  let name = "";
  let root: MemoryNode | null = null;
  const add = (node: MemoryNode): void => {
    const here = open[open.length - 1];
    if (here === undefined) root = node;
    else here.entries.set(name, node);
  };
  const reader = new NarReader({
    directory() {
      const directory = emptyDirectory();
      add(directory);
      open.push(directory);
    },
    entry: (next) => void (name = next),
    endDirectory: () => void open.pop(),
    file: (size, executable, offset) =>
      add({ kind: "regular", bytes: nar.subarray(offset, offset + size), executable }),
    data: () => {},
    endFile: () => {},
    symlink: (target) => add({ kind: "symlink", target }),
  });
  reader.push(nar);
  reader.end();
  return root!;
}
