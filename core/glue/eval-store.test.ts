import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NixError, Source } from "../eval/index.ts";
import {
  hashText,
  isStorePath,
  makeFixedOutputPath,
  parseDerivation,
  writeDerivation,
} from "../nix-compat/index.ts";
import {
  closureOf,
  type EvalIO,
  findDerivations,
  makeStoreEvaluator,
  MemoryTree,
  narHash,
  referencesOf,
  type StoreEvaluator,
  writeObjectNar,
} from "./index.ts";
import type { MemoryNode } from "./memory-tree.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const file = (text: string, executable = false): MemoryNode => ({
  kind: "regular",
  bytes: bytes(text),
  executable,
});
const directory = (entries: Record<string, MemoryNode>): MemoryNode => ({
  kind: "directory",
  entries: new Map(Object.entries(entries)),
});

const world = directory({
  src: directory({
    a: file("a"),
    run: file("#!", true),
    link: { kind: "symlink", target: "a" },
    sub: directory({ x: file("x"), y: file("y") }),
  }),
});

function make(io: EvalIO = new MemoryTree(world), more: { storeDir?: string } = {}): StoreEvaluator {
  return makeStoreEvaluator({ io, settings: { features: new Set(["ca-derivations"]), ...more } });
}

function textOf({ evaluator }: StoreEvaluator, text: string): string {
  return evaluator.toText(evaluator.evaluate(new Source({ type: "string" }, text, "/")));
}

const simple = 'derivation { name = "n"; system = "s"; builder = "b"; }';

describe("derivations whose paths nobody asked for", () => {
  const set = '{ name = "n"; system = "s"; builder = "b"; }';
  // Asked of real Nix (2.8).
  const drvPath = "/nix/store/wr1i7p014rsirg48bgmkclzgi393aj0p-n.drv";

  test("are there for whoever looks, without evaluating anything", () => {
    const made = make();
    const value = made.evaluator.evaluate(new Source({ type: "string" }, `derivationStrict ${set}`, "/"));
    expect(made.evaluator.print(value)).toContain(`drvPath = "${drvPath}"`);
    const again = make();
    const strict = again.evaluator.evaluate(new Source({ type: "string" }, `derivationStrict ${set}`, "/"));
    expect(again.evaluator.toXml(strict, { strict: false, location: false })).toContain(drvPath);
  });

  test("are among the store's objects", () => {
    const paths = (made: StoreEvaluator): string[] => [...made.store.objects.keys()];
    const made = make();
    expect(paths(made)).toEqual([]);
    textOf(made, `(derivation ${set}).outPath`);
    expect(made.store.objects.get(drvPath)).toMatchObject({ type: "text", references: [] });
    expect(paths(made)).toEqual([drvPath]);
    const other = make();
    textOf(other, `(derivation ${set}).outPath`);
    expect([...other.store.derivations.all().keys()]).toEqual([drvPath]);
    expect(textOf(other, `toString (builtins.pathExists ${drvPath})`)).toBe("1");
  });

  test("count once in a context, however often they were made", () => {
    const made = make();
    const two = `"\${derivation ${set}}\${derivation ${set}}"`;
    expect(textOf(made, `builtins.toJSON (builtins.getContext ${two})`)).toBe(
      JSON.stringify({ [drvPath]: { outputs: ["out"] } }),
    );
    expect(textOf(make(), `(derivation { name = "m"; system = "s"; builder = ${two}; }).drvPath`)).toBe(
      textOf(
        make(),
        `let d = derivation ${set}; in
      (derivation { name = "m"; system = "s"; builder = "\${d}\${d}"; }).drvPath`,
      ),
    );
    expect(made.store.derivations.all().size).toBe(1);
  });

  test("may stand behind each other in thousands", () => {
    const made = make();
    const chain = `builtins.foldl'
      (d: n: let e = derivation { name = "n"; system = "s"; builder = d; }; in builtins.seq e.outPath e.outPath)
      "b" (builtins.genList (n: n) 20000)`;
    textOf(made, chain);
    expect(made.store.derivations.all().size).toBe(20_000);
  });
});

describe("what evaluation put into the store", () => {
  test("derivations read back, and stand where their text says", () => {
    const made = make();
    const drvPath = textOf(
      made,
      `(derivation { name = "n"; system = "s"; builder = /src/run; a = ${simple}; }).drvPath`,
    );
    const { store } = made;
    const text = store.tree.read(drvPath);
    expect(writeDerivation(parseDerivation(text))).toBe(text);
    expect(store.tree.kind(drvPath)).toBe("regular");
    const derivations = [...store.objects.keys()].filter((path) => path.endsWith(".drv"));
    expect(derivations).toHaveLength(2);
    for (const path of store.objects.keys()) expect(isStorePath(path)).toBe(true);
  });

  test("closures: each after what it refers to", () => {
    const made = make();
    const drvPath = textOf(
      made,
      `let x = ${simple}; y = derivation { name = "y"; system = "s"; builder = "b"; inherit x; t = builtins.toFile "t" "\${/src/a}"; };
       in (derivation { name = "z"; system = "s"; builder = "b"; inherit x y; self = y.drvPath; src = /src; }).drvPath`,
    );
    const order = closureOf(made.store, [drvPath]);
    expect(order.map((path) => path.slice(44)).sort()).toEqual(["a", "n.drv", "src", "t", "y.drv", "z.drv"]);
    expect(order.at(-1)).toBe(drvPath);
    order.forEach((path, i) => {
      for (const reference of referencesOf(made.store, path)) expect(order.slice(0, i)).toContain(reference);
    });
    expect(() => closureOf(made.store, [`/nix/store/${"0".repeat(32)}-x`])).toThrow(NixError);
    expect(() => closureOf(made.store, [`/nix/store/${"0".repeat(32)}-x.drv`])).toThrow("no such derivation");
  });

  test("copies keep what a filter let through, and nothing else", () => {
    const made = make();
    const path = textOf(
      made,
      'builtins.path { name = "f"; path = /src; filter = p: t: baseNameOf p != "x"; }',
    );
    const { tree } = made.store;
    expect([...tree.readDir(`${path}/sub`).keys()]).toEqual(["y"]);
    expect(tree.kind(`${path}/sub/x`)).toBeNull();
    expect(() => tree.read(`${path}/sub/x`)).toThrow("No such file");
    expect(tree.read(`${path}/a`)).toBe("a");
    expect(tree.readLink(`${path}/link`)).toBe("a");
    let nar = "";
    writeObjectNar(made.store, path, (chunk) => void (nar += String.fromCharCode(...chunk)));
    const digest = hashText("sha256", nar);
    expect(makeFixedOutputPath("f", { recursive: true, algorithm: "sha256", digest })).toBe(path);
  });

  test("a flat copy is the bytes alone", () => {
    const made = make();
    const path = textOf(made, "builtins.path { path = /src/run; recursive = false; }");
    let executable: boolean | undefined;
    made.store.tree.readInto(path, { begin: (_, flag) => void (executable = flag), write: () => undefined });
    expect(executable).toBe(false);
  });

  test("another store directory makes other paths", () => {
    const path = textOf(make(), `(${simple}).drvPath`);
    const elsewhere = textOf(make(undefined, { storeDir: "/s" }), `(${simple}).drvPath`);
    expect(elsewhere.startsWith("/s/")).toBe(true);
    expect(elsewhere.slice(2)).not.toBe(path.slice(10));
  });

  test("any tree's copy is addressed by its NAR", () => {
    const name = fc
      .string({ unit: fc.constantFrom(..."ab.-é"), minLength: 1, maxLength: 4 })
      .filter((text) => !/^\.\.?$/.test(text));
    const { node } = fc.letrec<{ node: MemoryNode }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.tuple(fc.string(), fc.boolean()).map(([text, flag]) => file(text, flag)),
        name.map((target): MemoryNode => ({ kind: "symlink", target })),
        fc.dictionary(name, tie("node"), { maxKeys: 4 }).map(directory),
      ),
    }));
    fc.assert(
      fc.property(node, (content) => {
        const io = new MemoryTree(directory({ it: content }));
        const made = make(io);
        const path = textOf(made, '"${/it}"');
        const digest = narHash(io, "/it", null);
        expect(path).toBe(makeFixedOutputPath("it", { recursive: true, algorithm: "sha256", digest }));
        expect(narHash(made.store.tree, path, null)).toEqual(digest);
      }),
      { numRuns: 60 },
    );
  });
});

describe("finding derivations", () => {
  const found = (text: string): string[] => {
    const { evaluator, store } = make();
    const value = evaluator.evaluate(new Source({ type: "string" }, text, "/"));
    return [...findDerivations(evaluator, value, new Map(), store.storeDir)].map(
      ({ drvPath, output }) => `${drvPath.slice(44)}!${output}`,
    );
  };
  const d =
    'let d = name: derivation { inherit name; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; }; in';

  test.each([
    ['d "a"', ["a.drv!out"]],
    ['[ (d "a") [ (d "b").dev ] { c = d "c"; } ]', ["a.drv!out", "b.drv!dev", "c.drv!out"]],
    ['{ b = d "b"; a = d "a"; c.x = d "x"; e = 1; }', ["a.drv!out", "b.drv!out"]],
    ['{ c.recurseForDerivations = true; c.x = d "x"; "1" = d "y"; }', ["x.drv!out"]],
    ['let a = d "a"; in { x = a; y = a; }', ["a.drv!out"]],
    ["{ }", []],
  ])("%s", (text, wanted) => expect(found(`${d} ${text}`)).toEqual(wanted));

  test.each(["1", "[ 1 ]", "null", "x: x", '{ a = throw "x"; }', "{ a.recurseForDerivations = 1; }"])(
    "%s is an error",
    (text) => expect(() => found(text)).toThrow(NixError),
  );
});

test("import of a derivation file, and of one that is none", () => {
  const made = make();
  expect(textOf(made, `(import (${simple}).drvPath).outPath`)).toBe(textOf(made, `(${simple}).outPath`));
  expect(() => textOf(made, 'import (builtins.toFile "x.drv" "1")')).toThrow("error parsing derivation");
});

test("files of one selection are read once, however often it is copied", () => {
  class Counting extends MemoryTree {
    readonly reads = new Map<string, number>();
    override readInto(path: string, receiver: Parameters<EvalIO["readInto"]>[1]): void {
      this.reads.set(path, (this.reads.get(path) ?? 0) + 1);
      super.readInto(path, receiver);
    }
  }
  const io = new Counting(world);
  const made = make(io);
  const some = 'builtins.filterSource (path: type: baseNameOf path != "y")';
  const all = textOf(
    made,
    `toString [ "\${./src}" (builtins.path { path = ./src; name = "other"; }) "\${./src}" ]`,
  );
  expect(new Set(all.split(" ")).size).toBe(2);
  expect([...io.reads.values()]).toEqual([1, 1, 1, 1]);
  io.reads.clear();
  expect(textOf(made, `if ${some} ./src == ${some} ./src then "same" else "different"`)).toBe("same");
  expect([...io.reads.values()]).toEqual([1, 1, 1]);
});
