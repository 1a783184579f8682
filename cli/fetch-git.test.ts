import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NixError, Source } from "../core/eval/index.ts";
import { makeFetches, makeStoreEvaluator } from "../core/glue/index.ts";
import { makeNodeFetcher } from "./fetcher.ts";
import { NodeSources } from "./node-sources.ts";

const hasGit = spawnSync("git", ["--version"]).status === 0;
const before = process.env["XDG_CACHE_HOME"];
let folder: string;
let warnings: string[];
const at = (name: string): string => join(folder, name);

function git(directory: string, ...args: string[]): string {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
    GIT_ALLOW_PROTOCOL: "file",
  };
  return execFileSync("git", args, { cwd: at(directory), env, encoding: "utf8", stdio: "pipe" }).trim();
}

function run(expression: string): unknown {
  warnings = [];
  const { evaluator } = makeStoreEvaluator({
    io: new NodeSources(),
    settings: { features: new Set(["flakes", "nix-command", "fetch-tree"]) },
    fetches: makeFetches({ fetcher: makeNodeFetcher(), warn: (text) => void warnings.push(text) }),
  });
  const text = expression.replaceAll("DIR", folder);
  const value = evaluator.evaluate(new Source({ type: "string" }, text, folder));
  return JSON.parse(evaluator.toJson(value, true));
}

function failure(expression: string): string {
  try {
    run(expression);
  } catch (error) {
    if (error instanceof NixError) return error.message;
    throw error;
  }
  return "none";
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "git-inputs-"));
  process.env["XDG_CACHE_HOME"] = at("cache");
  if (!hasGit) return;
  mkdirSync(at("repo/d"), { recursive: true });
  git("repo", "init", "-q", "-b", "trunk");
  writeFileSync(at("repo/f"), "1");
  writeFileSync(at("repo/d/g"), "2");
  writeFileSync(at("repo/.gitattributes"), "ignored export-ignore\nsubst export-subst\n");
  writeFileSync(at("repo/ignored"), "x");
  writeFileSync(at("repo/subst"), "$Format:%H$");
  git("repo", "add", ".");
  git("repo", "commit", "-qm", "one");
  git("repo", "checkout", "-qb", "side");
  writeFileSync(at("repo/f"), "side");
  git("repo", "commit", "-qam", "side");
  git("repo", "checkout", "-q", "trunk");
  git(".", "clone", "-q", "--bare", "repo", "bare.git");
  git(".", "clone", "-q", "repo", "dirty");
  writeFileSync(at("dirty/f"), "changed");
  writeFileSync(at("dirty/untracked"), "x");
  mkdirSync(at("super"));
  git("super", "init", "-q", "-b", "trunk");
  git("super", "submodule", "--quiet", "add", "../repo", "sub/module");
  git("super", "commit", "-qm", "super");
}, 30_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = before;
});

describe.skipIf(!hasGit)("as newer versions do it", () => {
  const names = (call: string): string => `builtins.attrNames (builtins.readDir (${call}))`;

  test("the default branch is the one that is checked out there", () => {
    const told = run(
      'let t = builtins.fetchGit "file://DIR/bare.git"; in [ t.rev t.revCount (builtins.readFile (t + "/f")) ]',
    );
    expect(told).toEqual([git("repo", "rev-parse", "trunk"), 1, "1"]);
  });

  test("a commit needs no branch", () => {
    const side = git("repo", "rev-parse", "side");
    expect(
      run(`builtins.readFile (builtins.fetchGit { url = "file://DIR/bare.git"; rev = "${side}"; } + "/f")`),
    ).toBe("side");
  });

  test("files come as they are committed; export-ignore counts for fetchGit only", () => {
    const url = "file://DIR/bare.git";
    expect(run(names(`builtins.fetchGit "${url}"`))).toEqual([".gitattributes", "d", "f", "subst"]);
    expect(run(names(`builtins.fetchTree { type = "git"; url = "${url}"; }`))).toContain("ignored");
    expect(
      run(names(`builtins.fetchTree { type = "git"; url = "${url}"; exportIgnore = true; }`)),
    ).not.toContain("ignored");
    expect(run(`builtins.readFile (builtins.fetchGit "${url}" + "/subst")`)).toBe("$Format:%H$");
  });

  test("worktrees with changes", () => {
    const told = run(
      'removeAttrs (builtins.fetchGit DIR/dirty) [ "outPath" "narHash" "lastModified" "lastModifiedDate" ]',
    );
    const rev = git("repo", "rev-parse", "trunk");
    expect(told).toEqual({
      dirtyRev: `${rev}-dirty`,
      dirtyShortRev: `${rev.slice(0, 7)}-dirty`,
      rev: "0".repeat(40),
      shortRev: "0000000",
      revCount: 0,
      submodules: false,
    });
    expect(warnings).toEqual([`Git tree '${at("dirty")}' is dirty`]);
    expect(run('builtins.readFile (builtins.fetchGit DIR/dirty + "/f")')).toBe("changed");
    expect(run(names("builtins.fetchGit DIR/dirty"))).not.toContain("untracked");
  });

  test("a part of the commits is not taken for all of them", () => {
    const call = (more: string): string =>
      `(builtins.fetchGit { url = "file://DIR/bare.git"; ref = "side"; ${more} }).revCount`;
    expect(run(call("shallow = true;"))).toBe(0);
    expect(run(call(""))).toBe(2);
    git(".", "clone", "-q", "--depth", "1", "--branch", "side", `file://${at("repo")}`, "shallow");
    expect(failure("builtins.fetchGit DIR/shallow")).toContain(
      "is a shallow Git repository, but a non-shallow",
    );
    expect(run("(builtins.fetchGit { url = DIR/shallow; shallow = true; }).revCount")).toBe(0);
  });

  test("submodules", () => {
    const call = (more: string): string => `builtins.fetchGit { url = "file://DIR/super"; ${more} }`;
    expect(run(`builtins.readDir (${call("")} + "/sub/module")`)).toEqual({});
    expect(run(`builtins.readFile (${call("submodules = true;")} + "/sub/module/f")`)).toBe("1");
    const module = `(builtins.fetchTree { type = "git"; url = "file://DIR/super"; submodules = true; }).submodules`;
    expect(run(module)).toBe(true);
  });

  test("a flake may ask for its submodules", () => {
    mkdirSync(at("flake"));
    git("flake", "init", "-q", "-b", "trunk");
    const text = "{ inputs.self.submodules = true; outputs = { self }: { f = builtins.readFile ./m/f; }; }";
    writeFileSync(at("flake/flake.nix"), text);
    git("flake", "submodule", "--quiet", "add", "../repo", "m");
    git("flake", "add", ".");
    git("flake", "commit", "-qm", "x");
    expect(run('(builtins.getFlake "git+file://DIR/flake").f')).toBe("1");
  });

  test.each([
    [
      'builtins.fetchGit { url = "file://DIR/bare.git"; ref = "--upload-pack=x"; }',
      "is not a branch/tag name",
    ],
    ['builtins.fetchGit { url = "ext::sh -c x"; }', "has unexpected authority"],
    [
      'builtins.fetchGit { url = "file://DIR/bare.git"; ref = "nope"; }',
      "couldn't find remote ref refs/heads/nope",
    ],
    ['builtins.fetchGit "file://DIR"', "does not appear to be a git repository"],
    [
      'builtins.fetchGit { url = "file://DIR/bare.git"; rev = "0000000000000000000000000000000000000001"; }',
      "Cannot find Git revision",
    ],
  ])("refused: %s", (expression, message) => {
    expect(failure(expression)).toContain(message);
  });
});
