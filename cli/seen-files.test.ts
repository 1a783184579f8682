import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importTarget } from "../core/eval/files.ts";
import { FileDigests } from "./file-digests.ts";
import { SeenFiles } from "./seen-files.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tvix-seen-"));
  writeFileSync(join(dir, "file"), "text");
  mkdirSync(join(dir, "sub"));
  symlinkSync("file", join(dir, "link"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const changes: readonly (readonly [string, () => void])[] = [
  ["a file gets another size", () => writeFileSync(join(dir, "file"), "texts")],
  ["a file gets another time", () => utimesSync(join(dir, "file"), 1, 1)],
  ["a file becomes executable", () => chmodSync(join(dir, "file"), 0o755)],
  ["a file goes", () => rmSync(join(dir, "file"))],
  ["a file comes", () => writeFileSync(join(dir, "absent"), "")],
  ["a directory gets an entry", () => writeFileSync(join(dir, "sub", "entry"), "")],
  [
    "a link leads elsewhere",
    () => {
      rmSync(join(dir, "link"));
      symlinkSync("elsewhere", join(dir, "link"));
    },
  ],
];

test.each(changes)("notices that %s", (_, change) => {
  const files = new SeenFiles();
  expect(files.read(join(dir, "file"))).toBe("text");
  expect(files.kind(join(dir, "absent"))).toBeNull();
  expect(files.kind(join(dir, "file", "below"))).toBeNull();
  expect(files.readDir(join(dir, "sub")).size).toBe(0);
  expect(files.readLink(join(dir, "link"))).toBe("file");
  expect(files.unchanged()).toBe(true);
  change();
  expect(files.unchanged()).toBe(false);
});

test("what was not looked at may change", () => {
  const files = new SeenFiles();
  expect(files.kind(join(dir, "sub"))).toBe("directory");
  writeFileSync(join(dir, "file"), "another text");
  expect(files.unchanged()).toBe(true);
});

test("a directory in one without links is not looked at itself, and its becoming a link is noticed", () => {
  for (const name of ["a", "b"]) {
    mkdirSync(join(dir, "packages", name), { recursive: true });
    writeFileSync(join(dir, "packages", name, "default.nix"), "1");
  }
  const packages = join(dir, "packages");
  mkdirSync(join(packages, "empty"));
  const run = (): FileDigests =>
    new FileDigests(join(dir, "cache"), Date.now() + 3_600_000, () => true, { reading: 0, writing: 0 });
  const first = run();
  const fresh = new SeenFiles(first);
  expect(importTarget(fresh, join(packages, "a"))).toBe(join(packages, "a/default.nix"));
  expect(fresh.hasNoLinks(packages)).toBe(false);
  expect(fresh.hasNoLinks(dir)).toBe(false);
  expect(fresh.hasNoLinks(join(dir, "absent"))).toBe(false);
  first.write();

  const files = new SeenFiles(run());
  expect(files.hasNoLinks(packages)).toBe(true);
  expect(files.hasNoLinks(dir)).toBe(false);
  expect(importTarget(files, join(packages, "a"))).toBe(join(packages, "a/default.nix"));
  expect(() => importTarget(files, join(packages, "empty"))).toThrow("empty/default.nix' does not exist");
  expect(() => importTarget(files, join(packages, "absent"))).toThrow("absent' does not exist");
  expect(files.unchanged()).toBe(true);
  rmSync(join(packages, "a"), { recursive: true });
  symlinkSync("b", join(packages, "a"));
  expect(files.unchanged()).toBe(false);
  const later = new SeenFiles(run());
  expect(later.hasNoLinks(packages)).toBe(false);
  expect(importTarget(later, join(packages, "a"))).toBe(join(packages, "b/default.nix"));
});
