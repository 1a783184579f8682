import { beforeAll, expect, it } from "vitest";
import { kernelsReady } from "../../core/castore/index.ts";
import { narHash, readBytes } from "../../core/glue/index.ts";
import { BlobCache } from "./blob-cache.ts";
import { TestContents } from "./testing.ts";
import { TreeFiles } from "./tree-files.ts";

beforeAll(() => kernelsReady());

const tree = {
  "default.nix": "import ./lib",
  "a.nix": "1",
  "run*": "#!",
  lib: { "default.nix": "2", up: { link: "../a.nix" }, loop: { link: "loop" } },
  "lib-link": { link: "lib" },
  deep: { in: { link: "../lib-link/up" }, out: { link: "../../x" }, far: { link: "/etc/passwd" } },
};

it("reads files, directories and links inside of the tree", () => {
  const files = new TestContents(tree).files("t");
  expect(files.read("/default.nix")).toBe("import ./lib");
  expect([...files.readDir("/lib")]).toEqual([
    ["default.nix", "regular"],
    ["loop", "symlink"],
    ["up", "symlink"],
  ]);
  expect(files.kind("/")).toBe("directory");
  expect(files.kind("/lib-link")).toBe("symlink");
  expect(files.readLink("/lib-link")).toBe("lib");
  expect(files.read("/lib-link/default.nix")).toBe("2");
  expect(files.read("/deep/in")).toBe("1");
  for (const path of ["/deep/out", "/deep/far"]) {
    expect(files.kind(path)).toBe("symlink");
    expect(() => files.read(path)).toThrow(`opening file '/mounts/t${path}': No such file or directory`);
  }
  expect(files.kind("/a.nix/b")).toBeNull();
  expect(() => files.read("/lib/loop")).toThrow("Too many levels");
  expect(() => files.read("/lib")).toThrow("Is a directory");
  expect(() => files.readDir("/a.nix")).toThrow("Not a directory");
});

it("asks for what is beside a file at once, and for nothing twice", () => {
  const contents = new TestContents(tree);
  const files = contents.files("t");
  files.read("/default.nix");
  const asked = contents.asked.length;
  files.read("/a.nix");
  files.read("/default.nix");
  expect(contents.asked).toHaveLength(asked);
  expect(contents.asked.map(({ op }) => op)).toEqual(["directories", "blobs"]);
  expect(files.used).toMatchObject({ blobs: { length: 2 }, directories: { length: 1 } });
  files.read("/lib/default.nix");
  expect(contents.asked).toHaveLength(asked + 1 + 1);
});

it("asks for what is in the directories after it, too", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`p${i + 10}`, { "default.nix": `${i}`, large: "x" }]),
  );
  const contents = new TestContents({ pkgs: wide });
  const files = contents.files("t", true);
  for (let i = 0; i < 50; i++) expect(files.read(`/pkgs/p${i + 10}/default.nix`)).toBe(`${i}`);
  expect(contents.asked.map(({ op }) => op)).toEqual(["blobs"]);
});

it("has content keys that tell execute bits, and NARs like other files", () => {
  const files = new TestContents(tree).files("t");
  const plain = new TestContents({ run: "#!" }).files("t");
  expect(files.contentKey("/run")).not.toBe(plain.contentKey("/run"));
  expect(files.contentKey("/lib")).toBe(files.contentKey("/lib"));
  expect(files.contentKey("/lib-link")).toBeNull();
  expect(narHash(files, "/run", null)).not.toEqual(narHash(plain, "/run", null));
});

it("reads large files in parts", () => {
  const text = "0123456789".repeat(300_000);
  const contents = new TestContents({ large: text });
  const files = contents.files("t");
  expect(new TextDecoder().decode(readBytes(files, "/large"))).toBe(text);
  expect(contents.asked.filter(({ op }) => op === "range")).toHaveLength(3);
});

it("refuses a directory that is not what its name says", () => {
  const contents = new TestContents(tree);
  const wrong = new Uint8Array([1, 2, 3]);
  const shared = { directories: new Map([[contents.root, wrong]]), blobs: new BlobCache(100) };
  const files = new TreeFiles(contents.root, "/mounts/t", shared, contents.read);
  expect(() => files.kind("/x")).toThrow("a directory of '/mounts/t' is damaged");
});
