import { expect, test } from "vitest";
import type { KeptTree, Mount } from "../../../workers/index.ts";
import { shortDigest } from "./digest.ts";
import { moved, renamed, unmounted, without, withTree } from "./order.ts";

const mount = (name: string): Mount => ({ name, root: `blake3-${name}`, source: `${name}.tar`, url: null });
const tree = (name: string): KeptTree => ({
  root: `blake3-${name}`,
  source: `${name}.tar`,
  url: null,
  added: 0,
  files: 1,
  bytes: 1,
  warnings: [],
});
const mounts = ["a", "b", "c"].map(mount);
const names = (list: readonly Mount[]): string => list.map(({ name }) => name).join("");

test("mounts move, and stop at the ends", () => {
  expect(names(moved(mounts, "a", 1))).toBe("bac");
  expect(names(moved(mounts, "c", -1))).toBe("acb");
  expect(names(moved(mounts, "a", -1))).toBe("abc");
  expect(names(moved(mounts, "c", 1))).toBe("abc");
  expect(names(moved(mounts, "a", 9))).toBe("bca");
  expect(names(moved(mounts, "x", 1))).toBe("abc");
});

test("mounts are renamed in place and removed", () => {
  expect(names(renamed(mounts, "b", "x"))).toBe("axc");
  expect(names(without(mounts, "b"))).toBe("ac");
});

test("a tree takes the place of what has its name, else the last one", () => {
  expect(withTree(mounts, "b", tree("n"))).toEqual([mount("a"), { ...mount("n"), name: "b" }, mount("c")]);
  expect(names(withTree(mounts, "d", tree("n")))).toBe("abcd");
});

test("kept trees without a name", () => {
  expect(unmounted([tree("a"), tree("z")], mounts)).toEqual([tree("z")]);
});

test("digests keep their start and their end", () => {
  expect(shortDigest("blake3-YjWDhAb3XTD2eDDTgi0zS8J+FW7B2nYmWsiBQyHRwCg=")).toBe("blake3-YjWDhAb3…RwCg");
  expect(shortDigest("blake3-abc=")).toBe("blake3-abc");
});
