import { chmodSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DigestRecord, DigestTable, tableFile, tableOf } from "./digest-table.ts";
import { FileDigests } from "./file-digests.ts";
import { NodeSources } from "./node-sources.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-digests-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const natural = fc.nat().map((n) => n * 1e5 + n);
const time = fc.double({ min: 0, max: 4e12, noNaN: true });
const state = fc.record({
  ino: natural,
  dev: natural,
  size: natural,
  mode: fc.nat(),
  mtimeMs: time,
  ctimeMs: time,
});
const record: fc.Arbitrary<DigestRecord> = fc.oneof(
  fc.record({
    stats: state,
    of: fc.constant("text" as const),
    digest: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  }),
  fc.record({
    stats: state,
    of: fc.constant("nar" as const),
    digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  }),
);

/** Digests of a run that began so many milliseconds from now. */
function run(later = 3_600_000): FileDigests {
  return new FileDigests(join(folder, "cache"), Date.now() + later, () => true);
}

/** Files that are enough to be worth a table, with the digests they are given. */
function manyFiles(): { path: string; digest: Uint8Array }[] {
  return Array.from({ length: 60 }, (_, i) => {
    const path = join(folder, `file${i}`);
    writeFileSync(path, "x".repeat(8000));
    return { path, digest: new Uint8Array(32).fill(i) };
  });
}

/** What a new run knows of files; of the first ones it is not asked yet. */
function known(files: readonly { path: string }[]): (Uint8Array | null)[] {
  const digests = run();
  for (let i = 0; i < 8; i++) digests.find(lstatSync(files[0]!.path), "nar");
  return files.map(({ path }) => digests.find(lstatSync(path), "nar"));
}

describe("the table", () => {
  test("finds what was put into it, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), state, (records, other) => {
        const unique = new Map(records.map((r) => [JSON.stringify([r.stats, r.of]), r]));
        const table = tableOf([...unique.values()]);
        for (const { stats, of, digest } of unique.values()) {
          const number = table.find(stats, of);
          expect([...table.digest(number, of)]).toEqual([...digest]);
          const { stats: same, of: alike } = table.record(number);
          expect([same, alike]).toEqual([stats, of]);
          for (const key of Object.keys(stats) as (keyof typeof stats)[])
            if (!unique.has(JSON.stringify([{ ...stats, [key]: stats[key] + 1 }, of])))
              expect(table.find({ ...stats, [key]: stats[key] + 1 }, of)).toBe(-1);
        }
        if (!unique.has(JSON.stringify([other, "nar"]))) expect(table.find(other, "nar")).toBe(-1);
      }),
    );
  });

  test("is not read when it is damaged, cut off or no table", () => {
    const path = join(folder, "table");
    const stats = { dev: 1, ino: 2, mode: 3, size: 4, mtimeMs: 5, ctimeMs: 6 };
    const whole = tableFile([{ stats, of: "nar", digest: new Uint8Array(32).fill(7) }]);
    writeFileSync(path, whole);
    expect(DigestTable.open(path)?.find(stats, "nar")).toBe(0);
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x10;
      writeFileSync(path, damaged);
      expect(DigestTable.open(path)).toBeNull();
      writeFileSync(path, whole.subarray(0, at));
      expect(DigestTable.open(path)).toBeNull();
    }
    expect(DigestTable.open(folder)).toBeNull();
    expect(DigestTable.open(join(folder, "absent"))).toBeNull();
  });
});

test("a later run knows the digests of files that are as they were", () => {
  const files = manyFiles();
  const first = run();
  for (const { path, digest } of files) first.note(path, lstatSync(path), "nar", digest);
  first.write();
  expect(known(files)).toEqual(
    files.map(({ digest }) => expect.objectContaining({ 0: digest[0], length: 32 })),
  );

  writeFileSync(files[0]!.path, "y".repeat(8000));
  chmodSync(files[1]!.path, 0o755);
  writeFileSync(join(folder, "new"), "x".repeat(8000));
  renameSync(join(folder, "new"), files[2]!.path);
  expect(known(files).map((digest) => digest !== null)).toEqual(files.map((_, i) => i > 2));

  // A run that knows more adds to it.
  const second = run();
  for (const { path, digest } of files) second.note(path, lstatSync(path), "nar", digest);
  second.write();
  expect(known(files).every((digest) => digest !== null)).toBe(true);
});

test("few new digests are not worth writing, and those of files changed a moment ago are not to be relied on", () => {
  const files = manyFiles();
  const few = run();
  for (const { path, digest } of files.slice(0, 10)) few.note(path, lstatSync(path), "nar", digest);
  few.write();
  expect(known(files).every((digest) => digest === null)).toBe(true);

  const early = run(500);
  for (const { path, digest } of files) early.note(path, lstatSync(path), "nar", digest);
  early.write();
  expect(known(files).every((digest) => digest === null)).toBe(true);

  // A time that no clock told.
  const made = run();
  for (const { path, digest } of files) {
    const stats = lstatSync(path);
    stats.ctimeMs = 1000;
    made.note(path, stats, "nar", digest);
  }
  made.write();
  expect(known(files).every((digest) => digest === null)).toBe(true);
});

test("files are asked for what is known of them with one look", () => {
  const digests = run();
  const io = new NodeSources(digests);
  const files = manyFiles();
  for (const { path, digest } of files) {
    expect(io.knownDigest(path, "nar")).toBeNull();
    expect(io.kind(path)).toBe("regular");
    expect(io.read(path)).toBe("x".repeat(8000));
    io.noteDigest(path, "nar", digest);
    // What was not read is not noted.
    io.noteDigest(`${path}x`, "nar", digest);
  }
  digests.write();
  const later = new NodeSources(run());
  for (const { path } of files) later.knownDigest(path, "nar");
  expect(later.knownDigest(files[7]!.path, "nar")?.[0]).toBe(7);
  expect(later.knownDigest(folder, "nar")).toBeNull();
  expect(later.knownDigest(join(folder, "absent"), "nar")).toBeNull();
  expect(readFileSync(files[7]!.path, "latin1")).toBe("x".repeat(8000));
  // Whatever is not known is looked at again once it was something else.
  expect(later.knownDigest(files[8]!.path, "text")).toBeNull();
  expect(later.kind(files[9]!.path)).toBe("regular");
  rmSync(files[8]!.path);
  expect(later.kind(files[8]!.path)).toBeNull();
});

test("what is known of a file is not known of what stands there later, even if nothing else was looked at", () => {
  const files = manyFiles();
  const digests = run();
  for (const { path, digest } of files) {
    digests.note(path, lstatSync(path), "nar", digest);
    digests.note(path, lstatSync(path), "text", digest.subarray(0, 20));
  }
  digests.write();
  const io = new NodeSources(run());
  for (const { path } of files) io.knownDigest(path, "nar");
  for (const [i, of] of (["nar", "text"] as const).entries()) {
    const { path } = files[i]!;
    expect(io.knownDigest(path, of)).not.toBeNull();
    writeFileSync(path, "y".repeat(8000));
    expect(io.knownDigest(path, of)).toBeNull();
  }
  // Nor when somebody has only asked what it is meanwhile.
  const { path } = files[2]!;
  expect(io.kind(path)).toBe("regular");
  writeFileSync(path, "y".repeat(8000));
  expect(io.knownDigest(path, "nar")).toBeNull();
});
