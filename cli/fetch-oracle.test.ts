/** What Nix 2.8 says of the same expressions: paths and attributes equal, failures fail alike. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NixError, Source } from "../core/eval/index.ts";
import { makeFetches, makeStoreEvaluator } from "../core/glue/index.ts";
import { makeNodeFetcher } from "./fetcher.ts";
import { NodeSources } from "./node-sources.ts";

const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

let folder: string;
const at = (name: string): string => join(folder, name);

function git(directory: string, ...args: string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  const dates = { GIT_AUTHOR_DATE: "1700000000 +0000", GIT_COMMITTER_DATE: "1700000000 +0000" };
  const env = { ...process.env, ...identity, ...dates, HOME: folder, GIT_ALLOW_PROTOCOL: "file" };
  const options = { cwd: at(directory), env, encoding: "utf8", stdio: "pipe" } as const;
  return execFileSync("git", args, options).trim();
}

function makeRepositories(): void {
  mkdirSync(at("repo/d"), { recursive: true });
  git("repo", "init", "-q", "-b", "main");
  writeFileSync(at("repo/f"), "1");
  writeFileSync(at("repo/d/g"), "2");
  writeFileSync(at("repo/run"), "x");
  chmodSync(at("repo/run"), 0o755);
  symlinkSync("f", at("repo/link"));
  writeFileSync(at("repo/.gitattributes"), "ignored export-ignore\nsubst export-subst\n");
  writeFileSync(at("repo/ignored"), "x");
  writeFileSync(at("repo/subst"), "$Format:%H$");
  git("repo", "add", ".");
  git("repo", "commit", "-qm", "one");
  git("repo", "tag", "v1");
  writeFileSync(at("repo/f"), "3");
  git("repo", "commit", "-qam", "two");
  git("repo", "branch", "side", "v1");
  git(".", "clone", "-q", "--bare", "repo", "bare.git");
  git(".", "clone", "-q", "repo", "dirty");
  writeFileSync(at("dirty/f"), "changed");
  writeFileSync(at("dirty/untracked"), "x");
  writeFileSync(at("dirty/staged"), "x");
  git("dirty", "add", "staged");
  rmSync(at("dirty/d/g"));
  mkdirSync(at("super"));
  git("super", "init", "-q", "-b", "main");
  git("super", "submodule", "--quiet", "add", "../repo", "sub/module");
  writeFileSync(at("super/own"), "x");
  git("super", "add", ".");
  git("super", "commit", "-qm", "super");
}

function makeFlakes(): void {
  for (const name of ["dep", "deep", "plain", "outer/inner"])
    mkdirSync(at(`flakes/${name}`), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(at(`flakes/${name}`), text);
  write("dep/flake.nix", "{ outputs = { self }: { x = 1; p = self.outPath; }; }");
  write("deep/flake.nix", `{ inputs.dep.url = "path:/none"; outputs = { self, dep }: { y = dep.x; }; }`);
  write("plain/p", "p");
  write(
    "outer/flake.nix",
    `{
      inputs.dep.url = "path:${at("flakes/dep")}";
      inputs.deep = { url = "path:${at("flakes/deep")}"; inputs.dep.follows = "dep"; };
      inputs.plain = { url = "path:${at("flakes/plain")}"; flake = false; };
      inputs.tar = { url = "file://${at("one.tar.gz")}"; flake = false; };
      inputs.repo = { type = "git"; url = "file://${at("repo")}"; flake = false; };
      outputs = { self, dep, deep, plain, tar, repo }: {
        a = [ dep.x dep.p deep.y plain.outPath plain.narHash tar.outPath tar.narHash repo.rev repo.lastModified ];
        names = map builtins.attrNames [ self dep self.sourceInfo plain repo ];
        same = deep.inputs.dep == dep;
      };
    }`,
  );
  write("outer/inner/flake.nix", "{ outputs = { self }: { own = self.outPath; }; }");
  const env = { ...nixEnvironment(), GIT_ALLOW_PROTOCOL: "file" };
  execFileSync("nix", ["flake", "lock", `path:${at("flakes/outer")}`], { env, stdio: "pipe" });
  mkdirSync(at("gitflake/sub"), { recursive: true });
  git("gitflake", "init", "-q", "-b", "main");
  writeFileSync(
    at("gitflake/flake.nix"),
    "{ outputs = { self }: { inherit (self) rev lastModifiedDate; }; }",
  );
  writeFileSync(at("gitflake/sub/flake.nix"), "{ outputs = { self }: { o = self.outPath; }; }");
  git("gitflake", "add", ".");
  git("gitflake", "commit", "-qm", "x");
}

beforeAll(() => {
  if (!has("nix")) return;
  folder = mkdtempSync(join(tmpdir(), "fetch-oracle-"));
  mkdirSync(at("a/pkg/sub"), { recursive: true });
  writeFileSync(at("a/pkg/x"), "x");
  writeFileSync(at("a/pkg/run"), "x");
  chmodSync(at("a/pkg/run"), 0o755);
  symlinkSync("x", at("a/pkg/link"));
  writeFileSync(at("a/pkg/sub/y"), "y");
  writeFileSync(at("a/other"), "q");
  for (const name of ["pkg/x", "pkg/run", "pkg/sub/y", "pkg/sub", "pkg", "other"]) {
    utimesSync(at(`a/${name}`), 1_650_000_000, 1_650_000_000 + name.length);
  }
  const tar = (...args: string[]): unknown => execFileSync("tar", ["-C", "a", ...args], { cwd: folder });
  tar("-czf", at("one.tar.gz"), "pkg");
  tar("-cJf", at("one.tar.xz"), "pkg");
  tar("-cjf", at("one.tar.bz2"), "pkg");
  tar("-cf", at("plain"), "./pkg");
  tar("-czf", at("two.tar.gz"), "pkg", "other");
  tar("-czf", at("file.tar.gz"), "other");
  tar("-czf", at("none.tar.gz"), "-T", "/dev/null");
  if (has("git")) {
    makeRepositories();
    makeFlakes();
  }
}, 60_000);

afterAll(() => {
  if (folder !== undefined) spawnSync("rm", ["-rf", folder]);
});

function nixEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: at("home"),
    XDG_CACHE_HOME: at("home/cache"),
    NIX_REMOTE: `local?root=${at("root")}`,
    NIX_CONFIG: "experimental-features = nix-command flakes\nwarn-dirty = false\nsubstituters =",
    GIT_ALLOW_PROTOCOL: "file",
  };
}

/** The value as JSON, or that there is none. */
function theirs(expression: string): string {
  const options = { env: nixEnvironment(), encoding: "utf8", timeout: 30_000 } as const;
  const args = ["eval", "--impure", "--json", "--expr", expression];
  const { status, stdout } = spawnSync("nix", args, options);
  return status === 0 ? JSON.stringify(JSON.parse(stdout)) : "failure";
}

function ours(expression: string): string {
  process.env["XDG_CACHE_HOME"] = at("cache");
  const { evaluator } = makeStoreEvaluator({
    io: new NodeSources(),
    profile: "2.8",
    settings: { features: new Set(["nix-command", "flakes"]) },
    fetches: makeFetches({ fetcher: makeNodeFetcher(), warn: () => {} }),
  });
  try {
    const value = evaluator.evaluate(new Source({ type: "string" }, expression, folder));
    return JSON.stringify(JSON.parse(evaluator.toJson(value, true)));
  } catch (error) {
    if (error instanceof NixError) return "failure";
    throw error;
  }
}

/** All attributes of a tree, `outPath` included. */
const all = (call: string): string =>
  `let t = ${call}; in map (n: [ n (if n == "outPath" then "\${t}" else t.\${n}) ]) (builtins.attrNames t)`;

describe.skipIf(!has("nix") || !has("tar"))("files and archives", () => {
  test.each([
    'builtins.fetchTarball "file://DIR/one.tar.gz"',
    'builtins.fetchTarball "file://DIR/one.tar.xz"',
    'builtins.fetchTarball { url = "file://DIR/one.tar.bz2"; name = "named"; }',
    'builtins.fetchTarball "file://DIR/plain"',
    'builtins.fetchTarball "file://DIR/two.tar.gz"',
    'builtins.fetchTarball "file://DIR/file.tar.gz"',
    'builtins.fetchTarball "file://DIR/none.tar.gz"',
    'builtins.fetchTarball "file://DIR/missing"',
    'builtins.fetchTarball "file://DIR/a/other"',
    'builtins.getContext "${builtins.fetchTarball "file://DIR/plain"}"',
    'builtins.readDir (builtins.fetchTarball "file://DIR/plain")',
    'builtins.fetchurl "file://DIR/a/other"',
    'builtins.fetchurl { url = "file://DIR/a/other"; name = "n"; }',
    'builtins.readFile (builtins.fetchurl "file://DIR/a/other")',
    'builtins.fetchurl { url = "file://DIR/a/other"; name = "a b"; }',
    'builtins.fetchurl "DIR/a/other"',
    'builtins.fetchurl { url = "file://DIR/a/other"; sha256 = "sha256-jjXCzTv2ZBvbDiBQt2kyy7LmA0oN2swdm+qCprpX988="; }',
    all('builtins.fetchTree { type = "path"; path = "DIR/a/pkg"; }'),
    all('builtins.fetchTree { type = "path"; path = DIR/a/other; }'),
    all('builtins.fetchTree { type = "tarball"; url = "file://DIR/one.tar.gz"; }'),
    all('builtins.fetchTree "file://DIR/one.tar.gz"'),
    'builtins.fetchTree "file://DIR/two.tar.gz"',
    'builtins.fetchTree "path:DIR/a/pkg"',
    'builtins.fetchTree { type = "path"; path = "a"; }',
    'builtins.fetchTree { type = "path"; path = "DIR/a/pkg"; lastModified = 1; }',
    'builtins.fetchTree { type = "file"; url = "file://DIR/one.tar.gz"; }',
    'builtins.fetchTree { type = "tarball"; url = "file://DIR/one.tar.gz"; name = "x"; }',
    'import <nix/fetchurl.nix> { url = "file://DIR/a/other"; sha256 = "sha256-jjXCzTv2ZBvbDiBQt2kyy7LmA0oN2swdm+qCprpX988="; }',
  ])("%s", (expression) => {
    const text = expression.replaceAll("DIR", folder);
    expect(ours(text)).toBe(theirs(text));
  });
});

describe.skipIf(!has("nix") || !has("git"))("repositories", () => {
  test.each([
    all("builtins.fetchGit DIR/repo"),
    all('builtins.fetchGit "file://DIR/repo"'),
    all('builtins.fetchGit { url = "file://DIR/repo"; ref = "side"; name = "named"; }'),
    all('builtins.fetchGit { url = DIR/repo; rev = "V1"; }'),
    all('builtins.fetchGit { url = "file://DIR/bare.git"; ref = "main"; }'),
    all('builtins.fetchGit { url = "file://DIR/bare.git"; ref = "refs/tags/v1"; }'),
    all('builtins.fetchGit { url = "file://DIR/bare.git"; ref = "main"; shallow = true; }'),
    all('builtins.fetchGit { url = "file://DIR/bare.git"; rev = "V1"; allRefs = true; }'),
    all("builtins.fetchGit DIR/dirty"),
    all('builtins.fetchGit { url = DIR/dirty; ref = "main"; }'),
    all('builtins.fetchGit { url = "file://DIR/super"; submodules = true; }'),
    all('builtins.fetchGit { url = "file://DIR/super"; }'),
    all('builtins.fetchTree "git+file://DIR/dirty"'),
    all('builtins.fetchTree { type = "git"; url = DIR/repo; }'),
    'builtins.fetchGit { url = "file://DIR/bare.git"; ref = "none"; }',
    'builtins.fetchGit { url = "file://DIR/bare.git"; ref = "main"; rev = "0000000000000000000000000000000000000001"; }',
    'builtins.fetchGit { url = "file://DIR/bare.git"; ref = "a b"; }',
    'builtins.fetchGit { url = "file://DIR/bare.git"; rev = "abc"; }',
    'builtins.fetchGit { url = "file://DIR/bare.git"; foo = 1; }',
    'builtins.fetchGit "file://DIR/none"',
  ])("%s", (expression) => {
    const text = expression.replaceAll("DIR", folder).replaceAll("V1", git("repo", "rev-parse", "v1"));
    expect(ours(text)).toBe(theirs(text));
  });
});

describe.skipIf(!has("nix") || !has("git"))("flakes", () => {
  test.each([
    '(builtins.getFlake "path:DIR/flakes/outer").outputs',
    'builtins.attrNames (builtins.getFlake "DIR/flakes/outer")',
    '(builtins.getFlake "DIR/flakes/outer").sourceInfo.lastModified',
    '(builtins.getFlake "path:DIR/flakes/deep").outputs',
    '(builtins.getFlake "path:DIR/a").outputs',
    '(builtins.getFlake "path:DIR/flakes/outer?dir=inner").outputs',
    '(builtins.getFlake "git+file://DIR/gitflake").outputs',
    '(builtins.getFlake "git+file://DIR/gitflake?dir=sub").outputs',
    '(builtins.getFlake "git+file://DIR/gitflake?dir=sub").outPath',
    "(builtins.getFlake DIR/flakes/outer).outPath",
  ])("%s", (expression) => {
    const text = expression.replaceAll("DIR", folder);
    expect(ours(text)).toBe(theirs(text));
  });
});
