import fc from "fast-check";
import { expect, test } from "vitest";
import { InputsByContext } from "./derivation-inputs.ts";

const graph = {
  knownPath: (path: string) => path,
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

test("contexts become sorted inputs, the same ones where they are equal", () => {
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(element, { maxLength: 8 }), { maxLength: 30 }), (contexts) => {
      const inputs = new InputsByContext(graph);
      for (const context of contexts) {
        const { drvs, srcs } = inputs.of(new Set(context));
        expect({ drvs: [...drvs], srcs }).toEqual(wanted(context));
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
