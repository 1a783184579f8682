import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
