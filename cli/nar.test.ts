import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomTree, seeded } from "../core/nix-compat/nar/testing/random-tree.ts";
import { strings } from "../core/nix-compat/nar/strings.ts";
import { Collector, TreeSource, writeTree, type Tree } from "../core/nix-compat/nar/testing/tree.ts";
import { dumpNar } from "../core/nix-compat/nar/index.ts";
import { shell, tvix, type Run } from "./testing/run-cli.ts";

const hasNix = spawnSync("nix-store", ["--version"]).status === 0;
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "tvix-cli-nar-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], input?: string): Run =>
  tvix(args, { cwd: folder, ...(input === undefined ? {} : { input }) });

function narOf(tree: Tree): string {
  const collector = new Collector();
  dumpNar(new TreeSource(tree), "/", collector.sink);
  return Buffer.from(collector.bytes).toString("latin1");
}

const text = (contents: string, executable = false): Tree => ({
  type: "regular",
  executable,
  contents: new Uint8Array(Buffer.from(contents, "latin1")),
});
const example: Tree = {
  type: "directory",
  entries: new Map<string, Tree>([
    ["bin", { type: "directory", entries: new Map([["x", text("#!", true)]]) }],
    ["empty", { type: "directory", entries: new Map() }],
    ["l", { type: "symlink", target: "bin/x" }],
    ["a\xff\n", text("hello")],
  ]),
};

describe("tvix nar", () => {
  test("dump, unpack and pack agree, names of any bytes", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const tree = randomTree(seeded(seed));
      const nar = narOf(tree);
      expect(run(["nar", "unpack", "-", `u${seed}`], nar)).toEqual({ out: "", err: "", code: 0 });
      expect(run(["nar", "dump", `u${seed}`]).out).toBe(nar);
      expect(run(["nar", "pack", `u${seed}`, `n${seed}.nar`])).toEqual({ out: "", err: "", code: 0 });
      expect(readFileSync(`${folder}/n${seed}.nar`, "latin1")).toBe(nar);
      expect(run(["nar", "pack", `u${seed}`, "-"]).out).toBe(nar);
    }
  });

  test("dump tells what it can't pack", () => {
    expect(run(["nar", "dump", "/dev/null"])).toEqual({
      out: "",
      err: "error: cannot pack '/dev/null': file '/dev/null' has an unsupported type\n",
      code: 1,
    });
    expect(run(["nar", "dump", "missing"]).err).toBe("error: lstat 'missing': No such file or directory\n");
    expect(shell("$tvix nar dump /usr/bin | head -c 9 >/dev/null", { cwd: folder }).err).toBe("");
  });

  test("ls", () => {
    const nar = narOf(example);
    expect(run(["nar", "ls", "-"], nar).out).toBe("./a\xff\n\n./bin\n./empty\n./l\n");
    expect(run(["nar", "ls", "-lR", "-", "/"], nar).out).toBe(
      "-r--r--r--                    5 ./a\xff\n\n" +
        "dr-xr-xr-x                    0 ./bin\n" +
        "-r-xr-xr-x                    2 ./bin/x\n" +
        "dr-xr-xr-x                    0 ./empty\n" +
        "lrwxrwxrwx                    0 ./l -> bin/x\n",
    );
    expect(run(["nar", "ls", "-", "/bin/x"], nar).out).toBe("x\n");
    expect(run(["nar", "ls", "--json", "-R", "-", "/bin"], nar).out).toBe(
      '{"type":"directory","entries":{"x":{"type":"regular","size":2,"executable":true,"narOffset":592}}}\n',
    );
    expect(run(["nar", "ls", "-", "/nope"], nar)).toMatchObject({
      err: "error: path '/nope' does not exist\n",
      code: 1,
    });
  });

  test("cat", () => {
    const nar = narOf(example);
    expect(run(["nar", "cat", "-", "/bin/x"], nar)).toEqual({ out: "#!", err: "", code: 0 });
    expect(run(["nar", "cat", "-", "bin"], nar).err).toBe("error: path 'bin' is not a regular file\n");
    expect(run(["nar", "cat", "-", "/l"], nar).err).toBe("error: path '/l' is not a regular file\n");
    expect(run(["nar", "cat", "-", "/x"], nar).err).toBe("error: path '/x' does not exist\n");
    expect(run(["nar", "cat", "-", "/"], narOf(text("root"))).out).toBe("root");
  });

  test("a damaged NAR is refused with the offset, and nothing is left", () => {
    const nar = narOf(example);
    const bad = `${nar.slice(0, -1)}\x01`;
    expect(run(["nar", "unpack", "-", "bad"], bad)).toEqual({
      out: "",
      err: `error: -: bad NAR at byte ${nar.length - 1}: padding that isn't zero\n`,
      code: 1,
    });
    expect(existsSync(`${folder}/bad`)).toBe(false);
    expect(run(["nar", "unpack", "-", "bad"], nar.slice(0, 500)).err).toContain(
      "bad NAR at byte 500: unexpected end",
    );
    expect(readdirSync(folder)).not.toContain("bad");
  });

  test("unpack never leaves its folder nor touches what exists", () => {
    const entry = (name: string, ...node: string[]): string[] => [
      "entry",
      "(",
      "name",
      name,
      "node",
      ...node,
      ")",
    ];
    const link = ["(", "type", "symlink", "target", "/etc", ")"];
    const file = ["(", "type", "regular", "contents", "x", ")"];
    const nar = (...entries: string[]): string =>
      Buffer.from(strings("nix-archive-1", "(", "type", "directory", ...entries, ")")).toString("latin1");
    for (const name of ["..", "../x", "/x", "a/../../x", ""]) {
      expect(run(["nar", "unpack", "-", "safe"], nar(...entry(name, ...file))).code).toBe(1);
      expect(existsSync(`${folder}/safe`)).toBe(false);
    }
    const twice = nar(
      ...entry("a", ...link),
      ...entry("a", "(", "type", "directory", ...entry("x", ...file), ")"),
    );
    expect(run(["nar", "unpack", "-", "safe"], twice).err).toContain("two entries named 'a'");
    expect(existsSync(`${folder}/safe`)).toBe(false);

    mkdirSync(`${folder}/there`);
    writeFileSync(`${folder}/there/kept`, "");
    symlinkSync("nowhere", `${folder}/dangling`);
    for (const target of ["there", "dangling"]) {
      expect(run(["nar", "unpack", "-", target], narOf(example))).toMatchObject({
        err: `error: '${target}' exists already\n`,
        code: 1,
      });
    }
    expect(readdirSync(`${folder}/there`)).toEqual(["kept"]);
    expect(lstatSync(`${folder}/dangling`).isSymbolicLink()).toBe(true);
    expect(run(["nar", "unpack", "-", "missing/x"], narOf(example)).err).toContain(
      "'missing/x': No such file or directory",
    );
  });

  test("directories nested deeper than paths can be long are refused, and nothing is left", () => {
    let tree: Tree = { type: "symlink", target: "x" };
    for (let i = 0; i < 2500; i++) tree = { type: "directory", entries: new Map([["d", tree]]) };
    const nar = narOf(tree);
    expect(run(["nar", "unpack", "-", "deep"], nar)).toMatchObject({
      err: expect.stringMatching(/^error: mkdir .*: File name too long/) as string,
      code: 1,
    });
    expect(existsSync(`${folder}/deep`)).toBe(false);
  });

  test("pack leaves nothing behind when it fails", () => {
    expect(run(["nar", "pack", "missing", "failed.nar"]).code).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith("failed"))).toEqual([]);
  });

  test("mistakes in the arguments", () => {
    expect(run(["nar"]).err).toContain("'nar' needs one of dump, ls, cat, pack or unpack");
    expect(run(["nar", "constructor"]).err).toContain("has no 'constructor'");
    expect(run(["nar", "cat", "x"]).err).toContain("PATH is missing");
    expect(run(["nar", "dump", "x", "y"]).err).toContain("unexpected argument 'y'");
  });

  test.skipIf(!hasNix)("ls prints what nix nar ls prints", () => {
    writeTree(`${folder}/tree`, example);
    writeFileSync(`${folder}/tree.nar`, narOf(example), "latin1");
    const nix = (args: readonly string[]): string =>
      spawnSync("nix", ["--extra-experimental-features", "nix-command", "nar", "ls", ...args], {
        cwd: folder,
        encoding: "latin1",
        env: { ...process.env, NIX_REMOTE: `local?root=${folder}/root`, HOME: folder },
      }).stdout.replace(/\n$/, "");
    const lines = [
      "/",
      "-R /",
      "-l /bin",
      "-lR /",
      "-d /bin",
      "-d -l /",
      "-l /l",
      "/bin/x",
      "--json /",
      "--json -R /",
      "--json /bin/x",
      "-R /empty",
    ].map((words) => words.split(" "));
    for (const line of lines) {
      const args = [...line.slice(0, -1), "tree.nar", line.at(-1)!];
      expect(run(["nar", "ls", ...args]).out.replace(/\n$/, ""), args.join(" ")).toBe(nix(args));
    }
  });
});
