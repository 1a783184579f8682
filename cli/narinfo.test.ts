import { describe, expect, test } from "vitest";
import {
  formatPublicKey,
  parseNarInfo,
  secretKeyOfSeed,
  signNarInfo,
  writeNarInfo,
} from "../core/nix-compat/narinfo/index.ts";
import { tvix, type Run } from "./testing/run-cli.ts";

const plain = `StorePath: /nix/store/9pvzc8fy02l8adck4pm0drshlw6liiyp-d
URL: nar/x.nar
Compression: none
NarHash: sha256:1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5
NarSize: 872
References: \n`;
const path = "/nix/store/9pvzc8fy02l8adck4pm0drshlw6liiyp-d";
const key = secretKeyOfSeed("my_key-1", new Uint8Array(32).fill(7));
const publicKey = formatPublicKey({ name: key.name, key: key.publicKey });
const signed = writeNarInfo(signNarInfo(parseNarInfo(plain), key));
const run = (input: string, ...args: string[]): Run => tvix(["narinfo", ...args], { input });

describe("tvix narinfo", () => {
  test("verify", () => {
    expect(run(signed, "verify", "--key", publicKey, "-")).toEqual({
      out: `${path}: ok (my_key-1)\n`,
      err: "",
      code: 0,
    });
    const bad = signed.replace("872", "873");
    const broken = plain.replace("NarSize", "Narsize");
    expect(run([signed, bad, plain, broken].join("\n"), "verify", "--key", publicKey, "-")).toEqual({
      out:
        `${path}: ok (my_key-1)\n${path}: bad signature (my_key-1)\n${path}: no key matches\n` +
        "-: bad narinfo, line 24: 'NarSize' is missing\n",
      err: "error: 3 of 4 narinfos failed\n",
      code: 1,
    });
    expect(run(signed, "verify", "-")).toMatchObject({ out: `${path}: no key matches\n`, code: 1 });
    expect(run("", "verify", "-")).toMatchObject({ err: "error: no narinfo found\n", code: 1 });
    expect(run("", "verify", "--key", "x", "-").err).toBe("error: public key must be written NAME:BASE64\n");
  });

  test("by default the key of cache.nixos.org is trusted", () => {
    expect(run(signed.replace("my_key-1:", "cache.nixos.org-1:"), "verify", "-")).toMatchObject({
      out: `${path}: bad signature (cache.nixos.org-1)\n`,
      code: 1,
    });
  });

  test("show", () => {
    const out = run(`${plain}\n${plain.replace(/^Compression.*\n/m, "")}`, "show", "-").out;
    const fingerprint = `# fingerprint: 1;${path};sha256:1jgqam5pl59hlsgv87mws6967i8m3hp5hd750a09fx47sw47jrx5;872;\n`;
    expect(out).toBe(
      `${plain}${fingerprint}\n${plain.replace(/^Compression.*\n/m, "")}${fingerprint}# no Compression line: bzip2\n`,
    );
    expect(JSON.parse(run(plain, "show", "--json", "-").out)).toMatchObject({
      storePath: path,
      compression: null,
      narHash: "sha256-pWd5CNeHdJeAAuU0WC4cFcVjktG8HrSfpjAVektV+Mk=",
      references: [],
    });
    expect(run("X", "show", "-").err).toBe(
      "error: -: bad narinfo, line 1: 'Tag: value' is expected, with the space\n",
    );
    expect(run("", "look").err).toContain("'narinfo' has no 'look', only show or verify");
    expect(run("", "show").err).toContain("FILE is missing");
  });
});
