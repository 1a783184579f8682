import fc from "fast-check";
import { expect, test } from "vitest";
import { toBase16 } from "../encodings.ts";
import { hashText } from "../hash.ts";
import { makeFixedOutputPath, makeTextPath } from "../store-path.ts";
import type { Derivation, DerivationOutput } from "./derivation.ts";
import { explainPaths, pathsHold } from "./explain.ts";
import { finishDerivation } from "./finish.ts";

const storeDir = "/nix/store";
const none: DerivationOutput = { path: "", hashAlgo: "", hash: "" };

function derivation(some: Partial<Derivation>): Derivation {
  return {
    outputs: new Map([["out", { ...none }]]),
    inputDrvs: new Map(),
    inputSrcs: [],
    system: "s",
    builder: "/b",
    args: [],
    env: new Map([["out", ""]]),
    ...some,
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const byNumber = (a: number, b: number): number => a - b;
const texts = fc.string({ unit: "binary-ascii", maxLength: 10 });
const outputNames = fc.uniqueArray(fc.constantFrom("out", "dev", "lib", "bin"), { minLength: 1 });
const inputs = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 4 });
const inputPath = (n: number): string => `${storeDir}/${String(n).repeat(32)}-i.drv`;
// Some are the same content, got in different ways.
const moduloOf = (path: string): string => toBase16(hashText("sha256", path[12]! < "5" ? path : "same"));

test("explanations end in the paths that derivations have", () => {
  fc.assert(
    fc.property(
      outputNames,
      inputs,
      fc.dictionary(texts, texts),
      fc.array(texts),
      (names, used, env, args) => {
        const drv = derivation({
          outputs: new Map(names.toSorted(byText).map((output) => [output, { ...none }])),
          inputDrvs: new Map(used.toSorted(byNumber).map((n): [string, string[]] => [inputPath(n), ["out"]])),
          inputSrcs: used.toSorted(byNumber).map((n) => inputPath(n).replace(".drv", "")),
          args,
          env: new Map([...Object.entries(env), ...names.map((output): [string, string] => [output, ""])]),
        });
        const { drvPath } = finishDerivation(drv, "n", moduloOf, storeDir);
        const explained = explainPaths(drv, "n", moduloOf);
        expect(explained.map(({ path }) => path)).toEqual([
          ...[...drv.outputs.values()].map(({ path }) => path),
          drvPath,
        ]);
        expect(pathsHold(drv, explained, drvPath)).toBe(true);
        expect(pathsHold(drv, explained, `${drvPath}x`)).toBe(false);
        for (const { steps } of explained) {
          for (const { operation, input, output } of steps) {
            if (operation === "sha256" && !/^[0-9a-f]{64}$/.test(input)) {
              expect(output).toBe(toBase16(hashText("sha256", input)));
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("each kind of fixed output", () => {
  const digest = hashText("sha256", "abc");
  const sha1 = hashText("sha1", "abc");
  const of = (hashAlgo: string, hash: Uint8Array, path: string): Derivation =>
    derivation({ outputs: new Map([["out", { path, hashAlgo, hash: toBase16(hash) }]]) });
  const fixed = (recursive: boolean, algorithm: "sha256" | "sha1", hash: Uint8Array): string =>
    makeFixedOutputPath("n", { recursive, algorithm, digest: hash });
  for (const drv of [
    of("r:sha256", digest, fixed(true, "sha256", digest)),
    of("sha256", digest, fixed(false, "sha256", digest)),
    of("sha1", sha1, fixed(false, "sha1", sha1)),
    of("r:sha1", sha1, fixed(true, "sha1", sha1)),
    of("text:sha256", digest, makeTextPath("n", "abc", [])),
  ]) {
    const [out] = explainPaths(drv, "n", () => null);
    expect(out!.path).toBe(drv.outputs.get("out")!.path);
    expect(out!.steps[0]).toMatchObject({ operation: "is given" });
  }
});

test("outputs without a path say why", () => {
  const of = (output: DerivationOutput): string =>
    explainPaths(derivation({ outputs: new Map([["out", output]]) }), "n", () => null)[0]!.steps[0]!.why;
  expect(of({ path: "", hashAlgo: "r:sha256", hash: "" })).toContain("once it is built");
  expect(of({ path: "", hashAlgo: "r:sha256", hash: "impure" })).toContain("every time");
  expect(of(none)).toContain("depends on outputs");
});

test('as Nix 2.8 does: derivation { name = "n"; system = "s"; builder = "/b"; }', () => {
  const path = "/nix/store/z62mfk0hvzxifz12g5ayj2k8185g9hh1-n";
  const env = new Map(Object.entries({ builder: "/b", name: "n", out: path, system: "s" }));
  const drv = derivation({ env, outputs: new Map([["out", { ...none, path }]]) });
  expect(explainPaths(drv, "n", () => null).map((it) => it.path)).toEqual([
    path,
    "/nix/store/3q04rfvjsbgm6w9n96i0y39w2wwfm6c8-n.drv",
  ]);
});
