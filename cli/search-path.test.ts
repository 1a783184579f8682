import { expect, test } from "vitest";
import { parseEntry, parseNixPath } from "./search-path.ts";

const texts = (path: string, profile: "2.8" | "2.36" = "2.36"): string[] =>
  parseNixPath(path, profile).map((entry) => `${entry.prefix}=${entry.path}`);

test("entries are prefix=path or path", () => {
  expect(parseEntry("a=b")).toEqual({ prefix: "a", path: "b" });
  expect(parseEntry("/x/y")).toEqual({ prefix: "", path: "/x/y" });
  expect(parseEntry("a=b=c")).toEqual({ prefix: "a", path: "b=c" });
});

test("colons separate, except in URLs", () => {
  expect(texts("")).toEqual([]);
  expect(texts("a=/b:/c")).toEqual(["a=/b", "=/c"]);
  expect(texts("http://x/y:z=https://u:/v")).toEqual(["=http://x/y", "z=https://u", "=/v"]);
  expect(texts("channel:nixos:n=channel:x")).toEqual(["=channel:nixos", "n=channel:x"]);
  expect(texts(":a::b:")).toEqual(["=a", "=b"]);
});

test("flake references are whole since 2.13", () => {
  expect(texts("n=flake:nixpkgs:/x")).toEqual(["n=flake:nixpkgs", "=/x"]);
  expect(texts("n=flake:nixpkgs:/x", "2.8")).toEqual(["n=flake", "=nixpkgs", "=/x"]);
});
