import { execFileSync, spawn as start } from "node:child_process";
import {
  chmodSync,
  existsSync,
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
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HttpSource, PublishedTree, readTree, type Fetch } from "../core/castore/index.ts";
import { hasNix, NixSandbox } from "../core/nix-compat/testing/nix.ts";
import { FolderObjects } from "./folder-objects.ts";
import { buildCli, tvix, type Run } from "./testing/run-cli.ts";

let folder: string;
let digest: string;
const at = (name: string): string => join(folder, name);
const run = (...args: string[]): Run => tvix(args, { cwd: folder, env: { TVIX_STORE: at("store") } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "castore-"));
  mkdirSync(at("tree/sub"), { recursive: true });
  writeFileSync(at("tree/default.nix"), "import ./sub/x.nix\n");
  writeFileSync(at("tree/sub/x.nix"), "1 + 1\n");
  writeFileSync(at("tree/run"), "#!/bin/sh\n");
  chmodSync(at("tree/run"), 0o755);
  writeFileSync(at("tree/large"), Buffer.alloc(1_400_000, "0123456789abcdef\n"));
  symlinkSync("run", at("tree/link"));
  const first = run("castore", "import", "tree");
  expect(first).toMatchObject({ code: 0 });
  expect(first.err).toMatch(/^4 files, 1400035 bytes; new: 4 files, 1400035 bytes\n$/);
  digest = first.out.trim();
  expect(digest).toMatch(/^blake3-[A-Za-z0-9+/]{43}=$/);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("again, and from archives: the same digest, nothing new", () => {
  expect(run("castore", "import", "tree").err).toContain("new: 0 files, 0 bytes");
  execFileSync("tar", ["-czf", "t.tar.gz", "tree"], { cwd: folder });
  execFileSync("tar", ["-cJf", "t.tar.xz", "tree"], { cwd: folder });
  for (const archive of ["t.tar.gz", "t.tar.xz"])
    expect(run("castore", "import", archive).out).toBe(`${digest}\n`);
  const input = readFileSync(at("t.tar.gz")).toString("latin1");
  const piped = tvix(["castore", "import", "-"], { cwd: folder, env: { TVIX_STORE: at("store") }, input });
  expect(piped.out).toBe(`${digest}\n`);
});

test("ls and cat", () => {
  expect(run("castore", "ls", digest).out).toBe("default.nix\nlarge\nlink\nrun\nsub\n");
  expect(run("castore", "ls", "-l", digest).out).toMatch(/^l .* link -> run$/m);
  expect(run("castore", "ls", digest, "sub").out).toBe("x.nix\n");
  expect(run("castore", "cat", digest, "/sub/x.nix").out).toBe("1 + 1\n");
  expect(run("castore", "cat", digest, "large").out).toHaveLength(1_400_000);
  expect(run("castore", "cat", digest, "nope")).toMatchObject({
    code: 1,
    err: expect.stringContaining("does not exist"),
  });
  expect(run("castore", "cat", digest, "../x")).toMatchObject({
    code: 1,
    err: expect.stringContaining("contains '..'"),
  });
  expect(run("castore", "ls", "blake3-x")).toMatchObject({
    code: 1,
    err: expect.stringContaining("is no digest"),
  });
  expect(run("castore", "ls", digest, "--store", at("none")).err).toContain("there is no store at");
  expect(run("castore").err).toContain(
    "'castore' needs one of import, ls, cat, export, publish or mount-http",
  );
});

test("export: archives that import to the same digest, and never over a file", () => {
  for (const format of ["tar", "zip", "nar"]) {
    expect(run("castore", "export", digest, `out.${format}`)).toMatchObject({ code: 0, err: "" });
    expect(run("castore", "import", `out.${format}`).out).toBe(`${digest}\n`);
    expect(run("castore", "export", digest, `out.${format}`).err).toContain("exists already");
  }
  execFileSync("tar", ["-xf", "out.tar"], { cwd: folder });
  expect(statSync(at("source/run")).mode & 0o100).not.toBe(0);
  expect(run("castore", "export", digest, "out.rar").err).toContain("must end in .tar, .zip or .nar");
});

test("what no honest archive holds", () => {
  writeFileSync(at("x"), "x");
  execFileSync("tar", ["-P", "--transform", "s,^x,../x,", "-cf", "evil.tar", "x"], { cwd: folder });
  expect(run("castore", "import", "evil.tar")).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("entry '../x' leads out"),
  });
});

const fetcher = fetch as unknown as Fetch;

test("publish, and read it as the page does", async () => {
  expect(run("castore", "publish", "tree", "site").out).toBe(`${digest}\n`);
  expect(run("castore", "publish", digest, "site2").out).toBe(`${digest}\n`);
  expect(readFileSync(at("site/castore.json"), "utf8")).toBe(readFileSync(at("site2/castore.json"), "utf8"));
  expect(readdirSync(at("site")).sort()).toEqual(["blobs", "castore.json", "chunks", "dirs", "packs"]);
  const published = await PublishedTree.open(new FolderObjects(at("site")));
  const tree = await readTree({ blobs: published, directories: published.directories }, published.root);
  expect(tree.kind === "directory" && tree.entries.size).toBe(5);
});

test("mount-http: files, ranges, lists, links; nothing else", async () => {
  buildCli();
  const root = new URL("..", import.meta.url).pathname;
  const server = start(
    process.execPath,
    [join(root, "dist/cli.mjs"), "castore", "mount-http", digest, "--port", "0"],
    {
      env: { ...process.env, TVIX_STORE: at("store") },
    },
  );
  try {
    const url = await new Promise<string>((resolve) => {
      server.stderr.on("data", (text: Buffer) => {
        const found = /http:\S+/.exec(text.toString());
        if (found !== null) resolve(found[0]);
      });
    });
    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(url + path, { headers, redirect: "manual" });
    const whole = await get("sub/x.nix");
    expect([whole.status, whole.headers.get("content-type"), await whole.text()]).toEqual([
      200,
      "text/plain; charset=utf-8",
      "1 + 1\n",
    ]);
    const part = await get("large", { range: "bytes=700000-700009" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, "bytes 700000-700009/1400000"]);
    expect(await part.text()).toBe(
      Buffer.alloc(1_400_000, "0123456789abcdef\n").toString("latin1", 700_000, 700_010),
    );
    expect((await get("large", { range: "bytes=1400000-" })).status).toBe(416);
    expect((await (await get("large", { range: "bytes=-3" })).text()).length).toBe(3);
    const tag = whole.headers.get("etag")!;
    expect((await get("sub/x.nix", { "if-none-match": tag })).status).toBe(304);
    expect(await (await get("")).text()).toContain('<a href="./sub/">');
    expect((await get("sub")).headers.get("location")).toBe("sub/");
    expect((await get("link")).headers.get("location")).toBe("./run");
    expect((await get("nope")).status).toBe(404);
    expect((await get("%2e%2e%2fx")).status).toBe(400);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    expect((await new HttpSource(url, fetcher).get("run", { range: { start: 2, end: 5 } }))!).toEqual(
      new TextEncoder().encode("/bi"),
    );
  } finally {
    server.kill();
  }
});

describe("store", () => {
  test.skipIf(!hasNix)("the path of the real Nix", () => {
    const nix = new NixSandbox();
    try {
      const theirs = nix.run("nix-store", ["--add", at("tree")]).trim();
      expect(run("store", "import", "tree").out).toBe(`${theirs}\n`);
      expect(run("store", "import", "--unpack", "--name", "tree", "t.tar.gz").out).toBe(`${theirs}\n`);
      const info = run("store", "info", theirs).out;
      expect(info).toContain(`StorePath: ${theirs}\n`);
      expect(info).toContain(`Castore: directory ${digest}\n`);
      expect(run("store", "info").out).toBe(info);
      expect(run("store", "info", theirs.replace(/\/store\/./, "/store/0")).err).toContain(
        "is not in the store",
      );
    } finally {
      nix.remove();
    }
  });

  test("verify names what is damaged", () => {
    expect(run("store", "verify")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ objects, 0 damaged\n$/),
    });
    const chunks = at("store/chunks/b3");
    const shard = join(chunks, readdirSync(chunks)[0]!);
    const file = join(shard, readdirSync(shard)[0]!);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 3));
    const found = run("store", "verify");
    expect(found.code).toBe(1);
    expect(found.err).toMatch(/^damaged: blob blake3-/);
    writeFileSync(file, bytes);
    expect(run("store", "verify").code).toBe(0);
    expect(existsSync(at("store/infos"))).toBe(hasNix);
  });
});
