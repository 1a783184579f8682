import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Derivation, DerivationError } from "./derivation.ts";
import { formatDerivationsJson, parseDerivationsJson } from "./json.ts";
import { parseDerivation } from "./parse.ts";
import { derivationFaults, validateDerivation } from "./validate.ts";
import { writeDerivation } from "./write.ts";

const path = "/nix/store/4bhzxqgwsxxxk7qa2awfbvwah5ck16gl-dep";
const small = `Derive([("out","${path}","","")],[("${path}.drv",["dev","out"])],["${path}"],"sys","/b",["-c","a"],[("a","\\"\\\\\\n\\r\\t"),("b","")])`;

const byBytes = (a: string, b: string): number => (a < b ? -1 : 1);
const sorted = <T>(entries: [string, T][]): Map<string, T> =>
  new Map([...new Map(entries)].sort(([a], [b]) => byBytes(a, b)));

/** Byte strings, often with what must be escaped. */
const bytes = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('"', "\\", "\n", "\r", "\t", "n", "/nix/store"),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));
const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const storePath = fc
  .tuple(fc.stringMatching(/^[0-9a-df-np-sv-z]{32}$/), name)
  .map(([hash, word]) => `/nix/store/${hash.replace(/[eotu]/g, "0")}-${word}`);
const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((digest) => Buffer.from(digest).toString("hex"));
const output = fc.oneof(
  storePath.map((path) => ({ path, hashAlgo: "", hash: "" })),
  fc.tuple(storePath, hex).map(([path, hash]) => ({ path, hashAlgo: "r:sha256", hash })),
  fc.constant({ path: "", hashAlgo: "sha256", hash: "" }),
  fc.constant({ path: "", hashAlgo: "", hash: "" }),
  fc.constant({ path: "", hashAlgo: "r:sha256", hash: "impure" }),
);
const set = (item: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.uniqueArray(item, { maxLength: 4 }).map((list) => list.sort(byBytes));
const derivation: fc.Arbitrary<Derivation> = fc.record({
  outputs: fc.array(fc.tuple(name, output), { maxLength: 3 }).map(sorted),
  inputDrvs: fc
    .array(
      fc.tuple(
        storePath.map((path) => `${path}.drv`),
        set(name),
      ),
      { maxLength: 3 },
    )
    .map((entries) => sorted<readonly string[]>(entries)),
  inputSrcs: set(storePath),
  system: bytes,
  builder: bytes,
  args: fc.array(bytes, { maxLength: 3 }),
  env: fc.array(fc.tuple(bytes, bytes), { maxLength: 5 }).map(sorted),
});

test("read, write, read", () => {
  fc.assert(
    fc.property(derivation, (drv) => {
      const text = writeDerivation(drv);
      expect(parseDerivation(text)).toEqual(drv);
      expect(writeDerivation(parseDerivation(text))).toBe(text);
      const named = new Map([["/x.drv", drv]]);
      expect(parseDerivationsJson(formatDerivationsJson(named))).toEqual(named);
    }),
    { numRuns: 300 },
  );
});

test("damaged text is refused or is what would be written", () => {
  fc.assert(
    fc.property(
      derivation,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom('"', "\\", ",", "]", ")", "\n", ""),
      (drv, where, cut, put) => {
        const text = writeDerivation(drv);
        const at = where % text.length;
        const damaged = text.slice(0, at) + put + text.slice(at + cut);
        let read: Derivation;
        try {
          read = parseDerivation(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(DerivationError);
          const { offset } = error as DerivationError;
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(damaged.length);
          return;
        }
        expect(writeDerivation(read)).toBe(damaged);
        derivationFaults(read);
      },
    ),
    { numRuns: 1000 },
  );
});

test("fields", () => {
  const drv = parseDerivation(small);
  expect(drv).toEqual({
    outputs: new Map([["out", { path, hashAlgo: "", hash: "" }]]),
    inputDrvs: new Map([[`${path}.drv`, ["dev", "out"]]]),
    inputSrcs: [path],
    system: "sys",
    builder: "/b",
    args: ["-c", "a"],
    env: new Map([
      ["a", '"\\\n\r\t'],
      ["b", ""],
    ]),
  });
  expect(derivationFaults(drv)).toEqual([]);
});

test.each([
  ["", "expected 'Derive(', not the end of the text at byte 0"],
  ['DrvWithVersion("xp-dyn-drv",[],[])', "DrvWithVersion"],
  [`${small}\n`, 'unexpected bytes after the derivation, not "\\n"'],
  [small.slice(0, -1), "expected ')', not the end of the text"],
  [small.replace('"sys"', '"s\\ys"'), 'unknown escape "\\\\y"'],
  [small.replace('"sys"', '"s\nys"'), '"\\n" must be written as an escape'],
  [small.replace('"sys"', '"sys'), "not"],
  [small.replace('("b",""', '("a",""'), "duplicate environment variable 'a'"],
  [small.replace('("b",""', '("A",""'), "environment variable 'A' must come before 'a'"],
  [small.replace('["dev","out"]', '["out","dev"]'), "output name 'dev' must come before 'out'"],
  [small.replace('["dev","out"]', '["out","out"]'), "duplicate output name 'out'"],
  [small.replace(`["${path}"]`, `["${path}","${path}"]`), "duplicate input source"],
  [small.replace('("out"', '("o\\n"'), "no escape is allowed in an output name"],
  [small.replace('["-c","a"]', '["-c",]'), "expected '\"', not"],
  [small.replace(',"sys"', ' ,"sys"'), "expected ','"],
  ['Derive([("out', "string without end at byte 9"],
  ['Derive([("out\\"', "string without end at byte 9"],
])("refuses %j", (text, message) => {
  expect(() => parseDerivation(text)).toThrow(DerivationError);
  expect(() => parseDerivation(text)).toThrow(message);
});

test("time is linear", () => {
  const text = `Derive([],[],[],"${"\\n".repeat(500_000)}","",[${'"a",'.repeat(200_000)}""],[])`;
  const start = performance.now();
  expect(parseDerivation(text).args.length).toBe(200_001);
  expect(performance.now() - start).toBeLessThan(2000);
});

const of = (change: (drv: Derivation) => void): Derivation => {
  const drv = parseDerivation(small);
  change(drv);
  return drv;
};
const sha256 = "0".repeat(64);

test.each<[string, (drv: Derivation) => void]>([
  ["at least one output", (drv) => drv.outputs.clear()],
  ["can't be called 'drv'", (drv) => drv.outputs.set("drv", { path, hashAlgo: "", hash: "" })],
  ["invalid output name", (drv) => drv.outputs.set("a b", { path, hashAlgo: "", hash: "" })],
  ["output 'x' has no path", (drv) => drv.outputs.set("x", { path: "", hashAlgo: "", hash: "" })],
  ["output 'x' has no path", (drv) => drv.outputs.set("x", { path: "", hashAlgo: "r:sha256", hash: "" })],
  ["only have the one output", (drv) => drv.outputs.set("x", { path, hashAlgo: "sha256", hash: sha256 })],
  ["not a md5 hash", (drv) => drv.outputs.set("out", { path, hashAlgo: "md5", hash: sha256 })],
  ["unknown hash algorithm", (drv) => drv.outputs.set("out", { path, hashAlgo: "md6", hash: sha256 })],
  ["a hash but no hash algorithm", (drv) => drv.outputs.set("out", { path, hashAlgo: "", hash: sha256 })],
  ["has a path already", (drv) => drv.outputs.set("out", { path, hashAlgo: "sha256", hash: "" })],
  ["must end in '.drv'", (drv) => drv.inputDrvs.set(path, ["out"])],
  ["listed without outputs", (drv) => drv.inputDrvs.set(`${path}.drv`, [])],
  ["not in the store directory", (drv) => void (drv.inputSrcs = ["/etc"])],
  ["the system is empty", (drv) => void (drv.system = "")],
  ["the builder is empty", (drv) => void (drv.builder = "")],
  ["empty name", (drv) => drv.env.set("", "")],
])("faults: %s", (message, change) => {
  expect(derivationFaults(of(change)).join("\n")).toContain(message);
  expect(() => validateDerivation(of(change))).toThrow(DerivationError);
});

test("paths that are not known yet, on demand", () => {
  for (const hashAlgo of ["", "r:sha256"]) {
    const drv = of(({ outputs }) => outputs.set("out", { path: "", hashAlgo, hash: "" }));
    expect(derivationFaults(drv, { unknownPaths: true })).toEqual([]);
  }
});

test("JSON: spellings of hashes, later formats", () => {
  const make = (output: object, more: object = {}): string =>
    JSON.stringify({
      "/x.drv": {
        outputs: { out: output },
        inputDrvs: {},
        inputSrcs: [],
        system: "",
        builder: "",
        args: [],
        env: {},
        ...more,
      },
    });
  const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  for (const spelling of [
    hash,
    "1b8m03r63zqhnjf7l5wnldhh7c134ap5vpj0850ymkq1iyzicy5s",
    "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
  ]) {
    const drv = parseDerivationsJson(make({ path, hashAlgo: "r:sha256", hash: spelling })).get("/x.drv")!;
    expect(drv.outputs.get("out")).toEqual({ path, hashAlgo: "r:sha256", hash });
  }
  const later = make(
    { path, method: "nar", hashAlgo: "sha256", hash },
    { version: 3, name: "x", inputDrvs: { "/y.drv": { outputs: ["out", "dev"], dynamicOutputs: {} } } },
  );
  const drv = parseDerivationsJson(later).get("/x.drv")!;
  expect(drv.outputs.get("out")!.hashAlgo).toBe("r:sha256");
  expect(drv.inputDrvs).toEqual(new Map([["/y.drv", ["dev", "out"]]]));
  const escaped = parseDerivationsJson(
    make({}, { env: { a: "X" } }).replace("X", "\\u00e9\\ud83d\\ude00\\\\u00e9\\u0001"),
  );
  expect(escaped.get("/x.drv")!.env.get("a")).toBe("\xc3\xa9\xf0\x9f\x98\x80\\u00e9\x01");
});

test.each([
  ["[", "derivations: "],
  ["[]", "derivations: must be an object"],
  ['{"x":1}', 'derivations."x": must be an object'],
  ['{"x":{}}', "field 'outputs' is missing"],
  ['{"x":{"outputs":{"out":{"hashAlgo":"sha256","hash":"zz"}}}}', "wrong length"],
  ['{"x":{"outputs":{"out":{"hash":"zz"}}}}', "'hashAlgo' is missing"],
  ['{"x":{"outputs":{"out":{"path":1}}}}', '"out".path: must be a string'],
  ['{"x":{"version":4}}', "format 4 is not supported"],
])("JSON: refuses %s", (text, message) => {
  expect(() => parseDerivationsJson(text)).toThrow(DerivationError);
  expect(() => parseDerivationsJson(text)).toThrow(message);
});

const hasNix = spawnSync("nix-instantiate", ["--version"]).status === 0;

describe.skipIf(!hasNix)("against Nix", () => {
  const root = mkdtempSync(join(tmpdir(), "derivations-"));
  const features = "nix-command ca-derivations impure-derivations";
  const nix = (command: string, ...args: string[]): string => {
    const run = spawnSync(command, ["--extra-experimental-features", features, ...args], {
      cwd: root,
      env: { PATH: process.env["PATH"], NIX_REMOTE: `local?root=${root}/root`, HOME: root },
      encoding: "latin1",
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout;
  };

  beforeAll(() => {
    writeFileSync(join(root, "odd"), Buffer.from('caf\xe9 \x01\r\n\t"\\${x} $', "latin1"));
    writeFileSync(
      join(root, "all.nix"),
      `let
        make = name: more: derivation ({ inherit name; builder = "/bin/sh"; system = "x86_64-linux"; } // more);
        dep = make "dep" { outputs = [ "out" "dev" ]; };
        fixed = make "fixed" { outputHash = "0000000000000000000000000000000000000000000000000000"; outputHashAlgo = "sha256"; outputHashMode = "recursive"; };
        flat = make "flat" { outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; };
        ca = make "ca" { __contentAddressed = true; outputHashAlgo = "sha256"; outputHashMode = "recursive"; };
      in [ dep fixed flat ca
        (make "deferred" { inherit ca; })
        (make "impure" { __impure = true; outputHashAlgo = "sha256"; outputHashMode = "recursive"; })
        (make "main" { args = [ "-c" "a\\nb\\t\\"q\\" \\\\ \\r $x é" "" ]; inherit dep fixed flat; dev = dep.dev; src = ./all.nix; odd = builtins.readFile ./odd; })
        (make "structured" { __structuredAttrs = true; x.y = [ 1 2.5 null true ]; inherit dep; outputs = [ "out" "bin" ]; })
      ]`,
    );
    nix("nix-instantiate", "all.nix");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test("the same bytes, the same JSON", () => {
    const store = join(root, "root/nix/store");
    const paths = readdirSync(store).filter((file) => file.endsWith(".drv"));
    expect(paths.length).toBe(8);
    for (const file of paths) {
      const text = readFileSync(join(store, file), "latin1");
      const drv = parseDerivation(text);
      expect(writeDerivation(drv)).toBe(text);
      expect(derivationFaults(drv, { unknownPaths: true })).toEqual([]);
      const json = nix("nix", "show-derivation", `/nix/store/${file}`);
      expect(`${formatDerivationsJson(new Map([[`/nix/store/${file}`, drv]]))}\n`).toBe(json);
      expect(parseDerivationsJson(json).get(`/nix/store/${file}`)).toEqual(drv);
    }
  });
});
