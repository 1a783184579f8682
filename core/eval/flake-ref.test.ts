import { describe, expect, test } from "vitest";
import { flakeRefToString, parseFlakeRef } from "./flake-ref.ts";
import { Evaluator, Source } from "./index.ts";

const rev = "0123456789abcdef0123456789abcdef01234567";

describe("both ways", () => {
  test.each([
    [
      "github:NixOS/nixpkgs/23.05?dir=lib",
      { type: "github", owner: "NixOS", repo: "nixpkgs", ref: "23.05", dir: "lib" },
    ],
    [
      `gitlab:a/b/${rev}?host=example.org`,
      { type: "gitlab", owner: "a", repo: "b", rev, host: "example.org" },
    ],
    ["sourcehut:~a/b", { type: "sourcehut", owner: "~a", repo: "b" }],
    ["github:a/b/feature/x", { type: "github", owner: "a", repo: "b", ref: "feature/x" }],
    ["flake:nixpkgs", { type: "indirect", id: "nixpkgs" }],
    [`flake:nixpkgs/main/${rev}`, { type: "indirect", id: "nixpkgs", ref: "main", rev }],
    ["path:/a/b", { type: "path", path: "/a/b" }],
    ["path:./a?lastModified=12", { type: "path", path: "./a", lastModified: 12 }],
    [
      "git+https://x.org/r?ref=main&shallow=1",
      { type: "git", url: "https://x.org/r", ref: "main", shallow: true },
    ],
    ["git+file:///r", { type: "git", url: "file:///r" }],
    ["git://x.org/r", { type: "git", url: "git://x.org/r" }],
    ["hg+https://x.org/r", { type: "hg", url: "https://x.org/r" }],
    ["https://x.org/a.tar.gz?q=1", { type: "tarball", url: "https://x.org/a.tar.gz?q=1" }],
    ["file+https://x.org/a", { type: "file", url: "https://x.org/a" }],
  ])("%s", (text, parts) => {
    expect(Object.fromEntries(parseFlakeRef(text))).toEqual(parts);
    expect(flakeRefToString(new Map(Object.entries(parts)))).toBe(text);
  });
});

test.each([
  ["nixpkgs", { type: "indirect", id: "nixpkgs" }],
  [`nixpkgs/${rev}`, { type: "indirect", id: "nixpkgs", rev }],
  ["/abs/path?narHash=x", { type: "path", path: "/abs/path", narHash: "x" }],
  ["github:a/b?ref=main", { type: "github", owner: "a", repo: "b", ref: "main" }],
])("reads %s", (text, parts) => {
  expect(Object.fromEntries(parseFlakeRef(text))).toEqual(parts);
});

test.each([
  "a#b",
  "",
  "./rel",
  "-x",
  "a/b/c/d",
  "github:a",
  `github:a/b/main?rev=${rev}`,
  "foo:bar",
  "github:a/b/-x",
])("refuses %j", (text) => {
  expect(() => parseFlakeRef(text)).toThrow();
});

test.each([
  {},
  { type: "odd" },
  { type: "github", owner: "a" },
  { type: "git" },
  { type: "git", url: "nourl" },
])("can't spell %j", (parts) => {
  expect(() => flakeRefToString(new Map(Object.entries(parts as Record<string, string>)))).toThrow();
});

test("as builtins, behind the feature", () => {
  const run = (text: string, features: string[]): string => {
    const evaluator = new Evaluator({ settings: { features: new Set(features) } });
    const value = evaluator.evaluate(new Source({ type: "string" }, text, "/"));
    evaluator.deepForce(value);
    return evaluator.print(value);
  };
  expect(run('builtins.parseFlakeRef "github:NixOS/nixpkgs/23.05?dir=lib"', ["flakes"])).toBe(
    '{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }',
  );
  expect(run('builtins.flakeRefToString { type = "path"; path = "/a"; revCount = 3; }', ["flakes"])).toBe(
    '"path:/a?revCount=3"',
  );
  expect(() => run('builtins.parseFlakeRef "a#b"', ["flakes"])).toThrow("unexpected fragment 'b'");
  expect(() => run("builtins.flakeRefToString { type = null; }", ["flakes"])).toThrow("only contain");
  expect(() => run("builtins.flakeRefToString { x = -1; }", ["flakes"])).toThrow("negative value");
  expect(run("builtins ? parseFlakeRef", [])).toBe("false");
});
