import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkFlakeRef,
  FlakeRefError,
  type FlakeRefParts,
  flakeRefToString,
  type FlakeRefValue,
  parseFlakeRef,
  parseFlakeRefWithFragment,
} from "./index.ts";

const rev = "0123456789abcdef0123456789abcdef01234567";
const mapOf = (parts: object): FlakeRefParts => new Map(Object.entries(parts)) as FlakeRefParts;

describe("both ways", () => {
  test.each<[string, object]>([
    ["hg+https://x.org/r?ref=a", { type: "hg", url: "https://x.org/r", ref: "a" }],
    ["hg+file:///r", { type: "hg", url: "file:///r" }],
    ["path:/a%20b?dir=c", { type: "path", path: "/a b", dir: "c" }],
    ["path:a", { type: "path", path: "a" }],
    ["flake:nixpkgs?dir=x", { type: "indirect", id: "nixpkgs", dir: "x" }],
    ["gitlab:a%2Fc/b", { type: "gitlab", owner: "a/c", repo: "b" }],
    ["tarball+https://x.org/a", { type: "tarball", url: "https://x.org/a" }],
    ["tarball+file:///a", { type: "tarball", url: "file:///a" }],
    ["file:///a", { type: "file", url: "file:///a" }],
    ["file:///a.tar.zst?lastModified=3", { type: "tarball", url: "file:///a.tar.zst", lastModified: 3 }],
    [
      "git+ssh://u@x.org/r?lfs=1&revCount=9007199254740993",
      { type: "git", url: "ssh://u@x.org/r", lfs: true, revCount: 9007199254740993n },
    ],
  ])("%s", (text, parts) => {
    expect(parseFlakeRef(text)).toEqual(mapOf(parts));
    expect(flakeRefToString(mapOf(parts))).toBe(text);
    checkFlakeRef(mapOf(parts));
  });
});

test("fragments", () => {
  expect(parseFlakeRefWithFragment("nixpkgs#a%20b")).toEqual({
    parts: mapOf({ type: "indirect", id: "nixpkgs" }),
    fragment: "a b",
  });
  expect(parseFlakeRefWithFragment("/a").fragment).toBe("");
});

test.each([
  ["path://x/a", "should not have an authority ('x')"],
  ["path:/a?foo=1", "unsupported parameter 'foo'"],
  ["/a?foo=1", "unsupported parameter 'foo'"],
  ["flake:a/b/c", "'c' is not a commit hash"],
  ["flake:a/-b", "'-b' is not a commit hash or branch/tag name"],
  ["flake:a/b/c/d", "too many parts"],
  ["flake:-", "not a valid name"],
  ["github:a/b?rev=12", "'12' is not a commit hash"],
  ["github:a/b?ref=-", "not a commit hash or branch/tag name"],
  ["ssh://x/a", "unsupported"],
  ["svn+https://x/a", "unsupported"],
  ["path:a?revCount=x", "not an integer"],
])("refuses %s", (text, message) => {
  expect(() => parseFlakeRef(text)).toThrow(FlakeRefError);
  expect(() => parseFlakeRef(text)).toThrow(message);
});

test.each<[object, string]>([
  [{}, "'type' is missing"],
  [{ type: "odd" }, "input type 'odd'"],
  [{ type: "git" }, "'url' is missing"],
  [{ type: "path", path: "/a", ref: "x" }, "unsupported input attribute 'ref' for the 'path' scheme"],
  [{ type: "path", path: "/a", rev: "x" }, "'x' is not a commit hash"],
  [{ type: "git", url: "x:y", ref: "-" }, "'-' is not a branch/tag name"],
  [{ type: "git", url: "x:y", shallow: "1" }, "'shallow' must be of type boolean"],
  [{ type: "git", url: "x:y", revCount: -1 }, "not negative"],
  [{ type: "github", owner: "a", repo: "b", ref: "a", rev }, "both a commit hash"],
])("attributes %j", (parts, message) => {
  expect(() => checkFlakeRef(mapOf(parts))).toThrow(FlakeRefError);
  expect(() => checkFlakeRef(mapOf(parts))).toThrow(message);
});

const word = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,6}$/);
const byteText = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 8 })
  .map((codes) => String.fromCharCode(...codes));
const commit = fc.constantFrom(rev, rev.replaceAll("0", "f"));
const some = (parts: Record<string, fc.Arbitrary<FlakeRefValue>>, needed: string[]): fc.Arbitrary<object> =>
  fc.record(parts, { requiredKeys: needed });
const version = fc.oneof(
  fc.constant({}),
  commit.map((rev) => ({ rev })),
  word.map((ref) => ({ ref })),
);
const references = fc.oneof(
  some({ type: fc.constant("indirect"), id: word, dir: byteText, ref: word, rev: commit }, ["type", "id"]),
  some(
    {
      type: fc.constant("path"),
      path: byteText.map((path) => `/x${path}`),
      dir: byteText,
      narHash: byteText,
      revCount: fc.nat(),
    },
    ["type", "path"],
  ),
  fc
    .tuple(
      some(
        {
          type: fc.constantFrom("github", "gitlab", "sourcehut"),
          owner: byteText,
          repo: byteText,
          host: word,
          dir: byteText,
        },
        ["type", "owner", "repo"],
      ),
      version,
    )
    .map(([parts, more]) => ({ ...parts, ...more })),
  some(
    {
      type: fc.constantFrom("git", "hg"),
      url: word.map((path) => `https://x.org/${path}?q=1`),
      dir: byteText,
      ref: word,
      rev: commit,
    },
    ["type", "url"],
  ),
  some(
    {
      type: fc.constantFrom("tarball", "file"),
      url: fc.constantFrom("https://x/a.tar.gz", "file:///a", "file:///a.zip", "http://x/a?b=c"),
      narHash: byteText,
      unpack: fc.boolean(),
    },
    ["type", "url"],
  ),
);

test("attributes, text, attributes", () => {
  fc.assert(
    fc.property(references, (parts) => {
      expect(parseFlakeRef(flakeRefToString(mapOf(parts)))).toEqual(mapOf(parts));
    }),
    { numRuns: 500 },
  );
});

test("any text is read or refused", () => {
  const piece = fc.constantFrom(
    "github:",
    "path:",
    "flake:",
    "git+",
    "https://",
    "a",
    "/",
    "?",
    "&",
    "=",
    "rev",
    "%2",
    "#",
    "\xff",
    rev,
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join("")),
      (text) => {
        try {
          flakeRefToString(parseFlakeRef(text));
        } catch (error) {
          expect(error).toBeInstanceOf(FlakeRefError);
        }
      },
    ),
    { numRuns: 500 },
  );
});

const hasNix = spawnSync("nix", ["--version"]).status === 0;

test
  .skipIf(!hasNix)
  .each([
    "nixpkgs",
    "nixpkgs/main",
    `nixpkgs/${rev}`,
    `nixpkgs/main/${rev}`,
    "a_b",
    "A/b.c",
    "flake:nixpkgs?dir=x",
    "github:a/b",
    "github:a/b/c/d",
    `gitlab:a/b/${rev}`,
    "github:a/b?host=h.org&dir=x/y",
    "sourcehut:~a/b",
    "git://x.org/r?ref=m",
    `git+https://x.org/r?ref=m&rev=${rev}&foo=1`,
    "git+ssh://u@x.org/r?shallow=1&submodules=1",
    "git+file:///r",
    `hg+https://x.org/r?rev=${rev}`,
    "https://x.org/a.tar.gz",
    "http://x.org/a.zip?q=1",
    "file:///a.tar.xz",
    "path:/a/b",
    "path:./a",
    "path:///a",
    "/a/b",
    "flake:nixpkgs/a/b",
    `github:a/b?ref=x&rev=${rev}`,
    "path://x/a",
    "path:/a?foo=1",
    "ssh://x/a",
    "foo:bar",
    "github:a",
    "github:a/b#c",
  ])("Nix understands %s like this", (text) => {
  const folder = mkdtempSync(join(tmpdir(), "flake-ref-"));
  const registry = join(folder, "registry.json");
  writeFileSync(registry, '{"flakes":[],"version":2}');
  const run = spawnSync("nix", ["registry", "add", "--registry", registry, "x", text], {
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      NIX_REMOTE: `local?root=${folder}/root`,
      NIX_CONFIG: "experimental-features = nix-command flakes",
    },
  });
  const theirs = JSON.parse(readFileSync(registry, "utf8")) as { flakes: { to: object }[] };
  rmSync(folder, { recursive: true, force: true });
  let ours: object | null = null;
  try {
    ours = Object.fromEntries(parseFlakeRef(text));
  } catch (error) {
    if (!(error instanceof FlakeRefError)) throw error;
  }
  expect(ours).toEqual(run.status === 0 ? theirs.flakes[0]!.to : null);
});
