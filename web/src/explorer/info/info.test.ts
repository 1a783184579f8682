import { describe, expect, it } from "vitest";
import {
  formatContentAddress,
  formatPublicKey,
  hashText,
  makeFixedOutputPath,
  makeTextPath,
  parseNarInfo,
  secretKeyOfSeed,
  signNarInfo,
  toBase16,
  type NarInfo,
} from "../../../../core/nix-compat/index.ts";
import { explainAddress } from "./content-address.ts";
import { checkSignatures, nixosKey, readKeys, verdictWords } from "./signatures.ts";
import { spellings } from "./spellings.ts";

const digest = hashText("sha256", "content");
const hex = toBase16(digest);

describe("hashes", () => {
  it("are spelled in every way", () => {
    const sha = spellings("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha.map(({ text }) => text)).toEqual([
      "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ]);
    expect(() => spellings("sha256", "xyz")).toThrow();
  });
});

describe("content addresses", () => {
  const self = "/nix/store/00000000000000000000000000000000-dep";

  it("lead to the path again", () => {
    const source = makeFixedOutputPath("src", { recursive: true, algorithm: "sha256", digest });
    const ca = formatContentAddress({ method: "nar", algorithm: "sha256", digest });
    expect(explainAddress(ca, source, [], hex)).toMatchObject({ matches: true, path: source });
    const flat = makeFixedOutputPath("f.tar", { recursive: false, algorithm: "sha256", digest });
    const flatCa = formatContentAddress({ method: "flat", algorithm: "sha256", digest });
    expect(explainAddress(flatCa, flat, [], "00").matches).toBe(true);
    const text = makeTextPath("a.drv", "content", [self]);
    const textCa = formatContentAddress({ method: "text", algorithm: "sha256", digest });
    expect(explainAddress(textCa, text, [self], "00").matches).toBe(true);
    expect(explainAddress(textCa, text, [], "00").matches).toBe(false);
  });

  it("are told to be wrong where they are", () => {
    const ca = formatContentAddress({ method: "nar", algorithm: "sha256", digest });
    expect(explainAddress(ca, self, [], "00".repeat(32)).words).toMatch(/another hash than the NAR/);
    expect(explainAddress("nonsense", self, [], hex)).toMatchObject({ path: null, matches: false });
    expect(explainAddress(ca, "/nix/store/short", [], hex).path).toBeNull();
  });
});

describe("signatures", () => {
  const key = secretKeyOfSeed("test-1", new Uint8Array(32).fill(7));
  const plain = parseNarInfo(
    `StorePath: /nix/store/00000000000000000000000000000000-a\nURL: nar/a.nar\nCompression: none\nNarHash: sha256:${hex}\nNarSize: 120\nReferences: \n`,
  );
  const signed = signNarInfo(plain, key);
  const chosen = readKeys([formatPublicKey({ name: key.name, key: key.publicKey })]).keys;

  it("are good by their key, and only for what was signed", () => {
    expect(checkSignatures(signed, chosen)).toMatchObject([{ key: "test-1", result: "good" }]);
    const changed: NarInfo = { ...signed, narSize: 128 };
    expect(checkSignatures(changed, chosen)).toMatchObject([{ result: "bad" }]);
    expect(checkSignatures(signed, readKeys([nixosKey]).keys)).toMatchObject([{ result: "unknown" }]);
  });

  it("are judged as Nix would", () => {
    expect(verdictWords(checkSignatures(signed, chosen), null)).toMatch(/would take it/);
    expect(verdictWords([], "fixed:x")).toMatch(/no signature/);
    expect(verdictWords([], null)).toMatch(/There is no signature/);
    expect(verdictWords(checkSignatures(signed, []), null)).toMatch(/would refuse/);
  });

  it("keys that can't be read are told", () => {
    const { keys, faults } = readKeys([nixosKey, nixosKey, " ", "bad", "x:AAAA"]);
    expect(keys.length).toBe(1);
    expect(faults.length).toBe(2);
  });
});
