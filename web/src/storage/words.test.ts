import { expect, test } from "vitest";
import type { Damage, StorageReport, StorageTree } from "../../../workers/index.ts";
import {
  exportName,
  removalWords,
  repairWords,
  serviceWords,
  treeWords,
  usageWords,
  verifyWords,
  workWords,
} from "./words.ts";

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
  services: [],
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
  const own = { name: "b", instead: null, on: true, root: "blake3-a", url: null };
  const state = { mounts: [mount], workspaces: [] };
  expect(removalWords(tree(2048, 1024), null)).toBe("Collecting garbage then frees 1.0 KiB.");
  expect(removalWords(tree(1, 0), state)).toBe(
    "<nixpkgs> is no longer mounted. Other trees need all of its files: nothing is freed.",
  );
  const workspaces = [
    { workspace: "v", mounts: [own] },
    { workspace: "w", mounts: [own, { ...own, name: "c", root: "blake3-z" }] },
  ];
  expect(removalWords(tree(1, 1), { ...state, workspaces })).toMatch(/^<nixpkgs>, <b> are/);
});

test("verification and repair in sentences", () => {
  const damage: Damage = { kind: "blob", digest: "blake3-x", problem: "it is missing", places: [] };
  const read = { blobs: 2, bytes: 10 };
  expect(verifyWords({ ...read, damaged: [] })).toBe("All is well: 2 objects, 10 B read and compared.");
  expect(verifyWords({ ...read, damaged: [damage] })).toBe(
    "1 thing damaged or missing; 2 objects, 10 B read.",
  );
  expect(repairWords({ ...read, damaged: [], repaired: 3 }, 3, "a.tar")).toBe(
    "3 things repaired from a.tar. All is well: 2 objects, 10 B read and compared.",
  );
  expect(repairWords({ ...read, damaged: [damage], repaired: 0 }, 1, "a.tar")).toBe(
    "a.tar has nothing of what is damaged. The store is as it was.",
  );
  expect(repairWords({ ...read, damaged: [damage], repaired: 2 }, 3, "a.tar")).toBe(
    "2 things repaired from a.tar, which has not got the other 1.",
  );
  expect(repairWords({ ...read, damaged: [damage], repaired: 1 }, 1, "a.tar")).toMatch(
    /more that is missing\.$/,
  );
  expect(repairWords({ ...read, damaged: [], repaired: 0 }, 0, "a.tar")).toMatch(/^All is well/);
});

test("what a store was asked, in numbers", () => {
  const use = {
    name: "x",
    requests: 4,
    hits: 3,
    misses: 1,
    errors: 0,
    bytesRead: 2048,
    bytesWritten: 0,
    milliseconds: 10,
  };
  expect(serviceWords(use)).toBe("4 requests: 3 hits, 1 miss, 2.0 KiB, 2.5 ms each");
  expect(serviceWords({ ...use, requests: 0, hits: 0, misses: 0, errors: 2, milliseconds: 0 })).toBe(
    "0 requests: 0 hits, 0 misses, 2 failures, 2.0 KiB",
  );
});

test("work in numbers", () => {
  expect(workWords({ done: 1200, total: 5000 })).toBe("24 %");
  expect(workWords({ done: 0, total: null })).toBe("");
  expect(workWords({ done: 7, total: 0 })).toBe("");
  expect(workWords({ done: 1, total: 4, phase: "reading" })).toBe("Reading the source 25 %");
  expect(workWords({ done: 0, total: null, phase: "checking" })).toBe("Checking the store");
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
