import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasNix, NixSandbox } from "../testing/nix.ts";
import {
  formatPublicKey,
  formatSecretKey,
  formatSignature,
  parseNarInfo,
  parsePublicKey,
  parseSecretKey,
  secretKeyOfSeed,
  signNarInfo,
  verifyNarInfo,
  writeNarInfo,
  type NarInfo,
} from "./index.ts";

describe.skipIf(!hasNix)("narinfos of the real Nix", () => {
  let nix: NixSandbox;
  let path: string;
  let cache: string;
  let file: string;
  beforeAll(() => {
    nix = new NixSandbox();
    const others = ["one", "two", "three"].map((name) => `\${builtins.toFile "${name}" "x"}`).join(" ");
    writeFileSync(`${nix.folder}/x.nix`, `builtins.toFile "with-references" "${others}"`);
    path = JSON.parse(
      nix.run("nix-instantiate", ["--eval", "--read-write-mode", `${nix.folder}/x.nix`]),
    ) as string;
    nix.run("nix-store", [
      "--generate-binary-cache-key",
      "my_key-1",
      `${nix.folder}/secret`,
      `${nix.folder}/public`,
    ]);
    nix.nix("store", "sign", "-k", `${nix.folder}/secret`, path);
    cache = `file://${nix.folder}/cache`;
    nix.nix("copy", "--to", cache, path);
    file = `${nix.folder}/cache/${path.slice(11, 43)}.narinfo`;
  });
  afterAll(() => nix.remove());

  const read = (): NarInfo => parseNarInfo(readFileSync(file, "latin1"));
  const trusted = (publicKey: string): string =>
    nix.nix(
      "store",
      "verify",
      "--no-contents",
      "--sigs-needed",
      "1",
      "--trusted-public-keys",
      publicKey,
      "--store",
      cache,
      path,
    );

  test("are read, written back and verified", () => {
    const info = read();
    expect(info.references).toHaveLength(3);
    expect(writeNarInfo(info)).toBe(readFileSync(file, "latin1"));
    const publicKey = parsePublicKey(readFileSync(`${nix.folder}/public`, "latin1"));
    expect(verifyNarInfo(info, [publicKey])).toEqual({ status: "ok", key: "my_key-1" });
    expect(verifyNarInfo({ ...info, references: [] }, [publicKey]).status).toBe("bad signature");
  });

  test("signing gives the same signature", () => {
    const info = read();
    const key = parseSecretKey(readFileSync(`${nix.folder}/secret`, "latin1"));
    expect(formatSecretKey(key)).toBe(readFileSync(`${nix.folder}/secret`, "latin1"));
    const signed = signNarInfo({ ...info, signatures: [] }, key);
    expect(signed.signatures.map(formatSignature)).toEqual(info.signatures.map(formatSignature));
  });

  test("Nix takes ours, references out of order too", () => {
    const key = secretKeyOfSeed("ours_2", new Uint8Array(32).fill(5));
    const info = read();
    const changed = { ...info, ca: null, references: info.references.toReversed() };
    const text = writeNarInfo(signNarInfo({ ...changed, signatures: [] }, key));
    writeFileSync(file, text, "latin1");
    trusted(formatPublicKey({ name: key.name, key: key.publicKey }));
    writeFileSync(file, text.replace("NarSize: ", "NarSize: 1"), "latin1");
    expect(() => trusted(formatPublicKey({ name: key.name, key: key.publicKey }))).toThrow("untrusted");
  });
});
