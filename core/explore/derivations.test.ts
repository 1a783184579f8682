import { expect, test } from "vitest";
import { type Derivation, finishDerivation } from "../nix-compat/index.ts";
import { packageName } from "./package-name.ts";
import { derivationOfFile } from "./derivation-file.ts";
import { Derivations } from "./derivation-graph.ts";

const storeDir = "/nix/store";

/** A closure of derivations, each built of a few before it; all by path, the last is the top. */
function madeClosure(count: number): { texts: Map<string, string>; paths: string[]; outputs: string[] } {
  const texts = new Map<string, string>();
  const modulos = new Map<string, string>();
  const paths: string[] = [];
  const outputs: string[] = [];
  for (let i = 0; i < count; i++) {
    const inputs = [...new Set([i - 1, i - 7, i >> 1, i >> 2].filter((it) => it >= 0 && it < i))];
    const drv: Derivation = {
      outputs: new Map([["out", { path: "", hashAlgo: "", hash: "" }]]),
      inputDrvs: new Map(inputs.map((it): [string, string[]] => [paths[it]!, ["out"]])),
      inputSrcs: [],
      system: "s",
      builder: "/b",
      args: [],
      env: new Map([
        ["filler", "x".repeat(1000)],
        ["name", `n${i}`],
        ["out", ""],
      ]),
    };
    const { drvPath, text, modulo } = finishDerivation(drv, `n${i}`, (path) => modulos.get(path)!, storeDir);
    modulos.set(drvPath, modulo!);
    texts.set(drvPath, text);
    paths.push(drvPath);
    outputs.push(drv.outputs.get("out")!.path);
  }
  return { texts, paths, outputs };
}

test("graphs of 3,000 derivations, and their hashes", async () => {
  const { texts, paths } = madeClosure(3000);
  let asked = 0;
  const derivations = new Derivations(async (wanted) => {
    asked += wanted.length;
    return wanted.map((path) => texts.get(path) ?? null);
  });
  const nodes = await derivations.graph(paths.at(-1)!);
  expect(nodes).toHaveLength(3000);
  expect(nodes[0]).toMatchObject({ name: "n2999", kind: "derivation" });
  expect(nodes.every(({ inputs }) => inputs.every(({ node }) => node > 0 && node < 3000))).toBe(true);
  const { drv } = (await derivations.get(paths.at(-1)!))!;
  const moduloOf = await derivations.modulosFor(drv);
  for (const path of drv.inputDrvs.keys()) expect(moduloOf(path)).toMatch(/^[0-9a-f]{64}$/);
  // Each was read once.
  expect(asked).toBe(3000);
});

test("derivations that refer to themselves, or to what is not there, are no endless loop", async () => {
  const path = (n: number): string => `${storeDir}/${String(n).repeat(32)}-x.drv`;
  const text = (input: string): string =>
    `Derive([("out","","","")],[("${input}",["out"])],[],"s","/b",[],[])`;
  const derivations = new Derivations(async (wanted) =>
    wanted.map((it) =>
      it === path(1) ? text(path(2)) : it === path(2) ? text(path(1)) : it === path(4) ? "Derive(" : null,
    ),
  );
  expect(await derivations.graph(path(1))).toMatchObject([
    { inputs: [{ node: 1 }] },
    { inputs: [{ node: 0 }] },
  ]);
  const { drv } = (await derivations.get(path(1)))!;
  await expect(derivations.modulosFor(drv)).rejects.toThrow("refers to itself");
  expect(await derivations.graph(path(3))).toMatchObject([{ kind: "missing" }]);
  await expect(derivations.graph(path(4))).rejects.toThrow(path(4));
});

test("names in the environment, or in structured attributes", () => {
  const text = (env: string): string =>
    `Derive([("out","/nix/store/${"0".repeat(32)}-x","","")],[],[],"s","/b",[],[${env}])`;
  const nameOf = (env: string, file: string): string | undefined =>
    derivationOfFile(text(env), file)?.object.info.storePath.name;
  expect(nameOf('("name","a")', "file")).toBe("a.drv");
  expect(nameOf('("__json","{\\"name\\":\\"b\\"}")', "file")).toBe("b.drv");
  expect(nameOf('("__json","{")', "c.drv")).toBe("c.drv");
  expect(nameOf('("name","a b")', "file")).toBeUndefined();
  expect(nameOf('("name","a")', `${"1".repeat(32)}-d.drv`)).toBe("d.drv");
});

test.each([
  ["hello-2.12.1", "hello", "2.12.1"],
  ["hello", "hello", ""],
  ["glibc-2.39-52-dev", "glibc", "2.39-52-dev"],
  ["perl5.38.2-XML-Parser-2.46", "perl5.38.2-XML-Parser", "2.46"],
  ["a-b-c", "a-b-c", ""],
  ["x-", "x-", ""],
])("%s is %s and %s", (text, name, version) => expect(packageName(text)).toEqual({ name, version }));
