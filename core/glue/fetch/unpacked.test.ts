import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ArchiveError } from "../../castore/index.ts";
import { toBase16 } from "../../nix-compat/index.ts";
import { MemoryTree } from "../memory-tree.ts";
import { narHash } from "../nar-hash.ts";
import { tarEntry, tarOf } from "./testing/archives.ts";
import { onlyEntry, unpack } from "./unpacked.ts";

let folder: string;

/** Runs a program in the folder of archives. */
function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: folder, stdio: "pipe" });
}

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

/** The NAR hash of the tree at the top of an archive. */
function hashOf(file: string): string {
  const node = onlyEntry(unpack(readFileSync(join(folder, file))));
  return node === null ? "several" : toBase16(narHash(new MemoryTree(node), "/", null));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "unpack-"));
  const tree = join(folder, "pkg");
  mkdirSync(join(tree, "sub/empty"), { recursive: true });
  writeFileSync(join(tree, "x"), "hello\n");
  writeFileSync(join(tree, "none"), "");
  writeFileSync(join(tree, "run"), "#!/bin/sh\n");
  chmodSync(join(tree, "run"), 0o755);
  symlinkSync("x", join(tree, "link"));
  symlinkSync("/nowhere", join(tree, "sub/dangling"));
  writeFileSync(join(tree, `sub/${"long".repeat(40)}`), "long name");
  writeFileSync(join(tree, "sub/\u00e4"), "umlaut");
  writeFileSync(
    join(tree, "text"),
    Array.from({ length: 10_000 }, (_, i) => `line ${i % 977} ${i}\n`).join(""),
  );
  writeFileSync(join(tree, "zeros"), Buffer.alloc(1_000_000));
  let seed = 1;
  const noise = Buffer.alloc(100_000, 0).map(() => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
  writeFileSync(join(tree, "noise"), noise);
  writeFileSync(join(tree, "program"), readFileSync(process.execPath).subarray(4_000_000, 4_200_000));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!has("tar"))("archives made by the usual programs", () => {
  const formats: [name: string, needs: string, make: () => void][] = [
    ["ustar.tar", "tar", () => run("tar", "--format=gnu", "-cf", "ustar.tar", "pkg")],
    ["pax.tar", "tar", () => run("tar", "--format=pax", "-cf", "pax.tar", "pkg")],
    ["dot.tar", "tar", () => run("tar", "-cf", "dot.tar", "./pkg")],
    ["a.tar.gz", "gzip", () => run("tar", "-czf", "a.tar.gz", "pkg")],
    ["a.tar.bz2", "bzip2", () => run("tar", "-cjf", "a.tar.bz2", "pkg")],
    ["a.tar.xz", "xz", () => run("tar", "-cJf", "a.tar.xz", "pkg")],
    [
      "lc.tar.xz",
      "xz",
      () => run("tar", "-I", "xz --lzma2=lc=1,lp=2,pb=3,dict=64KiB", "-cf", "lc.tar.xz", "pkg"),
    ],
    ["x86.tar.xz", "xz", () => run("tar", "-I", "xz --x86 --lzma2", "-cf", "x86.tar.xz", "pkg")],
    ["delta.tar.xz", "xz", () => run("tar", "-I", "xz --delta=dist=3 --lzma2", "-cf", "delta.tar.xz", "pkg")],
    [
      "sha.tar.xz",
      "xz",
      () => run("tar", "-I", "xz -C sha256 --block-size=100000", "-cf", "sha.tar.xz", "pkg"),
    ],
    ["crc.tar.xz", "xz", () => run("tar", "-I", "xz -C crc32 -0", "-cf", "crc.tar.xz", "pkg")],
    ["a.tar.zst", "zstd", () => run("tar", "--zstd", "-cf", "a.tar.zst", "pkg")],
    ["z19.tar.zst", "zstd", () => run("tar", "-I", "zstd -19", "-cf", "z19.tar.zst", "pkg")],
    ["a.zip", "zip", () => run("zip", "-qry", "a.zip", "pkg")],
    ["stored.zip", "zip", () => run("zip", "-0qry", "stored.zip", "pkg")],
    ["nodirs.zip", "zip", () => run("zip", "-Dqry", "nodirs.zip", "pkg")],
  ];
  test.each(formats)("%s", (name, needs, make) => {
    if (!has(needs)) return;
    make();
    if (name === "nodirs.zip") expect(hashOf(name)).toMatch(/^[0-9a-f]{64}$/);
    else {
      run("tar", "-cf", "plain.tar", "pkg");
      expect(hashOf(name)).toBe(hashOf("plain.tar"));
    }
  });

  test("the tree's hash is that of the tree on disk", () => {
    if (!has("nix-hash")) return;
    run("tar", "-cf", "plain.tar", "pkg");
    const theirs = execFileSync("nix-hash", ["--type", "sha256", "pkg"], { cwd: folder, encoding: "utf8" });
    expect(hashOf("plain.tar")).toBe(theirs.trim());
  });

  test("several members and streams in one file", () => {
    run("tar", "-cf", "plain.tar", "pkg");
    run("sh", "-c", "split -n 3 plain.tar part. && for f in part.*; do gzip -c $f; done > m.tar.gz");
    run(
      "sh",
      "-c",
      "for f in part.*; do bzip2 -c $f; done > m.tar.bz2; for f in part.*; do xz -c $f; done > m.tar.xz",
    );
    run("sh", "-c", "for f in part.*; do zstd -qc $f; done > m.tar.zst");
    for (const name of ["m.tar.gz", "m.tar.bz2", "m.tar.xz", "m.tar.zst"]) {
      expect([name, hashOf(name)]).toEqual([name, hashOf("plain.tar")]);
    }
  });

  test("a limit holds for every kind", () => {
    const limits = { bytes: 100_000, entries: 100 };
    for (const name of ["plain.tar.gz", "plain.tar.bz2", "plain.tar.xz", "plain.tar.zst", "plain.zip"]) {
      if (name.endsWith("zip")) run("zip", "-qry", name, "pkg");
      else run("tar", "-caf", name, "pkg");
      const file = readFileSync(join(folder, name));
      expect(() => unpack(file, {}, limits)).toThrow(ArchiveError);
      expect(() => unpack(file, {}, { bytes: 1e8, entries: 3 })).toThrow(/more than 3 entries/);
    }
  });

  test("damaged files give typed errors", () => {
    mkdirSync(join(folder, "small/sub"), { recursive: true });
    writeFileSync(join(folder, "small/a"), "some text, some text\n".repeat(50));
    writeFileSync(join(folder, "small/sub/b"), "other\n");
    symlinkSync("a", join(folder, "small/link"));
    const files = ["s.tar", "s.tar.gz", "s.tar.bz2", "s.tar.xz", "s.tar.zst", "s.zip"].map((name) => {
      if (name.endsWith("zip")) run("zip", "-qry", name, "small");
      else run("tar", "-caf", name, "small");
      return new Uint8Array(readFileSync(join(folder, name)));
    });
    const edit = fc.tuple(fc.nat(1 << 16), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(edit, { maxLength: 4 }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        (file, edits, cut) => {
          const bytes = file.slice(0, cut === null ? file.length : Math.floor(cut * file.length));
          for (const [at, byte] of edits) if (bytes.length > 0) bytes[at % bytes.length] = byte;
          try {
            unpack(bytes, {}, { bytes: 1e7, entries: 1000 });
          } catch (error) {
            expect(error).toBeInstanceOf(ArchiveError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

test.each([
  ["a path that climbs", [tarEntry("a/../../x", "0")], "entry 'a/../../x' leads out of the archive"],
  ["an absolute path", [tarEntry("/etc/x", "0")], "entry '/etc/x' has an absolute path"],
  ["a name twice", [tarEntry("a/x", "0"), tarEntry("a/./x", "0")], "entry 'a/./x' is in the archive twice"],
  [
    "a way through a link",
    [tarEntry("a/l", "2", { link: "/etc" }), tarEntry("a/l/x", "0")],
    "entry 'a/l/x' is below 'l', which is a symbolic link",
  ],
  ["a hard link to nothing", [tarEntry("a/h", "1", { link: "a/x" })], "a link to 'a/x', which is not there"],
  ["a hard link out", [tarEntry("a/h", "1", { link: "../x" })], "'../x' leads out of the archive"],
  ["a device", [tarEntry("a/dev", "3")], "entry 'a/dev' is a character device, which is not supported"],
  ["a sparse file", [tarEntry("a/s", "S")], "entry 'a/s' is a sparse file"],
  [
    "a sparse file of pax",
    [tarEntry("p", "x", { body: "22 GNU.sparse.major=1\n" }), tarEntry("a/s", "0")],
    "sparse",
  ],
  [
    "a record that lies",
    [tarEntry("p", "x", { body: "99 path=x\n" })],
    "byte 0: a pax record that can't be read",
  ],
  [
    "a file that is a directory too",
    [tarEntry("a", "0"), tarEntry("a/x", "0")],
    "below 'a', which is a file",
  ],
  ["no name", [tarEntry("./", "0")], "entry './' has no name"],
])("refused: %s", (_, entries, message) => {
  expect(() => unpack(tarOf(...entries))).toThrow(ArchiveError);
  expect(() => unpack(tarOf(...entries))).toThrow(message);
});

test("hard links, pax names and modes", () => {
  const bytes = tarOf(
    tarEntry("p", "x", { body: "17 path=a/longer\n" }),
    tarEntry("short", "0", { body: "text", mode: "0000755" }),
    tarEntry("a/h", "1", { link: "a/longer" }),
  );
  const tree = new MemoryTree(unpack(bytes).root);
  expect(tree.readDir("/a")).toEqual(
    new Map([
      ["longer", "regular"],
      ["h", "regular"],
    ]),
  );
  expect(tree.read("/a/h")).toBe("text");
  tree.readInto("/a/h", { begin: (_, executable) => expect(executable).toBe(true), write: () => {} });
});

test("what is no archive", () => {
  expect(() => unpack(Buffer.from("hello"))).toThrow("Unrecognized archive format");
  expect(() => unpack(new Uint8Array(0))).toThrow("Unrecognized archive format");
});
