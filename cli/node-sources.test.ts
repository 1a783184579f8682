import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NodeSources } from "./node-sources.ts";

const tree = new NodeSources();
let dir = "";

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "tvix-sources-"));
  writeFileSync(join(dir, "file"), Buffer.from([0, 65, 255]));
  mkdirSync(join(dir, "sub"));
  symlinkSync("file", join(dir, "link"));
  symlinkSync("nowhere", join(dir, "dangling"));
  symlinkSync("loop", join(dir, "loop"));
  // A name that is no UTF-8.
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/n`), Buffer.from([0xff])]), "x");
  execFileSync("mkfifo", [join(dir, "fifo")]);
});
afterAll(() => rmSync(dir, { recursive: true }));

test("kinds", () => {
  expect(tree.readDir(dir)).toEqual(
    new Map([
      ["file", "regular"],
      ["sub", "directory"],
      ["link", "symlink"],
      ["dangling", "symlink"],
      ["loop", "symlink"],
      ["n\xff", "regular"],
      ["fifo", "unknown"],
    ]),
  );
  expect(tree.kind(`${dir}/link`)).toBe("symlink");
  expect(tree.kind(`${dir}/sub`)).toBe("directory");
  expect(tree.kind(`${dir}/fifo`)).toBe("unknown");
  expect(tree.kind(`${dir}/absent`)).toBe(null);
  expect(tree.kind(`${dir}/file/below`)).toBe(null);
});

test("contents, as bytes", () => {
  expect(tree.read(`${dir}/link`)).toBe("\0A\xff");
  expect(tree.read(`${dir}/n\xff`)).toBe("x");
  expect(tree.readLink(`${dir}/dangling`)).toBe("nowhere");
});

test("failures name the path", () => {
  expect(() => tree.read(`${dir}/absent`)).toThrow(`opening file '${dir}/absent': No such file or directory`);
  expect(() => tree.read(`${dir}/sub`)).toThrow("Is a directory");
  expect(() => tree.read(`${dir}/loop`)).toThrow("Too many levels of symbolic links");
  expect(() => tree.readDir(`${dir}/file`)).toThrow(`opening directory '${dir}/file': Not a directory`);
  expect(() => tree.readLink(`${dir}/file`)).toThrow("Invalid argument");
});

test("a file is read as it is, whatever it was when it was looked at", () => {
  const path = join(dir, "changing");
  const bytesOf = (): { size: number; executable: boolean; text: string } => {
    let found = { size: -1, executable: false, text: "" };
    tree.readInto(path, {
      begin: (size, executable) => void (found = { size, executable, text: "" }),
      write: (chunk) => void (found.text += Buffer.from(chunk).toString("latin1")),
    });
    return found;
  };
  for (const text of ["", "a", "some text", "b".repeat(300_000), "c".repeat(1 << 18)]) {
    writeFileSync(path, text);
    expect(tree.kind(path)).toBe("regular");
    expect(tree.read(path)).toBe(text);
    expect(tree.kind(path)).toBe("regular");
    expect(bytesOf()).toEqual({ size: text.length, executable: false, text });
    // Longer, shorter, and as long, after the look.
    for (const other of [`${text}more`, "", "d".repeat(text.length)]) {
      writeFileSync(path, text);
      expect(tree.kind(path)).toBe("regular");
      writeFileSync(path, other);
      expect(tree.read(path)).toBe(other);
      expect(bytesOf()).toEqual({ size: other.length, executable: false, text: other });
    }
  }
  writeFileSync(path, "text");
  expect(tree.kind(path)).toBe("regular");
  writeFileSync(path, "t");
  expect(bytesOf).toThrow("became shorter");
});
