import fc from "fast-check";
import { expect, test } from "vitest";
import { importTree } from "../import-tree.ts";
import { MemoryBlobs } from "../memory-blobs.ts";
import { treeItem, type MemoryTree } from "../memory-tree.ts";
import { anyTree } from "../testing/trees.ts";
import { walkTree } from "../walk.ts";
import type { Directory } from "../directory.ts";
import { ClosureCache } from "./closure-cache.ts";
import { MemoryObjects } from "./object-source.ts";
import { ObjectDirectories } from "./object-directories.ts";
import { storedFrame } from "./stored-frame.ts";

test("trees are read whole, however little is kept in memory, also several at once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyTree, { maxLength: 5 }), fc.nat(10), async (trees, mostEntries) => {
      const store = new MemoryObjects();
      const writing = { store, compress: storedFrame };
      const blobs = new MemoryBlobs();
      const all = new ObjectDirectories(store, writing);
      const few = new ObjectDirectories(store, writing, undefined, mostEntries);
      const roots = await Promise.all(
        trees.map((tree: MemoryTree) => importTree({ blobs, directories: few }, treeItem(tree))),
      );
      const walk = async (directories: ObjectDirectories, i: number): Promise<string[]> => {
        const seen: string[] = [];
        for await (const step of walkTree(directories, roots[i]!)) seen.push(JSON.stringify(step));
        return seen;
      };
      const found = await Promise.all(roots.map((_, i) => walk(few, i)));
      for (const [i, steps] of found.entries()) expect(steps).toEqual(await walk(all, i));
    }),
    { numRuns: 40 },
  );
});

test("what was used last stays, and no more than is allowed", () => {
  const cache = new ClosureCache(6);
  const closure = (name: string): Directory[] => [{ digest: name, entries: [1, 2] } as unknown as Directory];
  const digest = (name: string): Directory["digest"] => name as Directory["digest"];
  for (const name of ["a", "b"]) cache.add(digest(name), closure(name));
  expect(cache.get(digest("a"))).toBeDefined();
  cache.add(digest("c"), closure("c"));
  expect(["a", "b", "c"].map((name) => cache.get(digest(name)) !== undefined)).toEqual([true, false, true]);
  expect(cache.rootOf(digest("b"))).toBe("b");
});
