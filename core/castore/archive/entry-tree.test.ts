import fc from "fast-check";
import { expect, test } from "vitest";
import { ArchiveError } from "./error.ts";
import { EntryTree, isDirectory, type EntryDirectory } from "./entry-tree.ts";

interface Leaf {
  readonly kind: "file";
  readonly path: string;
}

/** All leaves, by their places. */
function leavesOf(directory: EntryDirectory<Leaf>, prefix = ""): [string, string][] {
  return [...directory.entries].flatMap(([name, node]): [string, string][] =>
    isDirectory(node) ? leavesOf(node, `${prefix}${name}/`) : [[prefix + name, node.path]],
  );
}

/** The same rules, looking at one path after the other as a whole. */
class Plain {
  readonly leaves = new Map<string, string>();
  private readonly directories = new Set([""]);

  /** Whether the entry may be there. */
  add(path: string, isFile: boolean): boolean {
    if (path.startsWith("/") || path.includes("\0")) return false;
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.includes("..")) return false;
    const name = isFile ? parts.pop() : undefined;
    if (isFile && name === undefined) return false;
    let here = "";
    for (const part of parts) {
      here += `${part}/`;
      if (this.leaves.has(here.slice(0, -1))) return false;
      this.directories.add(here);
    }
    if (name === undefined) return true;
    if (this.leaves.has(here + name) || this.directories.has(`${here}${name}/`)) return false;
    this.leaves.set(here + name, path);
    return true;
  }
}

const part = fc.constantFrom("a", "b", "c", "", ".", "..", "\0", "a.", ".b");
const path = fc.oneof(
  { weight: 9, arbitrary: fc.array(part, { maxLength: 4 }).map((parts) => parts.join("/")) },
  {
    weight: 9,
    arbitrary: fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join("/")),
  },
);

test("entries in any spelling and order stand where they must, or are refused", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(path, fc.boolean()), { maxLength: 12 }), (entries) => {
      const tree = new EntryTree<Leaf>({ entries: 1000 });
      const plain = new Plain();
      for (const [at, isFile] of entries) {
        const add = (): void => {
          if (!isFile) return void tree.directory(at);
          tree.check(at);
          tree.add(at, { kind: "file", path: at });
        };
        if (plain.add(at, isFile)) add();
        else expect(add).toThrow(ArchiveError);
      }
      expect(new Map(leavesOf(tree.root))).toEqual(plain.leaves);
    }),
    { numRuns: 3000 },
  );
});
