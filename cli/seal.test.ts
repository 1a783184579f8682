import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { objectName, digestOf } from "../core/castore/index.ts";
import { openFolderStore } from "./folder-store.ts";
import { sealKey } from "./seal-key.ts";
import { Seals } from "./seal.ts";

let folder = "";
let state: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-seal-"));
  state = process.env["XDG_STATE_HOME"];
  process.env["XDG_STATE_HOME"] = folder;
});
afterEach(() => {
  if (state === undefined) delete process.env["XDG_STATE_HOME"];
  else process.env["XDG_STATE_HOME"] = state;
  rmSync(folder, { recursive: true, force: true });
});

const key = new Uint8Array(32).fill(7);
const chunk = objectName("chunks", digestOf(new Uint8Array(1)));
const list = objectName("blobs", digestOf(new Uint8Array(1)));

test("what is sealed opens, and nothing else: other bytes, names, keys", () => {
  const seals = new Seals(key);
  const others = new Seals(new Uint8Array(32).fill(8));
  fc.assert(
    fc.property(
      fc.constantFrom(chunk, list),
      fc.uint8Array({ minLength: 4096, maxLength: 5000 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (name, bytes, at, change) => {
        const sealed = seals.sealed(name, bytes);
        expect(seals.open(name, sealed)).toEqual(bytes);
        expect(sealed.subarray(0, bytes.length)).toEqual(bytes);
        expect(others.open(name, sealed)).toBeNull();
        expect(seals.open(name === chunk ? list : chunk, sealed)).toBeNull();
        expect(seals.open(name.replace(/.$/, "x"), sealed)).toBeNull();
        expect(seals.open(name, bytes)).toBeNull();
        const damaged = Uint8Array.from(sealed);
        damaged[at % damaged.length]! ^= change;
        expect(seals.open(name, damaged)).toBeNull();
        expect(seals.open(name, sealed.subarray(0, at % sealed.length))).toBeNull();
      },
    ),
  );
});

test("small frames are not worth it", () => {
  const bytes = new Uint8Array(100);
  expect(new Seals(key).sealed(chunk, bytes)).toBe(bytes);
});

test("the key is made once, is this user's alone, and is not trusted otherwise", () => {
  expect(sealKey(false)).toBeNull();
  const made = sealKey(true)!;
  expect(made.length).toBe(32);
  expect([sealKey(true), sealKey(false)]).toEqual([made, made]);
  const file = join(folder, "tvix-playground/seal-key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o640);
  expect(sealKey(true)).toBeNull();
  chmodSync(file, 0o600);
  writeFileSync(file, "short");
  expect(sealKey(true)).toBeNull();
});

test("content that somebody else has sealed is hashed", async () => {
  const place = join(folder, "store");
  const content = new Uint8Array(20_000).map((_, i) => (i * i) % 251);
  const writer = await openFolderStore(place, "write", { packing: "plain" });
  const digest = await writer.blobs.put(content);
  const name = objectName("chunks", digest);
  const other = objectName("chunks", await writer.blobs.put(content.map((byte) => byte ^ 1)));
  const wrong = (await writer.objects.get(other))!;
  const seals = new Seals(key);
  const frame = new Seals(sealKey(false)!).open(other, wrong)!;
  // Right under the other's key, wrong under this one.
  await writer.objects.put(name, seals.sealed(name, frame));
  const reader = await openFolderStore(place, "read");
  await expect(reader.blobs.read(digest)).rejects.toThrow("has another digest");
  // Sealed by this user: believed, except where all is to be hashed.
  await writer.objects.put(name, new Seals(sealKey(false)!).sealed(name, frame));
  expect((await reader.blobs.read(digest))!.length).toBe(content.length);
  const strict = await openFolderStore(place, "read", { hashAll: true });
  await expect(strict.blobs.read(digest)).rejects.toThrow("has another digest");
});
