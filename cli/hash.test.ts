import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tvix, type Run } from "./testing/run-cli.ts";

const hasNix = spawnSync("nix-store", ["--version"]).status === 0;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tvix-cli-hash-"));
  mkdirSync(`${folder}/d`);
  writeFileSync(`${folder}/d/a`, "hi\n");
  writeFileSync(`${folder}/d/large`, Buffer.alloc(600_000, "x"));
  symlinkSync("d/a", `${folder}/l`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[], input?: string): Run =>
  tvix(["hash", ...args], { cwd: folder, ...(input === undefined ? {} : { input }) });

describe("tvix hash", () => {
  const sri = "sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=";
  const hex = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4";
  const nix32 = "1r3v22qkypccqifzbww5lrn6hf1chi23m6zzkyvb8bvg457nxslq";

  test("file", () => {
    expect(run(["file", "d/a", "l", "-"], "hi\n").out).toBe(`${sri}\n${sri}\n${sri}\n`);
    expect(run(["file", "--base16", "d/a"]).out).toBe(`${hex}\n`);
    expect(run(["file", "--type", "blake3", "--base16", "-"], "")).toEqual({
      out: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262\n",
      err: "",
      code: 0,
    });
    expect(run(["file", "--type", "md5", "--to", "nix32", "-"], "").out).toBe("3y8bwfr609h3lh9ch0izcqq7fl\n");
    expect(run(["file", "d"]).err).toContain("'d': Is a directory");
    expect(run(["file", "--type", "sha3", "d/a"]).err).toContain("unknown hash algorithm 'sha3'");
  });

  test("convert", () => {
    for (const text of [sri, `sha256:${hex}`, `sha256:${nix32}`, `sha256:${sri.slice(7)}`]) {
      expect(run(["convert", text]).out).toBe(`${sri}\n`);
      expect(run(["convert", "--to", "nix32", text]).out).toBe(`${nix32}\n`);
    }
    expect(run(["convert", hex, "--type", "sha256", "--base64"]).out).toBe(`${sri.slice(7)}\n`);
    expect(run(["convert", hex]).err).toContain("does not include a type");
    expect(run(["convert", "--type", "sha512", sri]).err).toContain("should have type 'sha512'");
    expect(run(["convert"]).err).toContain("HASH is missing");
    expect(run(["unconvert"]).err).toContain("'hash' has no 'unconvert', only path, file or convert");
  });

  test.skipIf(!hasNix)("equals nix hash", () => {
    const nix = (args: readonly string[]): string =>
      spawnSync("nix", ["--extra-experimental-features", "nix-command", "hash", ...args], {
        cwd: folder,
        encoding: "latin1",
        env: { ...process.env, NIX_REMOTE: `local?root=${folder}/root`, HOME: folder },
      }).stdout;
    const options = ["--type md5 --base16", "--type sha1 --base32", "--base64", "--sri", "--type sha512"];
    for (const option of options) {
      for (const words of [`path ${option} d l d/a`, `file ${option} d/a d/large`]) {
        const args = words.split(" ");
        expect(run(args).out, words).toBe(nix(args));
      }
    }
  });
});
