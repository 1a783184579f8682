import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashText } from "../hash.ts";
import { toBase16 } from "../encodings.ts";
import type { Derivation } from "./derivation.ts";
import { draftPath, fillInPaths, finishDerivation, writeDraft } from "./finish.ts";
import { DerivationInputs, writeInputs } from "./inputs.ts";
import { fixedModulo, hashDerivationModulo, inputsModulo } from "./modulo.ts";
import { writeDerivation } from "./write.ts";

const storeDir = "/nix/store";
const none = { path: "", hashAlgo: "", hash: "" };
const hash = toBase16(hashText("sha256", "abc"));
const fixed = { path: "/nix/store/6if1i16vb8hp4vpc4plcqaj1hs4m6d10-n", hashAlgo: "sha256", hash };

function derivation(some: Partial<Derivation> = {}): Derivation {
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

const input = (n: number): string => `/nix/store/${"0".repeat(31)}${n}-i.drv`;

describe("hash modulo", () => {
  test("of fixed content is that of the content", () => {
    const one = derivation({ outputs: new Map([["out", fixed]]) });
    const other = derivation({
      outputs: new Map([["out", fixed]]),
      builder: "/c",
      env: new Map([["a", "b"]]),
    });
    expect(hashDerivationModulo(one, () => null)).toBe(fixedModulo(fixed));
    expect(hashDerivationModulo(other, () => null)).toBe(fixedModulo(fixed));
  });

  test("is not there where something is only known once built", () => {
    const floating = derivation({ outputs: new Map([["out", { ...none, hashAlgo: "r:sha256" }]]) });
    expect(hashDerivationModulo(floating, () => "x")).toBeNull();
    const deferred = derivation({ inputDrvs: new Map([[input(1), ["out"]]]) });
    expect(hashDerivationModulo(deferred, () => null)).toBeNull();
  });

  test("inputs of one content count as one, with the outputs of all", () => {
    const inputs = (entries: [number, string[]][]): Derivation =>
      derivation({ inputDrvs: new Map(entries.map(([n, outputs]) => [input(n), outputs])) });
    const moduloOf = (path: string): string => (path === input(3) ? "b" : "a");
    const colliding = inputs([
      [1, ["dev", "out"]],
      [2, ["lib", "out"]],
      [3, ["out"]],
    ]);
    expect(inputsModulo(colliding, moduloOf)).toEqual(
      new Map([
        ["a", ["dev", "lib", "out"]],
        ["b", ["out"]],
      ]),
    );
    const merged = inputs([
      [1, ["dev", "lib", "out"]],
      [3, ["out"]],
    ]);
    expect(hashDerivationModulo(colliding, moduloOf)).toBe(hashDerivationModulo(merged, moduloOf));
  });

  test("which of the inputs of one content has which outputs makes no difference", () => {
    const outputNames = fc.subarray(["bin", "dev", "lib", "out"], { minLength: 1 });
    fc.assert(
      fc.property(outputNames, outputNames, (a, b) => {
        const of = (first: string[], second: string[]): string | null =>
          hashDerivationModulo(
            derivation({
              inputDrvs: new Map([
                [input(1), first],
                [input(2), second],
              ]),
            }),
            () => "same",
          );
        expect(of(a, b)).toBe(of(b, a));
        expect(of(a, b)).toBe(of([...new Set([...a, ...b])].sort(), a));
      }),
    );
  });
});

describe("finishing", () => {
  const texts = fc.string({ unit: "binary-ascii", maxLength: 10 });
  const names = fc.uniqueArray(fc.constantFrom("out", "dev", "lib", "bin", "a"), { minLength: 1 });

  test("paths come from everything but themselves", () => {
    fc.assert(
      fc.property(names, fc.dictionary(texts, texts), fc.array(texts), (outputNames, env, args) => {
        const sorted = outputNames.toSorted();
        const make = (): Derivation =>
          derivation({
            outputs: new Map(sorted.map((output) => [output, { ...none }])),
            inputDrvs: new Map([[input(1), ["out"]]]),
            args,
            env: new Map([...Object.entries(env), ...sorted.map((output): [string, string] => [output, ""])]),
          });
        const drv = make();
        const done = finishDerivation(drv, "n", () => "modulo", storeDir);
        expect(done.text).toBe(writeDerivation(drv));
        expect(done.modulo).toBe(hashDerivationModulo(drv, () => "modulo"));
        for (const [output, { path }] of drv.outputs) {
          expect(path).toMatch(/^\/nix\/store\/[0-9a-z]{32}-n/);
          expect(drv.env.get(output)).toBe(path);
        }
        // Masked, the finished one is the unfinished one.
        expect(hashDerivationModulo(drv, () => "modulo", true)).toBe(
          hashDerivationModulo(make(), () => "modulo", true),
        );
        expect(finishDerivation(make(), "n", () => "modulo", storeDir)).toEqual(done);
        expect(finishDerivation(make(), "n", () => "other", storeDir).drvPath).not.toBe(done.drvPath);
      }),
      { numRuns: 50 },
    );
  });

  test("the order in which maps were filled makes no difference", () => {
    const env: [string, string][] = [
      ["a", "1"],
      ["b", "2"],
      ["out", ""],
    ];
    const one = finishDerivation(derivation({ env: new Map(env) }), "n", () => "m", storeDir);
    const other = finishDerivation(derivation({ env: new Map(env.toReversed()) }), "n", () => "m", storeDir);
    expect(one).toEqual(other);
  });

  test('as Nix 2.8 does: derivation { name = "n"; system = "s"; builder = "/b"; }', () => {
    const env = new Map(Object.entries({ builder: "/b", name: "n", out: "", system: "s" }));
    const drv = derivation({ env });
    expect(finishDerivation(drv, "n", () => null, storeDir).drvPath).toBe(
      "/nix/store/3q04rfvjsbgm6w9n96i0y39w2wwfm6c8-n.drv",
    );
    expect(drv.outputs.get("out")!.path).toBe("/nix/store/z62mfk0hvzxifz12g5ayj2k8185g9hh1-n");
  });

  test("a draft's environment is a list, in which the variables of outputs find their places", () => {
    const outputs = (): Derivation["outputs"] => new Map(["dev", "out"].map((name) => [name, { ...none }]));
    for (const env of [
      [],
      ["a", "1"],
      ["e", ""],
      ["a", "1", "dev", "other", "e", '"\n', "out", "", "z", "2"],
    ]) {
      const map = new Map<string, string>();
      for (let i = 0; i < env.length; i += 2) map.set(env[i]!, env[i + 1]!);
      for (const name of ["dev", "out"]) map.set(name, "");
      const drv = derivation({ outputs: outputs(), inputDrvs: new Map([[input(1), ["out"]]]), env: map });
      const { drvPath, text, modulo } = finishDerivation(drv, "n", () => "m", storeDir);
      const draft = { ...drv, outputs: outputs(), env };
      const inputs = new DerivationInputs(drv.inputDrvs, drv.inputSrcs);
      expect(fillInPaths(draft, "n", writeInputs(new Map([["m", ["out"]]]), []), storeDir)).toBe(modulo);
      expect(draft.outputs).toEqual(drv.outputs);
      expect(draftPath(draft, "n", inputs, storeDir)).toBe(drvPath);
      expect(writeDraft(draft, inputs)).toBe(text);
      expect(text).toBe(writeDerivation(drv));
    }
  });

  test("what is written of inputs is the same from the second time on", () => {
    const drvs = fc.uniqueArray(fc.nat(9)).map((numbers) => new Map(numbers.map((n) => [input(n), ["out"]])));
    const srcs = fc.uniqueArray(fc.nat(9)).map((numbers) => numbers.toSorted((a, b) => a - b).map(input));
    fc.assert(
      fc.property(drvs, srcs, (inputDrvs, inputSrcs) => {
        const once = new DerivationInputs(inputDrvs, inputSrcs);
        const often = new DerivationInputs(inputDrvs, inputSrcs, true);
        for (const { text, type, references } of [often, often]) {
          expect({ text, type, references }).toEqual({
            text: once.text,
            type: once.type,
            references: [...new Set([...inputDrvs.keys(), ...inputSrcs])].sort(),
          });
        }
      }),
    );
  });

  test("outputs behind a build have no path yet", () => {
    const drv = derivation({ inputDrvs: new Map([[input(1), ["out"]]]) });
    const { modulo, text } = finishDerivation(drv, "n", () => null, storeDir);
    expect(modulo).toBeNull();
    expect(text).toContain('("out","","","")');
  });
});
