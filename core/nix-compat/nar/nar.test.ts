import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dumpNar, NarError, NarReader, NarWriter, type NarHandler } from "./index.ts";
import { strings } from "./strings.ts";
import { randomTree, seeded } from "./testing/random-tree.ts";
import { chunksOf, Collector, TreeBuilder, TreeSource, writeTree, type Tree } from "./testing/tree.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const file = (contents: string, executable = false): Tree => ({
  type: "regular",
  executable,
  contents: bytes(contents),
});
const directory = (entries: Record<string, Tree>): Tree => ({
  type: "directory",
  entries: new Map(Object.entries(entries)),
});

function pack(tree: Tree, chunkSize: number | null = null): Uint8Array {
  const collector = new Collector();
  const size = dumpNar(new TreeSource(tree, chunkSize), "/", collector.sink);
  expect(size).toBe(collector.bytes.length);
  return collector.bytes;
}

function unpack(nar: Uint8Array, chunkSize = Infinity): Tree {
  const builder = new TreeBuilder();
  const reader = new NarReader(builder);
  for (const chunk of chunksOf(nar, Math.min(chunkSize, nar.length))) reader.push(chunk);
  reader.end();
  return builder.root!;
}

/** What a reader says of a NAR: null, or the error. */
function fault(nar: Uint8Array, chunkSize = Infinity): NarError | null {
  try {
    unpack(nar, chunkSize);
    return null;
  } catch (error) {
    if (error instanceof NarError) return error;
    throw error;
  }
}

const ignore: NarHandler = {
  directory() {},
  entry() {},
  endDirectory() {},
  file() {},
  data() {},
  endFile() {},
  symlink() {},
};

describe("writer", () => {
  test("writes the words of the format, entries in order of bytes", () => {
    const tree = directory({ b: { type: "symlink", target: "x" }, "\xff": file("", true), B: directory({}) });
    const entry = (name: string, ...node: string[]): string[] => [
      "entry",
      "(",
      "name",
      name,
      "node",
      ...node,
      ")",
    ];
    const head = ["nix-archive-1", "(", "type", "directory"];
    const words = [
      ...head,
      ...entry("B", "(", "type", "directory", ")"),
      ...entry("b", "(", "type", "symlink", "target", "x", ")"),
      ...entry("\xff", "(", "type", "regular", "executable", "", "contents", "", ")"),
      ")",
    ];
    expect(Buffer.compare(pack(tree), strings(...words))).toBe(0);
  });

  const started = (): NarWriter => {
    const nar = new NarWriter(() => {});
    nar.startDirectory();
    return nar;
  };

  test.each<[string, (nar: NarWriter) => void, string]>([
    ["names twice", (nar) => (nar.entry("a"), nar.symlink("x"), nar.entry("a")), "two entries named 'a'"],
    [
      "names not in order of bytes",
      (nar) => (nar.entry("a"), nar.symlink("x"), nar.entry("B")),
      "entry 'B' after 'a': names must ascend",
    ],
    ["an empty name", (nar) => nar.entry(""), "empty entry name"],
    ["..", (nar) => nar.entry(".."), "entry name '..' is not allowed"],
    ["a slash", (nar) => nar.entry("a/b"), "entry name 'a/b' is not allowed"],
    ["a zero byte", (nar) => nar.entry("a\0"), "entry name 'a\\x00' is not allowed"],
    ["long names", (nar) => nar.entry("a".repeat(256)), "entry name of 256 bytes, 255 are allowed"],
    ["wide chars", (nar) => nar.entry("→"), "entry name with chars that are no bytes"],
    ["empty targets", (nar) => (nar.entry("a"), nar.symlink("")), "empty link target"],
    [
      "long targets",
      (nar) => (nar.entry("a"), nar.symlink("a".repeat(4096))),
      "link target of 4096 bytes, 4095 are allowed",
    ],
    [
      "short contents",
      (nar) => (nar.entry("a"), nar.file(3, false), nar.write(bytes("ab")), nar.entry("b")),
      "1 bytes of the file's declared size are missing",
    ],
    [
      "short contents at the end",
      (nar) => (nar.entry("a"), nar.file(3, false), nar.end()),
      "3 bytes of the file's declared size are missing",
    ],
    [
      "long contents",
      (nar) => (nar.entry("a"), nar.file(1, false), nar.write(bytes("ab"))),
      "1 bytes more than the file's declared size",
    ],
    [
      "contents of an empty file",
      (nar) => (nar.entry("a"), nar.file(0, false), nar.write(bytes("ab"))),
      "2 bytes more than the file's declared size",
    ],
    ["bad sizes", (nar) => (nar.entry("a"), nar.file(-1, false)), "-1 is no size of a file"],
    ["an entry without node", (nar) => (nar.entry("a"), nar.entry("b")), "an entry where a node must follow"],
    [
      "a node without entry",
      (nar) => nar.symlink("a"),
      "a link where an entry or the end of a directory must follow",
    ],
    ["an open directory", (nar) => nar.end(), "the end where an entry or the end of a directory must follow"],
    [
      "two roots",
      (nar) => (nar.endDirectory(), nar.startDirectory()),
      "a directory where nothing must follow",
    ],
  ])("refuses %s", (_, run, reason) => {
    let thrown: unknown;
    try {
      run(started());
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NarError);
    expect((thrown as NarError).reason).toBe(reason);
  });

  test("hands large contents over without copying", () => {
    const contents = new Uint8Array(100_000);
    const seen: Uint8Array[] = [];
    const nar = new NarWriter((chunk) => void seen.push(chunk));
    nar.file(contents.length, false);
    nar.write(contents);
    expect(nar.end()).toBe(100_000 + 112);
    expect(seen).toContain(contents);
  });
});

describe("dump", () => {
  const tree = directory({
    a: file("x"),
    "a.b": directory({ c: file("y") }),
    "a-": { type: "symlink", target: "b" },
  });

  test("asks the filter in order and leaves out what it refuses", () => {
    const asked: string[] = [];
    const collector = new Collector();
    dumpNar(new TreeSource(tree), "/", collector.sink, (path, kind) => {
      asked.push(`${path} ${kind}`);
      return path !== "/a-";
    });
    expect(asked).toEqual(["/a regular", "/a- symlink", "/a.b directory", "/a.b/c regular"]);
    expect(unpack(collector.bytes)).toEqual(directory({ a: file("x"), "a.b": directory({ c: file("y") }) }));
  });

  test("refuses missing paths, and kinds no NAR holds unless the filter does", () => {
    expect(() => dumpNar(new TreeSource(tree), "/nope", () => {})).toThrow("path '/nope' does not exist");
    const source = new TreeSource(tree);
    source.readDir = () => new Map([["sock", "unknown" as const]]);
    expect(() => dumpNar(source, "/", () => {})).toThrow("file '/sock' has an unsupported type");
    expect(
      dumpNar(
        source,
        "/",
        () => {},
        () => false,
      ),
    ).toBe(96);
  });

  test("goes as deep as memory lets it", () => {
    const nar = new NarWriter(() => {});
    const depth = 100_000;
    const reader = new NarReader(ignore);
    const piped = new NarWriter((chunk) => void reader.push(chunk));
    for (const writer of [nar, piped]) {
      for (let i = 0; i < depth; i++) {
        writer.startDirectory();
        writer.entry("d");
      }
      writer.file(0, false);
      for (let i = 0; i < depth; i++) writer.endDirectory();
      writer.end();
    }
    reader.end();
    expect(reader.size).toBe(nar.size);
  });
});

describe("reader", () => {
  test("gives back what was written, whatever the chunks", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 30 }), (seed, chunkSize) => {
        const tree = randomTree(seeded(seed), 2);
        const nar = pack(tree, chunkSize);
        expect(Buffer.compare(nar, pack(tree))).toBe(0);
        const size = nar.length > 20_000 ? 1000 + chunkSize : chunkSize;
        expect(Buffer.compare(pack(unpack(nar, size)), nar)).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test("tells sizes and offsets", () => {
    const nar = pack(directory({ a: file("hello"), b: file("", true), c: file("123456789") }));
    const seen: [number, boolean, string][] = [];
    const handler = {
      ...ignore,
      file: (size: number, executable: boolean, offset: number) =>
        void seen.push([
          size,
          executable,
          Buffer.from(nar.subarray(offset, offset + size)).toString("latin1"),
        ]),
    };
    new NarReader(handler).push(nar);
    expect(seen).toEqual([
      [5, false, "hello"],
      [0, true, ""],
      [9, false, "123456789"],
    ]);
  });

  test("leaves or refuses bytes after the archive", () => {
    const nar = pack(file("x"));
    const longer = Buffer.concat([nar, Buffer.alloc(8)]);
    expect(fault(longer)?.message).toBe(`bad NAR at byte ${nar.length}: bytes after the end of the archive`);
    expect(fault(longer, nar.length)?.offset).toBe(nar.length);
    const reader = new NarReader(ignore, "leave");
    expect(reader.push(longer)).toBe(nar.length);
    expect(reader.done).toBe(true);
    expect(reader.push(longer)).toBe(0);
    expect(reader.size).toBe(nar.length);
    reader.end();
  });

  const entry = (name: string, ...node: string[]): string[] => [
    "entry",
    "(",
    "name",
    name,
    "node",
    ...node,
    ")",
  ];
  const link = ["(", "type", "symlink", "target", "x", ")"];
  const dir = (...entries: string[]): string[] => [
    "nix-archive-1",
    "(",
    "type",
    "directory",
    ...entries,
    ")",
  ];

  test.each<[string, string[], number, string]>([
    ["another magic", ["nix-archive-2"], 0, "expected 'nix-archive-1', found 'nix-archive-2'"],
    [
      "another type",
      ["nix-archive-1", "(", "type", "socket"],
      56,
      "expected 'regular', 'directory' or 'symlink', found 'socket'",
    ],
    ["no type", ["nix-archive-1", "(", "contents"], 40, "expected 'type', found 'contents'"],
    [
      "a long word",
      ["nix-archive-1", "(", "x".repeat(17)],
      40,
      "expected 'type', found a string of 17 bytes",
    ],
    [
      "a file without contents",
      ["nix-archive-1", "(", "type", "regular", ")"],
      72,
      "expected 'executable' or 'contents', found ')'",
    ],
    [
      "executable twice",
      ["nix-archive-1", "(", "type", "regular", "executable", "", "executable"],
      104,
      "expected 'contents', found 'executable'",
    ],
    [
      "a mark that isn't empty",
      ["nix-archive-1", "(", "type", "regular", "executable", "1"],
      96,
      "expected the empty string after 'executable', found '1'",
    ],
    [
      "a link without target",
      ["nix-archive-1", "(", "type", "symlink", ")"],
      72,
      "expected 'target', found ')'",
    ],
    ["an empty target", ["nix-archive-1", "(", "type", "symlink", "target", ""], 88, "empty link target"],
    [
      "a zero byte in a target",
      ["nix-archive-1", "(", "type", "symlink", "target", "a\0"],
      88,
      "link target with a zero byte",
    ],
    [
      "a long target",
      ["nix-archive-1", "(", "type", "symlink", "target", "a".repeat(4096)],
      88,
      "link target of 4096 bytes, 4095 are allowed",
    ],
    [
      "a word after the target",
      ["nix-archive-1", "(", "type", "symlink", "target", "a", "target"],
      104,
      "expected ')', found 'target'",
    ],
    ["names twice", dir(...entry("a", ...link), ...entry("a", ...link)), 320, "two entries named 'a'"],
    [
      "names that descend",
      dir(...entry("b", ...link), ...entry("a", ...link)),
      320,
      "entry 'a' after 'b': names must ascend",
    ],
    ["an empty name", dir(...entry("", ...link)), 128, "empty entry name"],
    [".", dir(...entry(".", ...link)), 128, "entry name '.' is not allowed"],
    ["..", dir(...entry("..", ...link)), 128, "entry name '..' is not allowed"],
    ["a slash", dir(...entry("a/b", ...link)), 128, "entry name 'a/b' is not allowed"],
    ["a zero byte", dir(...entry("a\0b", ...link)), 128, "entry name 'a\\x00b' is not allowed"],
    ["a long name", dir(...entry("a".repeat(256), ...link)), 128, "entry name of 256 bytes, 255 are allowed"],
    ["an entry without name", dir("entry", "(", "node", ...link, ")"), 112, "expected 'name', found 'node'"],
    ["an unknown word in a directory", dir("entries"), 80, "expected 'entry' or ')', found 'entries'"],
  ])("refuses %s", (_, words, offset, reason) => {
    const nar = strings(...words);
    for (const chunkSize of [Infinity, 1, 7]) {
      const error = fault(nar, chunkSize);
      expect(error?.reason).toBe(reason);
      expect(error?.offset).toBe(offset);
    }
  });

  test("accepts the longest names and targets", () => {
    const long = directory({ ["a".repeat(255)]: { type: "symlink", target: "b".repeat(4095) } });
    expect(unpack(pack(long), 11)).toEqual(long);
  });

  test("refuses padding that isn't zero, of words and of contents", () => {
    const nar = pack(file("abc"));
    for (const at of [8 + 13, 24 + 8 + 1, nar.length - 16 - 5, nar.length - 1]) {
      const bad = nar.slice();
      bad[at] = 1;
      expect(fault(bad)).toMatchObject({ offset: at, reason: "padding that isn't zero" });
      expect(fault(bad, 3)).toMatchObject({ offset: at, reason: "padding that isn't zero" });
    }
  });

  test("refuses sizes beyond 2^53", () => {
    const nar = Buffer.concat([
      strings("nix-archive-1", "(", "type", "regular", "contents"),
      Buffer.alloc(8, 255),
    ]);
    expect(fault(nar)).toMatchObject({ offset: 88, reason: "a file of 2^53 bytes or more" });
  });

  test("refuses every NAR that is cut", () => {
    const nar = pack(directory({ a: file("abc", true), b: { type: "symlink", target: "t" } }));
    for (let size = 0; size < nar.length; size++) {
      expect(fault(nar.subarray(0, size))).toMatchObject({ offset: size, reason: "unexpected end" });
    }
  });

  test("repeats its error", () => {
    const reader = new NarReader(ignore);
    expect(() => reader.push(bytes("x".repeat(100)))).toThrow(NarError);
    expect(() => reader.push(pack(file("x")))).toThrow(NarError);
    expect(() => reader.end()).toThrow(NarError);
  });

  test("damaged NARs end in a NarError, or are the NAR of another tree", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer({ min: 1, max: 255 }), (seed, where, change) => {
        const nar = pack(randomTree(seeded(seed), 2)).slice();
        nar[where % nar.length]! ^= change;
        const error = fault(nar);
        if (error === null) expect(Buffer.compare(pack(unpack(nar)), nar)).toBe(0);
        else expect(error.offset).toBeLessThanOrEqual(nar.length);
        expect(fault(nar, 100)?.message).toBe(error?.message);
      }),
      { numRuns: 300 },
    );
  });
});

const hasNix = spawnSync("nix-store", ["--version"]).status === 0;

describe.skipIf(!hasNix)("against nix-store --dump", () => {
  test("random trees", () => {
    const folder = mkdtempSync(join(tmpdir(), "tvix-nar-"));
    try {
      for (let seed = 1; seed <= 12; seed++) {
        const tree = randomTree(seeded(seed));
        writeTree(`${folder}/${seed}`, tree);
        const run = spawnSync("nix-store", ["--dump", `${folder}/${seed}`], { maxBuffer: 2 ** 28 });
        expect(Buffer.compare(run.stdout, pack(tree)), `seed ${seed}`).toBe(0);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
