import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOracle } from "../core/eval/testing/oracle.ts";
import { storeCorpusRoot, writeStoreCorpus } from "../core/glue/testing/store-corpus.ts";
import { spawn, tvix, type Run } from "./testing/run-cli.ts";

let folder: string;
beforeAll(() => {
  writeStoreCorpus();
  folder = mkdtempSync(join(tmpdir(), "tvix-instantiate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const d = 'd = n: derivation { name = n; builder = "b"; system = "x"; outputs = [ "out" "dev" ]; };';
/** A source, a text that refers to another, a filtered tree, an executable and a fixed output. */
const large = `let ${d} in [
  (derivation {
    name = "large"; builder = ./run.sh; system = "x"; a = d "a"; b = (d "b").dev;
    text = builtins.toFile "t" "refers to \${./text.txt}";
    tree = builtins.path { name = "t"; path = ./tree; filter = p: t: baseNameOf p != "deep"; };
    flat = builtins.path { name = "f"; path = ./linktext; recursive = false; };
    self = (d "c").drvPath;
    src = derivation { name = "s"; builder = "b"; system = "x"; outputHash = "sha256:${"0".repeat(64)}"; };
  })
  (d "other").dev
]`;

function nix(args: readonly string[], root: string, input?: Buffer): Run {
  const run = spawnSync(args[0]!, args.slice(1), {
    cwd: storeCorpusRoot,
    env: { PATH: process.env["PATH"] ?? "", NIX_REMOTE: `local?root=${root}` },
    encoding: "latin1",
    ...(input === undefined ? {} : { input }),
  });
  return { out: run.stdout, err: run.stderr, code: run.status };
}

const ours = (...args: string[]): Run =>
  tvix(["instantiate", "--profile", "2.8", ...args], { cwd: storeCorpusRoot });

describe.skipIf(!hasOracle())("prints what nix-instantiate prints", () => {
  const expressions: [args: string[]][] = [
    [["-E", large]],
    [["-E", `let ${d} x = d "a"; in { a = x; b = x; c = x.dev; e = x.dev; }`]],
    [["-E", `let ${d} x = d "a"; in [ x x x.dev x.out ]`]],
    [["-E", `let ${d} in { b = [ (d "b") ]; c.recurseForDerivations = true; c.x = d "x"; c.y.z = d "z"; }`]],
    [["-E", `let ${d} in { a.recurseForDerivations = true; a._x = d "x"; a."q+" = d "q"; a."q." = d "r"; }`]],
    [["-E", `let ${d} in { a = { q ? 1 }: d "x"; b = { q ? 1 }: { c = d "c"; }; x = d "y"; }`]],
    [["-E", `let ${d} in { q ? 1 }: [ ({ q ? 1 }: d "x") ]`]],
    [["-E", `let ${d} in { x = d "x"; a.b = d "c"; _combineChannels = [ ]; }`]],
    [["-E", `let ${d} in { a.b = d "a"; c = d "c"; }`, "-A", "c.dev", "-A", "a.b"]],
    [["-E", '{ q ? 1 }: derivation { name = q; builder = "b"; system = "s"; }', "--argstr", "q", "z"]],
    [["-E", '{ q }: derivation { name = q; builder = "b"; system = "s"; }', "--arg", "q", '"a" + "b"']],
    [["-E", `let ${d} in [ (d "x") (derivation { name = "a"; }) ]`]],
    [["-E", `let ${d} in { x = d "x"; b = abort "x"; }`]],
    [["-E", `let ${d} x = d "a"; in removeAttrs x [ "outputName" ]`]],
    [["-E", `let ${d} x = d "a"; in removeAttrs x [ "drvPath" ]`]],
    [["-E", `let ${d} x = d "a"; in removeAttrs x [ "name" ]`]],
    [["-E", `let ${d} x = d "a"; in x // { drvPath = "/foo"; }`]],
    [["-E", `let ${d} x = d "a"; in x // { drvPath = x.drvPath + "/a"; }`]],
    [["-E", "{ a.recurseForDerivations = 1; }"]],
    [["-E", "{ }", "[ ]", "1"]],
    [["missing.nix"]],
  ];
  test.each(expressions)("%j", (args) => {
    const theirs = nix(["nix-instantiate", ...args], join(folder, "root"));
    const mine = ours(...args);
    expect(mine.out).toBe(theirs.out);
    expect(mine.code === 0).toBe(theirs.code === 0);
  });
});

describe.skipIf(!hasOracle())("a stream", () => {
  test("is taken by nix-store --import, and says what nix-instantiate writes", () => {
    const file = join(folder, "stream");
    const run = ours("-E", large, "--export", file);
    expect(run).toMatchObject({ err: "", code: 0 });
    const [imported, instantiated] = [join(folder, "imported"), join(folder, "instantiated")];
    const taken = nix(["nix-store", "--import"], imported, readFileSync(file));
    expect(taken.code).toBe(0);
    const paths = taken.out.trimEnd().split("\n").sort();
    const roots = nix(["nix-instantiate", "-E", large], instantiated).out;
    expect(run.out).toBe(roots);
    const drvs = roots
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/!.*/, ""));
    const closure = nix(["nix-store", "-qR", ...drvs], instantiated)
      .out.trimEnd()
      .split("\n")
      .sort();
    expect(paths).toEqual(closure);
    for (const query of ["--references", "--hash", "--size", "--deriver"]) {
      const [mine, theirs] = [imported, instantiated].map((root) =>
        nix(["nix-store", "-q", query, ...paths], root),
      );
      expect(mine!.out).toBe(theirs!.out);
    }
    expect(nix(["nix-store", "--verify", "--check-contents"], imported).code).toBe(0);
  });

  test("goes to standard output alone", () => {
    const run = ours("-E", large, "--export", "-");
    expect(run.code).toBe(0);
    const file = join(folder, "again");
    ours("-E", large, "--export", file);
    expect(run.out).toBe(readFileSync(file, "latin1"));
  });

  test("a folder holds what Nix's store would", () => {
    const out = join(folder, "out");
    expect(ours("-E", large, "--out", out).code).toBe(0);
    const store = join(folder, "instantiated/nix/store");
    nix(["nix-instantiate", "-E", large], join(folder, "instantiated"));
    for (const name of readdirSync(out)) {
      expect(spawn("diff", ["-r", "--no-dereference", join(out, name), join(store, name)], {}).out).toBe("");
    }
    expect(readdirSync(out).some((name) => name.endsWith("-large.drv"))).toBe(true);
    const program = readdirSync(out).find((name) => name.endsWith("-run.sh"))!;
    expect(statSync(join(out, program)).mode & 0o100).toBe(0o100);
  });
});

test("a set that holds itself is no endless search", () => {
  const run = ours("-E", "let x = { recurseForDerivations = true; a = x; }; in x");
  expect(run).toMatchObject({ code: 1, out: "" });
  expect(run.err).toContain("10000 sets and lists deep");
});

describe("never half written", () => {
  const fails = `let ${d} in [ (d "x") (throw "no") ]`;

  test("a failing evaluation writes nothing", () => {
    for (const option of ["--out", "--export"]) {
      const target = join(folder, `failed${option}`);
      expect(ours("-E", fails, option, target)).toMatchObject({ code: 1, out: "" });
      expect(existsSync(target)).toBe(false);
    }
    expect(ours("-E", fails, "--export", "-")).toMatchObject({ code: 1, out: "" });
    expect(readdirSync(folder).filter((name) => name.includes(".tvix-"))).toEqual([]);
  });

  test("a folder that exists gets what it lacks", () => {
    const out = join(folder, "grown");
    mkdirSync(out);
    cpSync(join(storeCorpusRoot, "text.txt"), join(out, "mine"));
    expect(ours("-E", `let ${d} in d "x"`, "--out", out).code).toBe(0);
    expect(ours("-E", `let ${d} in [ (d "x") (d "y") ]`, "--out", out).code).toBe(0);
    const names = readdirSync(out).map((name) => name.replace(/^[0-9a-z]{32}-/, ""));
    expect(names.sort()).toEqual(["mine", "x.drv", "y.drv"]);
    expect(readdirSync(folder).filter((name) => name.includes(".tvix-"))).toEqual([]);
  });

  test("a target that can't be written is an error", () => {
    expect(ours("-E", `let ${d} in d "x"`, "--out", join(folder, "no/such/place")).code).toBe(1);
    expect(ours("-E", `let ${d} in d "x"`, "--export", join(folder, "no/such/place")).code).toBe(1);
    expect(ours("-E", `let ${d} in d "x"`, "--export", "a", "--out", "b").err).toContain("exclude");
  });
});
