import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasOracle } from "../core/eval/testing/oracle.ts";
import { type Run, type RunOptions, spawn, tvix } from "./testing/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "drv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drv = (args: string[], options: RunOptions = {}): Run =>
  tvix(["drv", ...args], { cwd: folder, ...options });
const hash = "00000000000000000000000000000000";
const aterm = `Derive([("out","/nix/store/${hash}-x","","")],[],[],"s","/b",[],[("k","caf\xe9\\n")])`;
const file = `${hash}-x.drv`;

beforeAll(() => {
  writeFileSync(join(folder, file), aterm, "latin1");
  writeFileSync(join(folder, "bad.drv"), `${aterm} `, "latin1");
});

describe("show", () => {
  test("a file, standard input, both ways", () => {
    const json = drv(["show", file]);
    expect(json).toMatchObject({ code: 0, err: "" });
    expect(json.out).toContain(`{\n  "/nix/store/${file}": {\n    "outputs": {`);
    expect(json.out).toContain('"k": "caf\xe9\\n"');
    expect(drv(["show", "--aterm", file]).out).toBe(aterm);
    expect(drv(["show", "--aterm", "-"], { input: json.out }).out).toBe(aterm);
    expect(drv(["show", "-"], { input: aterm }).out).toBe(json.out.replace(`/nix/store/${file}`, "-"));
    expect(drv(["show", `/nix/store/${file}`, "--store", "."]).out).toBe(json.out);
  });

  test("failures", () => {
    expect(drv(["show", "bad.drv"])).toMatchObject({
      code: 1,
      err: `error: bad.drv: unexpected bytes after the derivation, not " " at byte ${aterm.length}\n`,
    });
    expect(drv(["show", "none.drv"])).toMatchObject({ code: 1 });
    expect(drv(["show"]).err).toContain("FILE is missing");
    expect(drv([]).err).toContain("'drv' needs one of show or diff");
    expect(drv(["diff", file]).err).toContain("takes two FILEs");
  });
});

describe("diff", () => {
  test("lines, words, JSON, no difference", () => {
    const other = aterm
      .replace(`${hash}-x`, `${hash.replaceAll("0", "1")}-x`)
      .replace("caf\xe9\\n", "caf\xe9\\nnew\\n")
      .replace('[],[("k"', '["-c"],[("__json","{\\"a\\":1}"),("k"');
    const name = `${hash.replaceAll("0", "1")}-x.drv`;
    writeFileSync(join(folder, name), other, "latin1");
    expect(drv(["diff", file, file])).toEqual({ out: "no difference\n", err: "", code: 0 });
    expect(drv(["diff", file, name]).out).toBe(
      'x:\n  args:\n  + -c\n  env.__json:\n  + {"a":1}\n  env.k:\n    caf\xe9\n  + new\n    \n',
    );
  });
});

describe.skipIf(!hasOracle())("with Nix's files", () => {
  const env = { NIX_REMOTE: `local?root=${folder}/root`, HOME: folder };
  const instantiate = (flag: string): string => {
    writeFileSync(
      join(folder, "a.nix"),
      `let make = name: more: derivation ({ inherit name; builder = "/bin/sh"; system = "x86_64-linux"; } // more);
        deep = make "deep" { flag = "${flag}"; outputs = [ "out" "dev" ]; script = "a\\nb\\n${flag}\\nc\\nd\\ne\\nf"; };
        middle = make "middle" { dep = deep.dev; };
      in make "top" { deps = [ middle deep ]; }`,
    );
    const run = spawn("nix-instantiate", ["a.nix"], { cwd: folder, env });
    expect(run.err).not.toContain("error");
    return run.out.trim();
  };
  const store = join(folder, "root/nix/store");

  test("show is what Nix shows, diff finds the cause", () => {
    const [one, two] = [instantiate("one"), instantiate("two")];
    const files = readdirSync(store).filter((name) => name.endsWith(".drv"));
    const paths = files.map((name) => `/nix/store/${name}`);
    const features = ["--extra-experimental-features", "nix-command"];
    const theirs = spawn("nix", [...features, "show-derivation", ...paths], { env });
    expect(drv(["show", ...files.map((name) => join(store, name))]).out).toBe(theirs.out);
    for (const name of files) {
      expect(drv(["show", "--aterm", join(store, name)]).out).toBe(readFileSync(join(store, name), "latin1"));
    }
    const expected = `deep:
  env.flag:
  - one
  + two
  env.script:
    a
    b
  - one
  + two
    c
    d
    ...
`;
    expect(drv(["diff", one, two, "--store", store]).out).toBe(expected);
    const elsewhere = join(folder, "copy");
    cpSync(store, elsewhere, { recursive: true });
    const place = (path: string): string => path.replace("/nix/store", elsewhere);
    expect(drv(["diff", place(one), place(two)]).out).toBe(expected);
  });
});
