import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tarEntry, tarOf } from "../archive/testing/archives.ts";
import { NarWriter } from "../../nix-compat/index.ts";
import {
  ArchiveError,
  collect,
  exportTar,
  exportZip,
  importArchive,
  importFiles,
  importTree,
  MemoryBlobs,
  MemoryDirectories,
  parseGitIndex,
  readTree,
  sourceOfBytes,
  sourceOfStream,
  streamOfBytes,
  treeItem,
  type ImportProgress,
  type ListedFile,
  type MemoryTree,
  type Stores,
} from "../index.ts";
import { anyTree } from "../testing/trees.ts";

const newStores = (): Stores => ({ blobs: new MemoryBlobs(), directories: new MemoryDirectories() });
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "import-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (text: string, executable = false): MemoryTree => ({
  kind: "file",
  content: bytesOf(text),
  executable,
});
const directory = (entries: Record<string, MemoryTree>): MemoryTree => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});

test("random trees survive tar and zip, packed or not, in pieces or not", async () => {
  await fc.assert(
    fc.asyncProperty(anyTree, fc.boolean(), async (tree, packed) => {
      const stores = newStores();
      const inside: MemoryTree = tree.kind === "directory" ? tree : directory({ a: tree });
      const root = await importTree(stores, treeItem(inside));
      const tar = await collect(exportTar(stores, root, { top: "x" }));
      const bytes = packed ? new Uint8Array(gzipSync(tar)) : tar;
      for (const source of [sourceOfBytes(bytes), await sourceOfStream(streamOfBytes(bytes))]) {
        const found = await importArchive(newStores(), source);
        expect(found).toMatchObject({ root, top: "x", warnings: [] });
      }
      const zip = await collect(exportZip(stores, root, { top: "x" }));
      const target = newStores();
      expect(await importArchive(target, sourceOfBytes(zip))).toMatchObject({ root, top: "x" });
      expect(await readTree(target, root)).toEqual(inside);
    }),
    { numRuns: 60 },
  );
});

describe.skipIf(spawnSync("tar", ["--version"]).error !== undefined)(
  "what is exported, read by others",
  () => {
    test.each(["tar", "zip"])("%s", async (kind) => {
      if (kind === "zip" && spawnSync("unzip", ["-v"]).error !== undefined) return;
      const stores = newStores();
      const long = "d".repeat(120);
      const tree = directory({
        [long]: directory({ ["f".repeat(150)]: file("deep") }),
        run: file("#!/bin/sh\n", true),
        link: { kind: "symlink", target: "run" },
        empty: directory({}),
        big: { kind: "file", content: new Uint8Array(700_000).fill(65), executable: false },
      });
      const root = await importTree(stores, treeItem(tree));
      const write = kind === "tar" ? exportTar : exportZip;
      const archive = join(folder, `x.${kind}`);
      writeFileSync(archive, await collect(write(stores, root, { top: "top" })));
      const out = join(folder, `out-${kind}`);
      mkdirSync(out);
      if (kind === "tar") execFileSync("tar", ["-xf", archive, "-C", out]);
      else execFileSync("unzip", ["-q", archive, "-d", out]);
      expect(readFileSync(join(out, "top", long, "f".repeat(150)), "utf8")).toBe("deep");
      expect(readFileSync(join(out, "top/link"), "utf8")).toBe("#!/bin/sh\n");
      expect(statSync(join(out, "top/run")).mode & 0o111).not.toBe(0);
      expect(statSync(join(out, "top/big")).size).toBe(700_000);
      expect(readdirSync(join(out, "top/empty"))).toEqual([]);
    });
  },
);

test("a NAR, compressed", async () => {
  const pieces: Uint8Array[] = [];
  const nar = new NarWriter((bytes) => pieces.push(new Uint8Array(bytes)));
  nar.startDirectory();
  nar.entry("a");
  nar.file(2, true);
  nar.write(bytesOf("hi"));
  nar.entry("l");
  nar.symlink("a");
  nar.endDirectory();
  nar.end();
  const stores = newStores();
  const packed = gzipSync(Buffer.concat(pieces));
  const { root, top } = await importArchive(stores, sourceOfBytes(packed));
  expect(top).toBeNull();
  expect(await readTree(stores, root)).toEqual(
    directory({ a: file("hi", true), l: { kind: "symlink", target: "a" } }),
  );
  const cut = sourceOfBytes(Buffer.concat(pieces).subarray(0, 200));
  await expect(importArchive(newStores(), cut)).rejects.toThrow(/after entry 'a'/);
});

test("what is counted, and what was new", async () => {
  const stores = newStores();
  const tar = tarOf(tarEntry("t/a", "0", { body: "x".repeat(1000) }), tarEntry("t/b", "0", { body: "y" }));
  const seen: ImportProgress[] = [];
  const first = await importArchive(stores, sourceOfBytes(tar), { onProgress: (p) => seen.push(p) });
  expect(first).toMatchObject({ files: 2, bytes: 1001, newFiles: 2, newBytes: 1001, bytesRead: tar.length });
  expect(seen.at(-1)).toMatchObject({ files: 2 });
  expect(await importArchive(stores, sourceOfBytes(tar))).toMatchObject({
    files: 2,
    newFiles: 0,
    newBytes: 0,
  });
});

test("cancelling leaves nothing visible", async () => {
  const stores = newStores();
  const control = new AbortController();
  const tar = tarOf(
    ...Array.from({ length: 50 }, (_, i) => tarEntry(`t/${i}`, "0", { body: "z".repeat(100_000) })),
  );
  const done = importArchive(stores, sourceOfBytes(tar), {
    signal: control.signal,
    onProgress: () => control.abort(new Error("enough")),
  });
  await expect(done).rejects.toThrow("enough");
});

test("a large piece of a stream does not keep others waiting", async () => {
  const control = new AbortController();
  const body = "z".repeat(1 << 20);
  const tar = tarOf(...Array.from({ length: 60 }, (_, i) => tarEntry(`t/${i}`, "0", { body })));
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(tar);
      controller.close();
    },
  });
  let stored = 0;
  const done = importArchive(newStores(), await sourceOfStream(stream), {
    signal: control.signal,
    onStored: () => void stored++,
  });
  setTimeout(() => control.abort(new Error("enough")), 0);
  await expect(done).rejects.toThrow("enough");
  expect(stored).toBeLessThan(60);
});

test("what no honest archive holds is refused, and no directory is stored", async () => {
  const cases: [Buffer[], RegExp][] = [
    [[tarEntry("t/../../x", "0")], /entry 't\/..\/..\/x' leads out/],
    [[tarEntry("/x", "0")], /entry '\/x' has an absolute path/],
    [[tarEntry("t/a", "0"), tarEntry("t/a", "0")], /entry 't\/a' is in the archive twice/],
    [[tarEntry("t/l", "2", { link: "/" }), tarEntry("t/l/x", "0")], /entry 't\/l\/x' is below 'l'/],
    [[tarEntry("t/x", "3")], /entry 't\/x' is a character device/],
    [[tarEntry("t/x", "0"), tarEntry("t/y", "0"), tarEntry("t/z", "0")], /more than 3 entries/],
  ];
  for (const [entries, message] of cases) {
    let stored = 0;
    const directories = new MemoryDirectories();
    const stores: Stores = {
      blobs: new MemoryBlobs(),
      directories: Object.assign(Object.create(directories) as MemoryDirectories, {
        putMultiple: () => {
          stored++;
          return directories.putMultiple();
        },
      }),
    };
    const done = importArchive(stores, sourceOfBytes(tarOf(...entries)), { maxEntries: 3 });
    await expect(done).rejects.toThrow(ArchiveError);
    await expect(importArchive(stores, sourceOfBytes(tarOf(...entries)), { maxEntries: 3 })).rejects.toThrow(
      message,
    );
    expect(stored).toBe(0);
  }
  const bomb = sourceOfBytes(gzipSync(Buffer.concat([tarEntry("t/x", "0"), Buffer.alloc(20 << 20)])));
  await expect(importArchive(newStores(), bomb, { maxBytes: 1 << 20 })).rejects.toThrow(
    /more than 1048576 bytes/,
  );
  const layers = gzipSync(gzipSync(Buffer.alloc(300 << 20)));
  await expect(importArchive(newStores(), sourceOfBytes(layers))).rejects.toThrow(/times its size/);
  await expect(importArchive(newStores(), sourceOfBytes(bytesOf("no")))).rejects.toThrow(
    /Unrecognized archive/,
  );
});

describe.skipIf(spawnSync("git", ["--version"]).error !== undefined)("a folder with .git/index", () => {
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd, encoding: "utf8" });

  /** A folder as a browser lists it: links followed, no modes. */
  function* listed(root: string, at: string): Generator<ListedFile> {
    for (const name of readdirSync(join(root, at)).sort()) {
      const path = at === "" ? name : `${at}/${name}`;
      const stats = statSync(join(root, path), { throwIfNoEntry: false });
      if (stats === undefined) continue;
      if (stats.isDirectory()) yield* listed(root, path);
      else yield { path, size: stats.size, read: () => new Uint8Array(readFileSync(join(root, path))) };
    }
  }

  test.each([2, 3, 4])("version %i", async (version) => {
    const root = join(folder, `repository-${version}`);
    const tree = join(root, "pkg");
    mkdirSync(join(tree, "sub"), { recursive: true });
    git(tree, "init", "-q");
    writeFileSync(join(tree, "run"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(tree, "plain"), "text");
    writeFileSync(join(tree, "sub/x"), "x");
    symlinkSync("../plain", join(tree, "sub/link"));
    git(tree, "add", "-A");
    if (version === 3) {
      writeFileSync(join(tree, "later"), "later");
      git(tree, "add", "-N", "later");
    }
    git(tree, "update-index", "--force-write-index", "--index-version", String(version));
    const index = readFileSync(join(tree, ".git/index"));
    const entries = parseGitIndex(new Uint8Array(index));
    expect(index.readUInt32BE(4)).toBe(version);
    expect(entries.map(({ path, kind }) => [path, kind])).toEqual([
      ...(version === 3 ? [["later", "file"]] : []),
      ["plain", "file"],
      ["run", "executable"],
      ["sub/link", "symlink"],
      ["sub/x", "file"],
    ]);
    const stores = newStores();
    const found = await importFiles(stores, listed(root, ""));
    expect(found).toMatchObject({ top: "pkg", warnings: [] });
    const expected = directory({
      run: file("#!/bin/sh\n", true),
      plain: file("text"),
      sub: directory({ x: file("x"), link: { kind: "symlink", target: "../plain" } }),
      ...(version === 3 ? { later: file("later") } : {}),
    });
    expect(await readTree(stores, found.root)).toEqual(expected);
  });

  test("damaged ones are named", () => {
    const good = readFileSync(join(folder, "repository-2/pkg/.git/index"));
    const edit = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    expect(() => parseGitIndex(good.subarray(0, 40))).toThrow(/git index at byte/);
    fc.assert(
      fc.property(edit, ([at, byte]) => {
        const bytes = new Uint8Array(good);
        fc.pre(bytes[at] !== byte);
        bytes[at] = byte;
        expect(() => parseGitIndex(bytes)).toThrow(/git index at byte/);
      }),
      { numRuns: 200 },
    );
  });
});

test("a folder that shows nothing says so", async () => {
  const plain: ListedFile[] = [{ path: "pkg/a", size: 1, read: () => bytesOf("a") }];
  const { warnings, top } = await importFiles(newStores(), plain, { directories: ["pkg/empty"] });
  expect(top).toBe("pkg");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("no .git/index");
  const known = plain.map((entry) => ({ ...entry, executable: false }));
  expect((await importFiles(newStores(), known)).warnings).toEqual([]);
  const short = [{ path: "a", size: 2, executable: false, read: () => bytesOf("a") }];
  await expect(importFiles(newStores(), short)).rejects.toThrow("'a' changed its size");
});
