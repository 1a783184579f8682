import fc from "fast-check";
import { expect, test } from "vitest";
import {
  CastoreError,
  components,
  joinPath,
  lastName,
  parentPath,
  parsePath,
  pathFromHost,
  rootPath,
  type Path,
} from "./index.ts";
import { anyName } from "./testing/trees.ts";

test("paths are made of valid names", () => {
  for (const text of ["", "a", "a/b", "...", "\xff/b"]) expect(parsePath(text)).toBe(text);
  for (const text of ["/", "/a", "a/", "a//b", "a/./b", "..", "a/..", "a\0", `${"x".repeat(256)}/b`]) {
    expect(() => parsePath(text), text).toThrow(CastoreError);
  }
});

test("joining and taking apart", () => {
  fc.assert(
    fc.property(fc.array(anyName, { maxLength: 5 }), (names) => {
      const path = names.reduce<Path>(joinPath, rootPath);
      expect(parsePath(path)).toBe(path);
      expect(components(path)).toEqual(names);
      expect(lastName(path)).toBe(names.at(-1) ?? null);
      expect(parentPath(path)).toBe(names.length === 0 ? null : names.slice(0, -1).join("/"));
    }),
  );
  expect(() => joinPath(parsePath("a"), "b/c")).toThrow("the name 'b/c' contains a slash");
});

test("paths from elsewhere", () => {
  const refuse = (text: string) => pathFromHost(text, { parents: "refuse" });
  const pop = (text: string) => pathFromHost(text, { parents: "pop" });
  expect(refuse("./a//b/.")).toBe("a/b");
  expect(refuse(".")).toBe("");
  expect(pop("a/../b/./c/..")).toBe("b");
  expect(() => refuse("a/../b")).toThrow("the path 'a/../b' contains '..'");
  expect(() => pop("a/../../b")).toThrow("the path 'a/../../b' leads out of the tree");
  expect(() => pop("/a")).toThrow("the path '/a' is absolute");
  expect(() => pop("a\0b")).toThrow("contains a NUL byte");
});
