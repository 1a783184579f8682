import { beforeAll, describe, expect, test } from "vitest";
import { corpusEnvironment, corpusRoot, writeCorpusTree } from "../core/eval/testing/corpus.ts";
import { hasOracle } from "../core/eval/testing/oracle.ts";
import { spawn, tvix } from "./testing/run-cli.ts";

const here = { cwd: corpusRoot, env: { HOME: corpusEnvironment["HOME"]!, NIX_PATH: "" } };

beforeAll(() => writeCorpusTree());

describe.skipIf(!hasOracle())("parse does what nix-instantiate --parse does", () => {
  test.each([
    [["fun.nix"]],
    [["dir"]],
    [["positions2.nix"]],
    [
      [
        "-E",
        '{a, b ? 1, ...}@c: let x = a.b or 2; in [x 1.5 "s${a}" ./x <foo> ~/a] ++ (if a then -1 else !b) + 2 * 3',
      ],
    ],
    [["-E", "1", "x: x"]],
    [["-E", "undefinedVariable"]],
    [["broken.nix"]],
    [["missing.nix"]],
  ])("%j", (args) => {
    const ours = tvix(["parse", "--profile", "2.8", ...args], here);
    const theirs = spawn("nix-instantiate", ["--parse", ...args], here);
    expect(ours.out).toBe(theirs.out);
    expect(ours.code).toBe(theirs.code);
  });
});

test("parse reads standard input", () => {
  expect(tvix(["parse", "-"], { input: "1+ 2" }).out).toBe("(1 + 2)\n");
});

test("parse --warnings tells what is odd", () => {
  const run = tvix(["parse", "--warnings", "-E", "let a = 1; in 2"]);
  expect(run.code).toBe(0);
  expect(run.err).toContain("never used");
});
