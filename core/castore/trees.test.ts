import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  descendTo,
  digestOf,
  emptyDigest,
  importTree,
  ingestEntries,
  MemoryBlobs,
  MemoryDirectories,
  parsePath,
  readTree,
  streamOfBytes,
  treeItem,
  walkTree,
  type IngestEntry,
  type MemoryTree,
  type Stores,
} from "./index.ts";
import { anyTree } from "./testing/trees.ts";

const newStores = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });
const file = (text: string, executable = false): MemoryTree => ({
  kind: "file",
  content: new TextEncoder().encode(text),
  executable,
});
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});

const sample = directory({
  "default.nix": file("import ./lib"),
  lib: directory({
    a: directory({ "b.nix": file("1", true) }),
    link: { kind: "symlink", target: "../default.nix" },
  }),
});

/** The entries of a tree, children first, contents being stored already. */
function* entriesOf(tree: MemoryTree, path: string): Generator<IngestEntry> {
  if (tree.kind === "directory") {
    for (const [name, child] of tree.entries) yield* entriesOf(child, `${path}/${name}`);
  }
  const node =
    tree.kind === "file"
      ? ({
          kind: "file",
          digest: digestOf(tree.content),
          size: tree.content.length,
          executable: tree.executable,
        } as const)
      : tree.kind === "symlink"
        ? tree
        : ({ kind: "directory" } as const);
  yield { path: parsePath(path), node };
}

test("random trees come back as they were, from either import", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, fc.constantFrom("rust", "documented"), async (tree, sizeRule) => {
      const stores: Stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories(sizeRule) };
      const root = await importTree(stores, treeItem(tree), { sizeRule });
      expect(await readTree(stores, root)).toEqual(tree);
      const again: Stores = { ...stores, directories: new MemoryDirectories(sizeRule) };
      expect(await ingestEntries(again, entriesOf(tree, "root"), { sizeRule })).toEqual(root);
      expect(await readTree(again, root)).toEqual(tree);
    }),
    { numRuns: 60 },
  );
});

describe("walking", () => {
  test("down to a path", async () => {
    const stores = newStores();
    const root = await importTree(stores, treeItem(sample));
    const at = (path: string) => descendTo(stores.directories, root, parsePath(path));
    expect(await at("")).toEqual(root);
    expect(await at("lib/a/b.nix")).toEqual({
      kind: "file",
      digest: digestOf(Uint8Array.of(0x31)),
      size: 1,
      executable: true,
    });
    expect(await at("lib/link")).toEqual({ kind: "symlink", target: "../default.nix" });
    for (const path of ["x", "lib/x", "lib/link/x", "default.nix/x", "x/y"])
      expect(await at(path)).toBeNull();
    await expect(descendTo(new MemoryDirectories(), root, parsePath("a"))).rejects.toMatchObject({
      kind: "missing",
    });
  });

  test("over everything, depth first", async () => {
    const stores = newStores();
    const root = await importTree(stores, treeItem(sample));
    const steps: string[] = [];
    for await (const step of walkTree(stores.directories, root)) {
      steps.push(step.kind === "leave" ? `leave ${step.path}` : step.path);
    }
    expect(steps).toEqual([
      "",
      "default.nix",
      "lib",
      "lib/a",
      "lib/a/b.nix",
      "leave lib/a",
      "lib/link",
      "leave lib",
      "leave ",
    ]);
  });

  test("very deep trees", async () => {
    let tree: MemoryTree = file("bottom");
    for (let i = 0; i < 20_000; i++) tree = directory({ d: tree });
    const stores = newStores();
    const root = await importTree(stores, treeItem(tree));
    let nodes = 0;
    for await (const step of walkTree(stores.directories, root)) if (step.kind === "node") nodes++;
    expect(nodes).toBe(20_001);
  });
});

describe("importing", () => {
  test("files may come as streams or later", async () => {
    const content = new Uint8Array(600_000).fill(9);
    const root = await importTree(newStores(), {
      kind: "directory",
      entries: () => [
        ["stream", { kind: "file", executable: false, read: () => streamOfBytes(content) }],
        ["later", { kind: "file", executable: false, read: async () => content }],
      ],
    });
    const at = directory({
      stream: { kind: "file", content, executable: false },
      later: { kind: "file", content, executable: false },
    });
    expect(root).toEqual(await importTree(newStores(), treeItem(at)));
  });

  test("more than one batch", async () => {
    const many = directory(
      Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, file(`${i}`)])),
    );
    const stores = newStores();
    expect(await readTree(stores, await importTree(stores, treeItem(many)))).toEqual(many);
  });

  test("faults say where they are, and leave no directories", async () => {
    const stores = newStores();
    const doubled = { kind: "file", executable: false, read: () => new Uint8Array(0) } as const;
    const bad = {
      kind: "directory",
      entries: () =>
        [
          [
            "x",
            {
              kind: "directory",
              entries: () =>
                [
                  ["a", doubled],
                  ["a", doubled],
                ] as const,
            },
          ],
        ] as const,
    } as const;
    await expect(importTree(stores, bad)).rejects.toThrow("in 'x': directory entry 'a' is there twice");
    await expect(importTree(stores, treeItem(directory({ "a/b": file("") })))).rejects.toThrow(
      "in '/': directory entry 'a/b' contains a slash",
    );
    expect(await stores.directories.get(emptyDigest)).toBeNull();
  });

  test("a store that fails ends the import", async () => {
    const stores = newStores();
    stores.blobs.put = async () => Promise.reject(new Error("disk full"));
    await expect(importTree(stores, treeItem(sample))).rejects.toThrow("disk full");
  });

  test("cancelling", async () => {
    const abort = new AbortController();
    const tree = directory({ a: file("1") });
    const item = { ...treeItem(tree), entries: () => (abort.abort(new Error("enough")), []) };
    await expect(importTree(newStores(), item as never, { signal: abort.signal })).rejects.toThrow("enough");
  });
});

describe("entries that make no tree", () => {
  const dir = (path: string): IngestEntry => ({ path: parsePath(path), node: { kind: "directory" } });
  const link = (path: string): IngestEntry => ({
    path: parsePath(path),
    node: { kind: "symlink", target: "x" },
  });
  const ingest = (...entries: IngestEntry[]) => expect(ingestEntries(newStores(), entries));

  test.each([
    [[], "there are no entries"],
    [[dir("")], "an entry has the empty path"],
    [[dir("a"), dir("b")], "'b' comes after the root"],
    [[link("r/a"), link("r/a"), dir("r")], "in 'r': directory entry 'a' is there twice"],
    [[link("r/a/b"), dir("r")], "entries in 'r/a' come without, or after, their directory"],
    [[dir("r/a"), link("r/a/b"), dir("r")], "entries in 'r/a' come without, or after, their directory"],
    [[dir("r"), link("r/a")], "'r/a' comes after the root"],
    [[link("r/a")], "there are no entries, or none with a path of one name"],
  ])("%#", async (entries, message) => {
    await ingest(...entries).rejects.toThrow(message);
  });
});
