import { beforeAll, describe, expect, test } from "vitest";
import { corpusEnvironment, corpusRoot, writeCorpusTree } from "../core/eval/testing/corpus.ts";
import { hasOracle } from "../core/eval/testing/oracle.ts";
import { shell, spawn, tvix } from "./testing/run-cli.ts";

const env = { HOME: corpusEnvironment["HOME"]!, NIX_PATH: "", FOO: "b\u00e9r" };
const here = { cwd: corpusRoot, env };

beforeAll(() => writeCorpusTree());

/** Arguments of `eval` and of `nix-instantiate --eval`, and standard input. */
const cases: [args: string[], input?: string][] = [
  [["-E", "{a=1;b={c=2;};}", "-A", "a", "-A", "b.c"]],
  [["one.nix", "fun.nix"]],
  [["-E", "1", "2", '"x"']],
  [["dir"]],
  [["linkdir"]],
  [["link.nix"]],
  [[]],
  [["missing.nix"]],
  [["one.nix", "missing.nix"]],
  [["broken.nix"]],
  [["/tmp/tvix-corpus/dir/other.nix"]],
  [["<foo>"]],
  [["-I", "foo=./one.nix", "<foo>"]],
  [["-I", "foo=./one.nix", "-E", "<foo>"]],
  [["-E", "<foo>", "-I", "foo=nonexistent"]],
  [["-I", "foo=./one.nix", "-I", "bar", "-I", "/x:/y", "-E", "__nixPath", "--strict"]],
  [["-", "-A", "a"], "rec { a = 1; }"],
  [["-"], '"\xff\xc3\0x"'],
  [["-"], '"\xff\xc3"'],
  [["-"], "1 +"],
  [["-E", '"\u00e9"']],
  [["-E", 'builtins.getEnv "FOO"']],
  [["-E"]],
  [["--arg", "a", "1", "-E", "{a}: a"]],
  [["--arg", "a", "./one.nix", "-E", "{a}: a"]],
  [["--arg", "a", "1 +", "-E", "{a}: a"]],
  [["--arg", "a", 'throw "z"', "-E", "{a}: 1"]],
  [["--arg", "b", "1", "-E", "{a ? 1}: a"]],
  [["-E", "{a ? 1}: a"]],
  [["-E", "{a}: a"]],
  [["-E", "{a}: {b=a;}", "-A", "b"]],
  [["--argstr", "a", "x", "-E", "{a, ...}@q: q", "--arg", "c", "2", "--strict"]],
  [["--argstr", "a", "\u00e9", "-E", "{a}: a"]],
  [["-E", "{a ? {b=2;}}: a", "-A", "b"]],
  [["-E", "[{a ? 1}: {b=a;}]", "-A", "0.b"]],
  [["-E", "{__functor = self: {a ? 1}: a;}", "--arg", "x", "1"]],
  [["autocall.nix"]],
  [["autocall.nix", "--arg", "a", "2", "--strict"]],
  [["autocall.nix", "-A", "a"]],
  [["-E", "[1 [2 3]]", "-A", "1.0"]],
  [["-E", "{a.b=1;}", "-A", "a.c"]],
  [["-E", '{"a.b"=1;}', "-A", '"a.b"']],
  [["-E", "{a=x: x;}", "-A", "a.b"]],
  [["-E", "{a=1;}", "-A", "a.b"]],
  [["-E", "[1]", "-A", "a"]],
  [["-E", "[1]", "-A", "5"]],
  [["-E", "1", "-A", ""]],
  [["-E", "1", "-A", "a"]],
  [["-E", '{a="x";}', "-A", "a."]],
  [["-E", '{a.b="x";}', "-A", "a..b"]],
  [["-E", "{a=1;}", "-A", ".a"]],
  [["-E", '{"0"=1;}', "-A", "0"]],
  [["--json", "-E", '{a=1.5;b="x\u00e9";}']],
  [["--json", "--strict", "-E", "[1 {a=null;}]"]],
  [["--json", "-E", "x: x"]],
  [["--json", "-E", "1", "2"]],
  [["--xml", "--json", "-E", "1"]],
  [["--json", "--xml", "-E", "1"]],
  [["--xml", "-E", "{a=1;}"]],
  [["--xml", "--no-location", "-E", "{a=1;}"]],
  [["--xml", "self.nix", "--strict"]],
  [["--strict", "self.nix"]],
  [["--strict", "-E", '{a=[1 (throw "q")];}']],
  [["-E", '{a=[1 (throw "q")];}']],
  [["-E", "assert 1 == 2; 3"]],
  [["-E", "builtins.genList (x: x) 100000", "--strict"]],
  [["--foo", "-E", "1"]],
  [["-A"]],
  [["--arg", "a"]],
];

describe.skipIf(!hasOracle())("eval does what nix-instantiate --eval does", () => {
  test.each(cases)("%j", (args, input = "") => {
    const ours = tvix(["eval", "--profile", "2.8", ...args], { ...here, input });
    const theirs = spawn("nix-instantiate", ["--eval", ...args], { ...here, input });
    expect(ours.out).toBe(theirs.out);
    expect(ours.code).toBe(theirs.code);
    expect(ours.err === "").toBe(theirs.err === "");
  });
});

describe("eval", () => {
  test("prints the value and nothing else", () => {
    expect(tvix(["eval", "-E", "{ a = 1 + 1; }", "--strict"])).toEqual({
      out: "{ a = 2; }\n",
      err: "",
      code: 0,
    });
  });

  test("ends JSON with a line end, in 2.36", () => {
    expect(tvix(["eval", "--json", "-E", "[ 1.0 ]"]).out).toBe("[1.0]\n");
    expect(tvix(["eval", "--json", "--profile", "2.8", "-E", "[ 1.0 ]"]).out).toBe("[1]");
  });

  test("--raw writes a string as it is", () => {
    expect(tvix(["eval", "--raw", "-"], { input: '"\xff\\n$"' }).out).toBe("\xff\n$");
    expect(tvix(["eval", "--raw", "-E", "1"]).code).toBe(1);
  });

  test("bytes in arguments survive", () => {
    expect(shell('$tvix eval -E "$(printf \'"\\377\\303\\251"\')"').out).toBe('"\xff\xc3\xa9"\n');
    expect(shell("X=$(printf '\\377') $tvix eval -E 'builtins.getEnv \"X\"'").out).toBe('"\xff"\n');
  });

  test("errors go to standard error, with exit code 1", () => {
    const run = tvix(["eval", "-E", "1 + { }.x"]);
    expect(run).toMatchObject({ out: "", code: 1 });
    expect(run.err).toContain("error: attribute 'x' missing");
    expect(run.err).toContain("«string»:1:".replaceAll("«", "\xc2\xab").replaceAll("»", "\xc2\xbb"));
  });

  test("--show-trace shows the frames", () => {
    const text = 'let f = x: builtins.addErrorContext ("while I " + "did it") (throw x); in f "oops"';
    expect(tvix(["eval", "-E", text]).err).not.toContain("while I did it");
    expect(tvix(["eval", "--show-trace", "-E", text]).err).toContain("while I did it");
  });

  test("traces and warnings go to standard error", () => {
    const run = tvix(["eval", "-E", 'builtins.trace "one\ntwo" (builtins.warn "w" 1)']);
    expect(run.out).toBe("1\n");
    expect(run.err).toBe("trace: one\ntwo\nevaluation warning: w\n");
  });

  test("NIX_ABORT_ON_WARN makes warnings errors", () => {
    const run = tvix(["eval", "-E", 'builtins.warn "w" 1'], { env: { NIX_ABORT_ON_WARN: "1" } });
    expect(run).toMatchObject({ out: "", code: 1 });
  });

  test("experimental features, lints and the call depth limit are settings", () => {
    const pipe = ["-E", "1 |> (x: x + 1)"];
    expect(tvix(["eval", ...pipe]).code).toBe(1);
    expect(tvix(["eval", "--extra-experimental-features", "pipe-operators", ...pipe]).out).toBe("2\n");
    expect(tvix(["eval", "--lint-url-literals", "fatal", "-E", "x:y"]).code).toBe(1);
    const warned = tvix(["eval", "--lint-url-literals", "warn", "-E", "x:y"]);
    expect(warned).toMatchObject({ out: '"x:y"\n', code: 0 });
    expect(warned.err).toContain("URL literal");
    expect(tvix(["eval", "--lint-url-literals", "never", "-E", "1"]).code).toBe(1);
    const deep = ["-E", "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 20000"];
    expect(tvix(["eval", ...deep]).out).toBe("20000\n");
    expect(tvix(["eval", "--max-call-depth", "10000", ...deep]).err).toContain("max-call-depth exceeded");
  });

  test("each setting is an option, a flag, and --no- that flag", () => {
    const warning = ["-E", 'builtins.warn "w" 1'];
    expect(tvix(["eval", "--abort-on-warn", ...warning]).code).toBe(1);
    expect(tvix(["eval", "--option", "abort-on-warn", "true", ...warning]).code).toBe(1);
    expect(tvix(["eval", "--abort-on-warn", "--no-abort-on-warn", ...warning]).out).toBe("1\n");
    expect(tvix(["eval", "--option", "lint-url-literals", "fatal", "-E", "x:y"]).code).toBe(1);
    expect(tvix(["eval", "--eval-system", "a-b", "-E", "builtins.currentSystem"]).out).toBe('"a-b"\n');
    expect(tvix(["eval", "-v", "-Q", "--quiet", "--dry-run", "-E", "1"]).out).toBe("1\n");
  });

  test("arguments come from files and standard input, too", () => {
    const file = `${corpusRoot}/text.txt`;
    const args = ["--arg-from-file", "a", file, "--arg-from-stdin", "b", "-E", "{ a, b }: a + b"];
    expect(tvix(["eval", ...args], { input: "in" }).out).toBe('"hello\\nworld\\nin"\n');
    expect(tvix(["eval", "--arg-from-file", "a", `${file}.none`, "-E", "{ a }: a"]).code).toBe(1);
  });

  test("a name that is defined twice is told with the other place, as UTF-8", () => {
    const place = "\xc2\xabstdin\xc2\xbb:1:3";
    expect(tvix(["eval", "-"], { input: "{ a = 1; a = 2; }" }).err).toContain(`already defined at ${place}`);
  });

  test("NIX_PATH is honoured, after -I", () => {
    const nixPath = { NIX_PATH: `a=${corpusRoot}/one.nix:b=${corpusRoot}/dir` };
    expect(tvix(["eval", "-E", "import <a>"], { env: nixPath }).out).toBe("1\n");
    expect(tvix(["eval", "-I", `a=${corpusRoot}/dir`, "-E", "import <a>"], { env: nixPath }).out).toBe(
      '"dir default"\n',
    );
  });

  test("large outputs arrive whole, also in a pipe that is read slowly", () => {
    const { out } = shell("$tvix eval --strict -E 'builtins.genList (x: x) 700000' | (sleep 1; cat) | wc -c");
    expect(Number(out)).toBe(4_788_894);
  });

  test("a reader that leaves is no error", () => {
    const { err, out } = shell("$tvix eval --strict -E 'builtins.genList (x: x) 700000' | head -c 10");
    expect(err).toBe("");
    expect(out).toBe("[ 0 1 2 3 ");
  });

  test("endless recursion ends in an error", () => {
    const run = tvix(["eval", "-E", "let f = n: 1 + f (n + 1); in f 0"]);
    expect(run).toMatchObject({ out: "", code: 1 });
    expect(run.err).toContain("stack overflow");
  });

  test("so does endless allocation", () => {
    const run = shell(
      "NODE_OPTIONS=--max-old-space-size=300 $tvix eval -E 'let f = l: f ([ l ] ++ l); in f [ 1 2 3 ]'",
    );
    expect(run).toMatchObject({ out: "", code: 1 });
    expect(run.err).toContain("memory");
  });
});

describe("usage", () => {
  test("help and version", () => {
    expect(tvix([])).toMatchObject({ code: 0, err: "" });
    expect(tvix(["--help"]).out).toContain("eval-batch");
    for (const command of "eval parse eval-batch repl instantiate drv nar narinfo hash".split(" ")) {
      const run = tvix([command, "--help"]);
      expect(run).toMatchObject({ code: 0, err: "" });
      expect(run.out).toContain(`usage: tvix ${command}`);
    }
    expect(tvix(["--version"]).out).toMatch(/^tvix \d+\.\d+\.\d+/);
  });

  test("mistakes are explained", () => {
    expect(tvix(["evil"])).toMatchObject({ code: 1, out: "" });
    expect(tvix(["evil"]).err).toContain("unknown command 'evil'");
    expect(tvix(["eval", "--strickt", "-E", "1"]).err).toContain("unrecognised flag '--strickt'");
    expect(tvix(["eval", "--profile", "3", "-E", "1"]).err).toContain("2.36, 2.8");
    expect(tvix(["drv"]).err).toContain("'drv' needs one of show or diff");
    // The bytes as they were typed.
    expect(shell("$tvix nar ö").err).toContain(`'nar' has no '${Buffer.from("ö").toString("latin1")}'`);
    expect(tvix(["hash", "file", "/"]).err).toContain("'/': Is a directory");
    expect(tvix(["drv", "show", "/nothing.drv"]).err).toContain("'/nothing.drv': No such file or directory");
  });
});

describe("pure evaluation", () => {
  const pure = (expr: string): string => {
    const { out, err } = tvix(["eval", "--pure-eval", "-E", expr]);
    return out + err;
  };

  test("has no files but those of the store, no environment and no system", () => {
    expect(pure("builtins.readFile /etc/hostname")).toContain(
      "access to absolute path '/etc/hostname' is forbidden in pure evaluation mode",
    );
    expect(pure("builtins.pathExists /etc")).toBe("false\n");
    expect(pure('import (builtins.toFile "a" "1 + 1")')).toBe("2\n");
    expect(pure("builtins ? currentSystem || builtins ? currentTime")).toBe("false\n");
    expect(pure('builtins.getEnv "PATH"')).toBe('""\n');
  });
});
