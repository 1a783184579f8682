import fc from "fast-check";
import { expect, test } from "vitest";
import type { Derivation } from "../derivation/derivation.ts";
import { finishDerivation } from "../derivation/index.ts";
import { parseDerivation } from "../derivation/parse.ts";
import { makeTextPath } from "../store-path.ts";
import { causesOf, type DerivationDiff, type DerivationFile, diffDerivations, diffLines } from "./index.ts";

/** Derivations made in a test, by path. */
const store = new Map<string, Derivation>();
const modulos = new Map<string, string | null>();
const load = (path: string): Derivation | null => store.get(path) ?? null;

interface Options {
  inputs?: DerivationFile[];
  sources?: string[];
  env?: Record<string, string>;
  args?: string[];
  outputs?: string[];
  hash?: string;
}

function make(
  name: string,
  { inputs = [], sources = [], env = {}, args = [], outputs = ["out"], hash }: Options = {},
): DerivationFile {
  const output =
    hash === undefined
      ? { path: "", hashAlgo: "", hash: "" }
      : { path: `/nix/store/${"0".repeat(32)}-${name}`, hashAlgo: "sha256", hash };
  const drv: Derivation = {
    outputs: new Map([...outputs].sort().map((out) => [out, { ...output }])),
    inputDrvs: new Map(inputs.map(({ path, drv }) => [path, [...drv.outputs.keys()]])),
    inputSrcs: [...sources].sort(),
    system: "x86_64-linux",
    builder: "/bin/sh",
    args,
    env: new Map([
      ...Object.entries(env),
      [
        "inputs",
        inputs.flatMap(({ drv }) => [...drv.outputs.values()].map(({ path }) => path)).join(" "),
      ] as const,
      ["out", output.path] as const,
    ]),
  };
  const { drvPath, text, modulo } = finishDerivation(drv, name, (path) => modulos.get(path)!, "/nix/store");
  const finished = parseDerivation(text);
  store.set(drvPath, finished);
  modulos.set(drvPath, modulo);
  return { path: drvPath, drv: finished };
}

/** The causes as short texts. */
function causes(diff: DerivationDiff | null): unknown {
  if (diff === null) return null;
  return causesOf(diff).map(({ diff, way }) => [way.join("/"), ...diff.changes.map((change) => change)]);
}

test("nothing differs", () => {
  const a = make("a");
  expect(diffDerivations(a, make("a"), load)).toBe(null);
});

test("only the deepest cause counts", () => {
  const top = (flag: string): DerivationFile => {
    const deep = make("deep", { env: { flag }, outputs: ["out", "dev"] });
    const middle = make("middle", {
      inputs: [deep],
      args: ["-c", `ls ${deep.drv.outputs.get("dev")!.path}/x`],
    });
    return make("top", { inputs: [middle, deep] });
  };
  expect(causes(diffDerivations(top("a"), top("b"), load))).toEqual([
    ["deep", { kind: "env", name: "flag", from: "a", to: "b" }],
  ]);
});

test("a new version of an input", () => {
  const top = (version: string): DerivationFile =>
    make("top", { inputs: [make(`dep-${version}`, { env: { version } })] });
  expect(causes(diffDerivations(top("1.0"), top("1.1"), load))).toEqual([
    ["dep-1.1", { kind: "env", name: "version", from: "1.0", to: "1.1" }],
  ]);
});

test("an input that became a variant of itself is compared; what only shares a word is not", () => {
  const unwrapped = (name: string, version: string): DerivationFile =>
    make(`${name}-unwrapped-${version}`, { env: { version } });
  const top = (...inputs: DerivationFile[]): DerivationFile => make("firefox", { inputs });
  const [before, after] = [unwrapped("firefox", "78.0"), unwrapped("firefox-esr", "68.1esr")];
  expect(
    causes(diffDerivations(top(before, make("bash-4.4")), top(after, make("bash-completion-1")), load)),
  ).toEqual([
    ["firefox-esr-unwrapped-68.1esr", expect.objectContaining({ kind: "env", name: "version" })],
    [
      "",
      expect.objectContaining({ kind: "input", from: expect.stringContaining("bash-4.4") }),
      expect.objectContaining({ kind: "input", to: expect.stringContaining("bash-completion") }),
      expect.objectContaining({ kind: "env", name: "inputs" }),
    ],
  ]);
});

test("added and removed inputs, sources, outputs, arguments", () => {
  const [x, y] = [make("x"), make("y")];
  const [old, young] = ["1", "2"].map((text) => makeTextPath("src", text, []));
  const more = makeTextPath("more", "", []);
  const from = make("top", { inputs: [x], sources: [old!], env: { src: old! }, args: ["a", "b"] });
  const to = make("top", {
    inputs: [y],
    sources: [young!, more],
    env: { src: young! },
    args: ["a"],
    outputs: ["out", "dev"],
  });
  const dev = to.drv.outputs.get("dev")!;
  expect(diffDerivations(from, to, load)!.changes).toEqual([
    { kind: "source", from: old, to: young },
    { kind: "source", from: null, to: more },
    { kind: "input", from: x.path, to: null },
    { kind: "input", from: null, to: y.path },
    { kind: "args", from: ["a", "b"], to: ["a"] },
    { kind: "env", name: "dev", from: null, to: dev.path },
    {
      kind: "env",
      name: "inputs",
      from: x.drv.outputs.get("out")!.path,
      to: y.drv.outputs.get("out")!.path,
    },
    { kind: "output", name: "dev", from: null, to: dev },
  ]);
});

test("several inputs of one name are matched by what they are", () => {
  const common = make("common", { env: { v: "1" } });
  const other = make("common", { env: { v: "2" } });
  const top = (list: DerivationFile[]): DerivationFile => make("top", { inputs: list });
  const input = (base: DerivationFile, which: string): DerivationFile =>
    make("p", { inputs: [base], env: { which } });
  const from = top([input(common, "a"), input(common, "b")]);
  const to = top([input(other, "b"), input(other, "a")]);
  const found = diffDerivations(from, to, load)!;
  expect(causesOf(found).map(({ diff, way }) => [way.join("/"), diff.changes.length])).toContainEqual([
    "p/common",
    1,
  ]);
  expect(found.inputs.every(({ changes }) => changes.length === 0)).toBe(true);
});

test("fixed content that is got in another way changes nothing above", () => {
  const top = (url: string): DerivationFile =>
    make("top", { inputs: [make("file", { env: { url }, hash: "0".repeat(64) })] });
  const diff = diffDerivations(top("http://a"), top("http://b"), load)!;
  expect(diff.sameOutputs).toBe(true);
  expect(diff.inputs.map(({ sameOutputs, changes }) => [sameOutputs, changes])).toEqual([
    [true, [{ kind: "env", name: "url", from: "http://a", to: "http://b" }]],
  ]);
});

test("inputs that can't be read", () => {
  const top = (v: string): DerivationFile => make("top", { inputs: [make("dep", { env: { v } })] });
  const [from, to] = [top("1"), top("2")];
  const [ours, theirs] = [[...from.drv.inputDrvs.keys()][0], [...to.drv.inputDrvs.keys()][0]];
  expect(diffDerivations(from, to, () => null)!.changes.at(0)).toEqual({
    kind: "unknown-input",
    from: ours,
    to: theirs,
  });
});

test("files that refer to themselves end", () => {
  const parse = (path: string, other: string): Derivation =>
    parseDerivation(`Derive([("out","","","")],[("${other}",["out"])],[],"s","/b",[],[("x","${path}")])`);
  const [a, b] = ["a", "b"].map((char) => `/nix/store/${char.repeat(32)}-x.drv`) as [string, string];
  const files = new Map([
    [a, parse(a, a)],
    [b, parse(b, b)],
  ]);
  const file = (path: string): DerivationFile => ({ path, drv: files.get(path)! });
  expect(diffDerivations(file(a), file(b), (path) => files.get(path) ?? null)).toBe(null);
});

test("deep closures", () => {
  let [from, to] = [make("x", { env: { v: "1" } }), make("x", { env: { v: "2" } })];
  for (let i = 0; i < 2000; i++) [from, to] = [make("x", { inputs: [from] }), make("x", { inputs: [to] })];
  const [cause] = causesOf(diffDerivations(from, to, load)!);
  expect(cause!.way.length).toBe(2000);
  expect(cause!.diff.changes).toEqual([{ kind: "env", name: "v", from: "1", to: "2" }]);
});

test("lines: both lists can be told from the difference", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const diff = diffLines(from, to);
      expect(diff.filter(({ kind }) => kind !== "+").map(({ line }) => line)).toEqual(from);
      expect(diff.filter(({ kind }) => kind !== "-").map(({ line }) => line)).toEqual(to);
    }),
  );
  const text = "a b c d".split(" ");
  expect(diffLines(text, "a c x d".split(" ")).map(({ kind, line }) => kind + line)).toEqual([
    " a",
    "-b",
    " c",
    "+x",
    " d",
  ]);
  const long = Array.from({ length: 5000 }, (_, i) => `${i}`);
  expect(diffLines(long, [...long].reverse()).length).toBe(10_000);
});
