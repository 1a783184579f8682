import { expect, test } from "vitest";
import type { StorageReport, StorageTree } from "../../../workers/index.ts";
import { exportName, removalWords, treeWords, usageWords, verifyWords, workWords } from "./words.ts";

const report: StorageReport = {
  usage: 2 ** 20,
  quota: 2 ** 30,
  persisted: false,
  blobs: 1,
  directories: 1,
  stored: 1,
  garbage: 0,
  trees: [],
  history: { snapshots: 0, own: 0 },
};
const tree = (stored: number, own: number): StorageTree => ({
  tree: { root: "blake3-a", source: "a.tar", url: null, added: 0, files: 1, bytes: 1, warnings: [] },
  stored,
  own,
});

test("usage is told as far as the browser tells it", () => {
  expect(usageWords(report)).toBe("1.0 MiB of 1.0 GiB the browser allows");
  expect(usageWords({ ...report, quota: null })).toBe("1.0 MiB");
  expect(usageWords({ ...report, usage: null })).toBeNull();
});

test("trees tell what is their own", () => {
  expect(treeWords(tree(1024, 1024))).toBe("1.0 KiB, all its own");
  expect(treeWords(tree(1024, 0))).toBe("1.0 KiB, all shared with other trees");
  expect(treeWords(tree(3072, 1024))).toBe("3.0 KiB: 1.0 KiB its own, 2.0 KiB shared");
});

test("removal tells what is freed and what is unmounted", () => {
  const mount = { name: "nixpkgs", root: "blake3-a", source: "a.tar", url: null };
  expect(removalWords(tree(2048, 1024), [])).toBe("Collecting garbage then frees 1.0 KiB.");
  expect(removalWords(tree(1, 0), [mount])).toBe(
    "<nixpkgs> is no longer mounted. Other trees need all of its files: nothing is freed.",
  );
  expect(removalWords(tree(1, 1), [mount, { ...mount, name: "b" }])).toMatch(/^<nixpkgs>, <b> are/);
});

test("verification in a sentence", () => {
  expect(verifyWords({ blobs: 2, bytes: 10, damaged: [], repaired: 0 })).toBe(
    "All is well: 2 objects, 10 B read and compared.",
  );
  expect(verifyWords({ blobs: 2, bytes: 10, damaged: ["x"], repaired: 1 })).toBe(
    "1 thing damaged or missing; 2 objects, 10 B read. 1 damaged thing could be repaired.",
  );
});

test("work in numbers", () => {
  expect(workWords({ done: 1200, total: 5000 })).toBe("24 %");
  expect(workWords({ done: 0, total: null })).toBe("");
  expect(workWords({ done: 7, total: 0 })).toBe("");
});

test.each([
  ["nixpkgs-20.09.tar.gz", "nixpkgs-20.09.tar"],
  ["folder", "folder.tar"],
  ["https://example.org/a/b.zip?x=1", "b.tar"],
  ["https://example.org/tree/", "tree.tar"],
  ["C:\\x\\y.nar.xz", "y.tar"],
  ["a:b?.tgz", "a-b.tar"],
  [".tar", "tree.tar"],
])("%s is exported as %s", (source, name) => expect(exportName(source, "tar")).toBe(name));
