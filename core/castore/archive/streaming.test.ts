import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ArchiveError,
  compressionOf,
  Crc32,
  crc32,
  decoderFor,
  decompress,
  EntryTree,
  LayeredReader,
  type ArchiveReader,
  type Compression,
} from "./index.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "streaming-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

/** Text, noise and a long run, so that every kind of match and block occurs. */
function sample(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let seed = 7;
  for (let i = 0; i < size; i++) {
    if ((i >> 16) % 3 === 0) bytes[i] = 97 + ((i * i) % 23);
    else if ((i >> 16) % 3 === 1) bytes[i] = (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
  }
  return bytes;
}

/** Unpacks in pieces of given sizes, over and over; every piece is spoilt after use. */
function stream(kind: Compression, packed: Uint8Array, sizes: readonly number[], limit = 1e9): Uint8Array {
  const pieces: Uint8Array[] = [];
  const decoder = decoderFor(kind, (bytes) => pieces.push(bytes.slice()), limit);
  for (let at = 0, i = 0; at < packed.length; i++) {
    const piece = packed.slice(at, at + sizes[i % sizes.length]!);
    at += piece.length;
    decoder.push(piece);
    piece.fill(0xaa);
  }
  decoder.end();
  return new Uint8Array(Buffer.concat(pieces));
}

const programs: [kind: Compression, program: string, args: string[]][] = [
  ["gzip", "gzip", ["-c"]],
  ["bzip2", "bzip2", ["-c"]],
  ["bzip2", "bzip2", ["-1", "-c"]],
  ["xz", "xz", ["-c"]],
  ["xz", "xz", ["-c", "--lzma2=dict=64KiB", "-C", "sha256"]],
  ["xz", "xz", ["-c", "--x86", "--lzma2=dict=4KiB"]],
  ["xz", "xz", ["-c", "--delta=dist=5", "--x86", "--lzma2", "--block-size=100000"]],
  ["zstd", "zstd", ["-q", "-c"]],
];

describe("pieces of any size", () => {
  test.each(programs)("%s by %s %j", (kind, program, args) => {
    if (!has(program)) return;
    const bytes = Buffer.concat([sample(3_000_000), readFileSync(process.execPath).subarray(9e6, 9.3e6)]);
    const file = join(folder, "sample");
    writeFileSync(file, bytes);
    const packed = new Uint8Array(execFileSync(program, [...args, file], { maxBuffer: 1e9 }));
    expect(compressionOf(packed)).toBe(kind);
    for (const sizes of [[1 << 16], [1, 7, 1000, 65_537], [packed.length], [packed.length - 1, 1]]) {
      expect(Buffer.compare(stream(kind, packed, sizes), bytes)).toBe(0);
    }
    expect(() => stream(kind, packed, [1 << 16], 2_000_000)).toThrow(/unpacks to more than 2000000 bytes/);
    expect(() => stream(kind, packed.subarray(0, packed.length - 30), [1 << 16])).toThrow(ArchiveError);
  });

  test("random contents, gzip", () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        pieces,
        fc.constantFrom(0, 1, 9),
        (bytes, sizes, level) => {
          const packed = new Uint8Array(gzipSync(bytes, { level }));
          expect([...stream("gzip", packed, sizes)]).toEqual([...bytes]);
          expect([...decompress(packed)]).toEqual([...bytes]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test("a bomb is noticed before it has unpacked", () => {
  const bomb = gzipSync(new Uint8Array(64 << 20));
  let seen = 0;
  const decoder = decoderFor("gzip", (bytes) => void (seen += bytes.length), 1 << 20);
  expect(() => decoder.push(bomb)).toThrow(/more than 1048576 bytes/);
  expect(seen).toBeLessThanOrEqual(1 << 20);
});

test("compressed files in compressed files", () => {
  let inside = "";
  const open = (): ArchiveReader => ({
    push: (bytes) => void (inside += Buffer.from(bytes).toString("latin1")),
    end: () => void (inside += "."),
  });
  const packed = gzipSync(gzipSync("hello".repeat(500)));
  const reader = new LayeredReader(open, 1e6);
  for (const byte of packed) reader.push(Uint8Array.of(byte));
  reader.end();
  expect(inside).toBe(`${"hello".repeat(500)}.`);
});

test("CRC-32 in pieces", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(100), (bytes, cut) => {
      const crc = new Crc32().update(bytes.subarray(0, cut)).update(bytes.subarray(cut));
      expect(crc.value).toBe(crc32(bytes));
    }),
  );
});

test("deflate data without an end is refused in every length", () => {
  const packed = deflateRawSync(sample(100_000));
  const gzip = new Uint8Array(gzipSync(sample(100_000)));
  expect(packed.length).toBeLessThan(gzip.length);
  for (const cut of [1, 5, 8, 9, 20, 1000]) {
    expect(() => stream("gzip", gzip.subarray(0, gzip.length - cut), [777])).toThrow(ArchiveError);
  }
});

describe("entries that are refused", () => {
  const leaf = { kind: "file" } as const;
  test.each([
    ["../x", "leads out"],
    ["a/../../x", "leads out"],
    ["/x", "absolute"],
    ["a\0b", "zero byte"],
    ["./", "no name"],
    ["", "no name"],
    ["a/b", "twice"],
    ["a/b/c", "is below 'b', which is a file"],
    ["l/x", "is below 'l', which is a symbolic link"],
    ["a", "twice"],
  ])("%j", (path, message) => {
    const tree = new EntryTree<{ kind: "file" } | { kind: "symlink" }>({ entries: 10 });
    tree.add("a/b", leaf);
    tree.add("l", { kind: "symlink" });
    const quoted = `'${path.replace("\0", "\\0")}'`;
    expect(() => tree.add(path, leaf)).toThrow(message);
    expect(() => tree.add(path, leaf)).toThrow(quoted);
    expect(() => tree.check(path)).toThrow(ArchiveError);
  });

  test("too many", () => {
    const tree = new EntryTree<typeof leaf>({ entries: 2 });
    tree.add("a/b", leaf);
    expect(() => tree.add("c", leaf)).toThrow("more than 2 entries");
  });
});
