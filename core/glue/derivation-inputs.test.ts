import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reference } from "../eval/index.ts";
import { inputsModulo, writeInputs } from "../nix-compat/index.ts";
import { InputsByContext } from "./derivation-inputs.ts";

const graph = {
  knownPath: (path: string) => path,
  moduloOf: (path: string) => (path.includes("a") || path.includes("b") ? "one" : `modulo of ${path}`),
  closure: (path: string) => [path, "/s/a", `${path}-needed.drv`],
  outputsOf: () => ["dev", "out"],
};

/** What a context refers to, straight from the definition: output names by derivation, and sources. */
function wanted(context: readonly string[]): { drvs: [string, string[]][]; srcs: string[] } {
  const drvs = new Map<string, Set<string>>();
  const srcs = new Set<string>();
  const output = (path: string, name: string): void => {
    drvs.set(path, (drvs.get(path) ?? new Set()).add(name));
  };
  for (const element of context) {
    const built = /^!([^!]*)!(.*)$/.exec(element);
    if (built !== null) output(built[2]!, built[1]!);
    else if (!element.startsWith("=")) srcs.add(element);
    else {
      for (const path of graph.closure(element.slice(1))) {
        srcs.add(path);
        if (path.endsWith(".drv")) for (const name of graph.outputsOf()) output(path, name);
      }
    }
  }
  const sorted = [...drvs].sort(([a], [b]) => (a < b ? -1 : 1));
  return { drvs: sorted.map(([path, names]) => [path, [...names].sort()]), srcs: [...srcs].sort() };
}

const names = fc.constantFrom("a", "b", "c", "d");
const element = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom("out", "dev"), names).map(([o, n]) => `!${o}!/s/${n}.drv`),
  },
  { weight: 3, arbitrary: names.map((n) => `/s/${n}`) },
  { weight: 1, arbitrary: names.map((n) => `=/s/${n}.drv`) },
);
/** Elements, and whether each is one with a late spelling where it can be. */
const contexts = fc.array(fc.uniqueArray(fc.tuple(element, fc.boolean()), { maxLength: 8 }), {
  maxLength: 30,
});

test("contexts become sorted inputs, however their elements are given", () => {
  fc.assert(
    fc.property(contexts, (all) => {
      const inputs = new InputsByContext(graph);
      const late = new Map<string, Reference>();
      const referenceOf = (text: string): Reference => {
        const [, output, drvPath] = /^!([^!]*)!(.*)$/.exec(text) ?? [];
        if (output === undefined || drvPath === undefined) return text;
        const derivation = { drvPath, modulo: graph.moduloOf(drvPath) };
        if (!late.has(text)) late.set(text, inputs.reference(derivation, output));
        return late.get(text)!;
      };
      for (const elements of all) {
        const context = new Set(elements.map(([text, isLate]) => (isLate ? referenceOf(text) : text)));
        const { byPath, modulo } = inputs.of(context);
        const { drvs, srcs } = wanted(elements.map(([text]) => text));
        expect({ drvs: [...byPath.drvs], srcs: byPath.srcs }).toEqual({ drvs, srcs });
        const inputDrvs = new Map(drvs);
        expect(modulo).toBe(writeInputs(inputsModulo({ inputDrvs }, graph.moduloOf)!, srcs));
      }
    }),
  );
});

test("the order of a context makes no difference; closures are looked up anew", () => {
  const inputs = new InputsByContext(graph);
  const one = inputs.of(new Set(["/s/a", "!out!/s/b.drv"]));
  expect(one.shared).toBe(false);
  expect(inputs.of(new Set(["!out!/s/b.drv", "/s/a"]))).toBe(one);
  expect(one.shared).toBe(true);
  expect(inputs.of(new Set(["/s/a"]))).not.toBe(one);
  expect(inputs.of(new Set(["=/s/a.drv"]))).not.toBe(inputs.of(new Set(["=/s/a.drv"])));
});

test("hashes modulo are not known where one of them is not", () => {
  const inputs = new InputsByContext({ ...graph, moduloOf: (path) => (path === "/s/a.drv" ? null : "m") });
  expect(inputs.of(new Set(["!out!/s/b.drv"])).modulo).not.toBeNull();
  expect(inputs.of(new Set(["!out!/s/b.drv", "!out!/s/a.drv"])).modulo).toBeNull();
});

test("nothing asks for the path of a derivation to make what depends on it", () => {
  const inputs = new InputsByContext(graph);
  const derivation = {
    get drvPath(): string {
      throw new Error("asked for its path");
    },
    modulo: "m",
  };
  const context = new Set([inputs.reference(derivation, "out"), inputs.reference(derivation, "dev")]);
  expect(inputs.of(context).modulo).toBe('[("m",["dev","out"])],[],');
});
