import { expect, test } from "vitest";
import { WithCorepkgs } from "./corepkgs.ts";
import { profileOf } from "./profile.ts";
import { followLinks, MemorySources, parentOf } from "./sources.ts";

function tree(): MemorySources {
  const sources = new MemorySources({ "/a/b/file": "text", "/a/other": "\xff\0" });
  sources.link("/a/link", "b/file");
  sources.link("/a/dir", "/a/b");
  sources.link("/a/up", "b/../other");
  sources.link("/a/dangling", "nowhere");
  sources.link("/a/loop", "loop");
  sources.link("/a/two", "link");
  sources.makeDirectory("/empty");
  return sources;
}

test("kinds are those of the entry itself", () => {
  const sources = tree();
  expect(sources.kind("/")).toBe("directory");
  expect(sources.kind("/a/b/file")).toBe("regular");
  expect(sources.kind("/a/link")).toBe("symlink");
  expect(sources.kind("/a/dangling")).toBe("symlink");
  expect(sources.kind("/a/dir/file")).toBe("regular");
  expect(sources.kind("/a/nothing")).toBe(null);
  expect(sources.kind("/a/other/below")).toBe(null);
  expect(sources.kind("/a/dangling/below")).toBe(null);
});

test("reading follows links", () => {
  const sources = tree();
  expect(sources.read("/a/link")).toBe("text");
  expect(sources.read("/a/two")).toBe("text");
  expect(sources.read("/a/up")).toBe("\xff\0");
  expect(sources.read("/a/dir/../other")).toBe("\xff\0");
  expect(sources.readLink("/a/dir")).toBe("/a/b");
  expect([...sources.readDir("/a/dir")]).toEqual([["file", "regular"]]);
  expect([...sources.readDir("/empty")]).toEqual([]);
});

test("failures", () => {
  const sources = tree();
  expect(() => sources.read("/a/nothing")).toThrow("opening file '/a/nothing': No such file or directory");
  expect(() => sources.read("/a")).toThrow("Is a directory");
  expect(() => sources.read("/a/loop")).toThrow("Too many levels of symbolic links");
  expect(() => sources.readDir("/a/other")).toThrow("Not a directory");
  expect(() => sources.readDir("/nothing")).toThrow("No such file or directory");
  expect(() => sources.readLink("/a/other")).toThrow("Invalid argument");
  expect(() => sources.write("/a/other/below", "")).toThrow("no directory");
});

test("following final links only", () => {
  const sources = tree();
  expect(followLinks(sources, "/a/two")).toBe("/a/b/file");
  expect(followLinks(sources, "/a/dir/file")).toBe("/a/dir/file");
  expect(followLinks(sources, "/a/dangling")).toBe("/a/nowhere");
  expect(() => followLinks(sources, "/a/loop")).toThrow("too many symbolic links");
});

test("replacing and removing", () => {
  const sources = tree();
  sources.write("/a/link", "now a file");
  expect(sources.kind("/a/link")).toBe("regular");
  sources.remove("/a/b");
  expect(sources.kind("/a/b")).toBe(null);
  expect(sources.kind("/a/b/file")).toBe(null);
  sources.remove("/not/there");
});

test("parents", () => {
  expect(parentOf("/a/b")).toBe("/a");
  expect(parentOf("/a")).toBe("/");
  expect(parentOf("/")).toBe("/");
});

test("Nix's own files lie over the tree", () => {
  const sources = new WithCorepkgs(tree(), profileOf("2.36"));
  expect(sources.kind("/__corepkgs__/fetchurl.nix")).toBe("regular");
  expect(sources.read("/__corepkgs__/fetchurl.nix")).toContain("builtin:fetchurl");
  expect(sources.kind("/__corepkgs__/other")).toBe(null);
  expect(() => sources.read("/__corepkgs__/other")).toThrow("No such file");
  expect([...sources.readDir("/__corepkgs__").keys()]).toEqual(["fetchurl.nix"]);
  expect(sources.read("/a/link")).toBe("text");
  expect(sources.readLink("/a/dir")).toBe("/a/b");
});
