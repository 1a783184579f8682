import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { digestOf } from "../core/castore/index.ts";
import { FolderObjects } from "./folder-objects.ts";
import { openFolderStore } from "./folder-store.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tvix-folder-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hex = (digit: string): string => digit.repeat(64);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("uploaded NARs are there for the next process", async () => {
  const file = { kind: "file", digest: digestOf(bytes("x")), size: 1, executable: true } as const;
  const link = { kind: "symlink", target: "a\xff" } as const;
  const store = await openFolderStore(join(folder, "new/store"), "durable");
  expect(await store.uploads.get(hex("a"))).toBeNull();
  await store.uploads.put(hex("a"), { node: file, narSize: 2 ** 40 });
  await store.uploads.put(hex("b"), { node: link, narSize: 120 });
  const again = (await openFolderStore(join(folder, "new/store"), "read")).uploads;
  expect(await again.get(hex("a"))).toEqual({ node: file, narSize: 2 ** 40 });
  expect(await again.get(hex("b"))).toEqual({ node: link, narSize: 120 });
});

test("damaged files and other names of uploaded NARs are refused", async () => {
  const { uploads } = await openFolderStore(folder, "durable");
  for (const name of ["", "A".repeat(64), "../../etc/passwd", hex("a").slice(1)]) {
    await expect(uploads.get(name)).rejects.toThrow("is no SHA-256 in hex");
    await expect(uploads.put(name, { node: { kind: "symlink", target: "x" }, narSize: 1 })).rejects.toThrow();
  }
  mkdirSync(join(folder, "uploads"));
  for (const content of ["", "xyz", "\x10\x01"]) {
    writeFileSync(join(folder, "uploads", hex("c")), content);
    await expect(uploads.get(hex("c"))).rejects.toThrow(`the uploaded NAR ${hex("c")}`);
  }
});

test("no name leads out of the folder", async () => {
  const objects = new FolderObjects(join(folder, "store"));
  writeFileSync(join(folder, "secret"), "secret");
  const names = [
    "",
    "/",
    "..",
    "../secret",
    "a/../../secret",
    "/etc/passwd",
    "a//b",
    "a/",
    "a\0b",
    ".hidden",
    "a/./b",
    "a\nb",
  ];
  for (const name of names) {
    await expect(objects.get(name)).rejects.toThrow("is no name of an object");
    await expect(objects.has(name)).rejects.toThrow("is no name of an object");
    await expect(objects.put(name, bytes("x"))).rejects.toThrow("is no name of an object");
  }
  expect(readdirSync(folder)).toEqual(["secret"]);
});

test("links, folders and pipes in the place of files are not read", async () => {
  const objects = new FolderObjects(folder);
  writeFileSync(join(folder, "secret"), "secret");
  symlinkSync("secret", join(folder, "link"));
  symlinkSync("nowhere", join(folder, "dangling"));
  mkdirSync(join(folder, "folder"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  for (const name of ["link", "dangling"]) {
    await expect(objects.get(name)).rejects.toThrow("is a symbolic link, where a file belongs");
  }
  for (const name of ["folder", "pipe"]) {
    await expect(objects.get(name)).rejects.toThrow("is no file");
    expect(await objects.has(name)).toBe(false);
  }
  expect(await objects.get("secret/below")).toBeNull();
});

test("a folder that somebody removes is made again", async () => {
  const objects = new FolderObjects(folder, true);
  await objects.put("a/b/c", bytes("1"));
  rmSync(join(folder, "a"), { recursive: true });
  await objects.putDurably("a/b/c", bytes("2"));
  expect(await objects.get("a/b/c")).toEqual(bytes("2"));
});

test("what killed processes have left is removed once it is old", async () => {
  const { pid } = spawnSync("true");
  const now = Date.now();
  const make = (name: string, age: number): void => {
    writeFileSync(join(folder, name), "half");
    utimesSync(join(folder, name), (now - age) / 1000, (now - age) / 1000);
  };
  make(`old.${pid}-0`, 7_200_000);
  make(`young.${pid}-0`, 1000);
  make(`running.${process.pid}-3`, 7_200_000);
  make("whole", 7_200_000);
  await new FolderObjects(folder).sweep(now);
  expect(existsSync(join(folder, `old.${pid}-0`))).toBe(false);
  expect(readdirSync(folder).length).toBe(3);
});

test("whoever stores durably waits for what another is forcing to the disk", async () => {
  const objects = new FolderObjects(folder, true);
  const puts = Array.from({ length: 20 }, async (_, i) => {
    await objects.put(`chunks/${i}`, bytes("x"));
    await objects.putDurably(`infos/${i}`, bytes("y"));
  });
  await Promise.all(puts);
  // Nothing is left to force: all of it was, before the last of them was told.
  expect((objects as unknown as { dirty: Set<string> }).dirty.size).toBe(0);
  expect(readdirSync(join(folder, "infos"))).toHaveLength(20);
});
