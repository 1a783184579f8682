import fc from "fast-check";
import { expect, it } from "vitest";
import {
  collect,
  digestOf,
  Directory,
  type Entry,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  type MemoryTree,
  type Node,
  type Stores,
  treeItem,
} from "../castore/index.ts";
import { findListed, fromBytes, ListingBuilder, NarReader } from "../nix-compat/index.ts";
import { anyTree } from "../castore/testing/trees.ts";
import { renderNar } from "../store/index.ts";
import { NarLayouts } from "./nar-layout.ts";

async function stored(item: MemoryTree): Promise<{ stores: Stores; root: Node }> {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  return { stores, root: await importTree(stores, treeItem(item)) };
}

it("says of every byte of a NAR what it is", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, fc.nat(20), fc.nat(20), async (item, from, count) => {
      const { stores, root } = await stored(item);
      const nar = await collect(renderNar(stores, root));
      const layouts = new NarLayouts(stores.directories);
      const { narSize, segments: total } = await layouts.measure(root);
      expect(narSize).toBe(nar.length);
      const all = await layouts.segments(root, 0, total + 10);
      expect(all).toHaveLength(total);
      let at = 0;
      for (const { offset, length } of all) {
        expect(offset).toBe(at);
        at += length;
      }
      expect(at).toBe(nar.length);
      // Any part of the list is that part of it.
      expect(await layouts.segments(root, from, count)).toEqual(all.slice(from, from + count));
      const listing = new ListingBuilder();
      const reader = new NarReader(listing);
      reader.push(nar);
      reader.end();
      for (const { what, offset, length, path, strings, node } of all) {
        const bytes = nar.subarray(offset, offset + length);
        if (what === "contents") {
          expect(findListed(listing.root!, path)).toMatchObject({ narOffset: offset, size: length });
          expect(digestOf(bytes)).toBe(node!.digest);
        } else if (what === "padding") expect([...bytes].every((byte) => byte === 0)).toBe(true);
        else for (const text of strings) expect(fromBytes(bytes)).toContain(text);
      }
    }),
    { numRuns: 100 },
  );
});

it("finds its way in 100,000 entries, and in trees that are deeper than any stack", async () => {
  const file: Node = { kind: "file", digest: digestOf(new Uint8Array(5)), size: 5, executable: false };
  const many = Directory.of(
    Array.from({ length: 100_000 }, (_, i): Entry => ({
      name: `entry-${String(i).padStart(6, "0")}`,
      node: file,
    })),
  );
  const directories = new MemoryDirectories();
  await directories.put(many);
  const layouts = new NarLayouts(directories);
  const { segments: total } = await layouts.measure(many.node());
  expect(total).toBe(1 + 2 + 100_000 * 5);
  const [entry, open, contents, padding, close] = await layouts.segments(many.node(), 2 + 5 * 77_777, 5);
  expect([entry, open, contents, padding, close].map((it) => it!.what)).toEqual([
    "entry",
    "open",
    "contents",
    "padding",
    "close",
  ]);
  expect(contents).toMatchObject({ path: "entry-077777", length: 5, node: file });
  expect((await layouts.segments(many.node(), total - 1, 5)).map(({ what, path }) => [what, path])).toEqual([
    ["close", ""],
  ]);

  let deep: Directory = Directory.of([{ name: "file", node: file }]);
  await directories.put(deep);
  for (let i = 0; i < 20_000; i++) {
    deep = Directory.of([{ name: "d", node: deep.node() }]);
    await directories.put(deep);
  }
  const measured = await layouts.measure(deep.node());
  const last = await layouts.segments(deep.node(), measured.segments - 1, 1);
  expect(last).toMatchObject([{ what: "close", offset: measured.narSize - 16, length: 16 }]);
});

it("says which directory is missing", async () => {
  const inner = Directory.of([{ name: "x", node: { kind: "symlink", target: "y" } }]);
  const outer = Directory.of([{ name: "inner", node: inner.node() }]);
  const layouts = new NarLayouts({ get: async (digest) => (digest === outer.digest ? outer : null) });
  await expect(layouts.measure(outer.node())).rejects.toMatchObject({ kind: "missing" });
});
