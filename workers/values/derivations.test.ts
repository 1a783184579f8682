import { expect, it } from "vitest";
import { newWorker, requestOf, valueOf } from "../testing.ts";
import type { DerivationTexts } from "../values-protocol.ts";

const graph = `
  let
    make = name: extra: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // extra);
    lib = make "lib" { outputs = [ "out" "dev" ]; };
    tool = make "tool" { src = ./tool.txt; args = [ "-c" "ü" ]; };
  in {
    app = make "app" { inherit lib; dev = lib.dev; text = "\${tool}/bin"; };
    fixed = make "fixed" { outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; };
    none = 1;
    broken = make "broken" { x = throw "no"; };
  }`;

it("are shown with all that is in them, and their inputs can be walked", async () => {
  const worker = newWorker();
  await worker.evaluate(requestOf(graph, { files: { "/tool.txt": "tool" } }), null);
  const { children } = valueOf(await worker.children(0, 0, 9, ""));
  const idOf = (name: string): number => children.find((child) => child.name === name)!.value.id;

  const app = valueOf(await worker.derivationOf(idOf("app"), null));
  expect(app).toMatchObject({ name: "app", system: "x86_64-linux", builder: "/bin/sh", args: [] });
  expect(app.drvPath).toMatch(/^\/nix\/store\/.{32}-app\.drv$/);
  expect(app.outputs).toEqual([
    { name: "out", path: expect.stringMatching(/-app$/) as string, hashAlgo: "", hash: "" },
  ]);
  expect(app.env.map((variable) => variable.name)).toEqual([
    "builder",
    "dev",
    "lib",
    "name",
    "out",
    "system",
    "text",
  ]);
  expect(app.inputDrvs.map((input) => [input.drvPath.slice(44), input.outputs])).toEqual(
    expect.arrayContaining([
      ["lib.drv", ["dev", "out"]],
      ["tool.drv", ["out"]],
    ]),
  );
  expect(app.aterm).toMatch(/^Derive\(\[\("out",/);
  expect(Object.keys(JSON.parse(app.json) as object)).toEqual([app.drvPath]);

  const toolPath = app.inputDrvs.find((input) => input.drvPath.endsWith("-tool.drv"))!.drvPath;
  const tool = valueOf(await worker.derivation(toolPath));
  expect(tool.args).toEqual(["-c", "ü"]);
  expect(tool.inputSrcs).toEqual([expect.stringMatching(/-tool\.txt$/)]);

  const fixed = valueOf(await worker.derivationOf(idOf("fixed"), null));
  expect(fixed.outputs[0]).toMatchObject({
    hashAlgo: "sha256",
    hash: expect.stringMatching(/^e3b0c442/) as string,
  });
});

it("fail where there are none", async () => {
  const worker = newWorker();
  await worker.evaluate(requestOf(graph, { files: { "/tool.txt": "tool" } }), null);
  const { children } = valueOf(await worker.children(0, 0, 9, ""));
  const idOf = (name: string): number => children.find((child) => child.name === name)!.value.id;
  expect(await worker.derivationOf(idOf("none"), null)).toMatchObject({
    type: "failed",
    error: { kind: "type" },
  });
  expect(await worker.derivationOf(idOf("broken"), null)).toMatchObject({
    type: "failed",
    error: { message: "no" },
  });
  const gone = "/nix/store/ky6mvw2867w5l0a299fxj55cfpz5la0c-x.drv";
  for (const path of [gone, "/etc/passwd", "", "/nix/store/x.drv"]) {
    expect(await worker.derivation(path)).toMatchObject({ type: "failed", error: { kind: "io" } });
  }
  expect(await newWorker().derivation(gone)).toEqual({ type: "stale" });
});

it("are handed over with all they are made from, in batches, inputs first", async () => {
  const worker = newWorker();
  const chain = `
    let
      big = builtins.concatStringsSep "" (builtins.genList (i: "0123456789abcdef") 16384);
      make = i: derivation {
        name = "d\${toString i}"; system = "s"; builder = "b"; inherit big;
        inputs = if i == 0 then [ ] else [ (make (i - 1)) ];
      };
    in make 5`;
  await worker.evaluate(requestOf(chain), null);
  const { drvPath } = valueOf(await worker.derivationOf(0, null));
  const texts: { path: string; aterm: string }[] = [];
  let batches = 0;
  for (let from: number | null = 0; from !== null; batches++) {
    const batch: DerivationTexts = valueOf(await worker.derivationTexts(drvPath, from));
    expect(batch.total).toBe(6);
    texts.push(...batch.texts);
    from = batch.next;
  }
  expect(batches).toBe(3);
  expect(texts.map(({ path }) => path.slice(44))).toEqual([0, 1, 2, 3, 4, 5].map((i) => `d${i}.drv`));
  expect(texts.at(-1)!.aterm).toBe(valueOf(await worker.derivation(drvPath)).aterm);
  expect(valueOf(await worker.derivationTexts(texts[0]!.path, 0))).toMatchObject({ total: 1, next: null });
  for (const path of ["/nix/store/ky6mvw2867w5l0a299fxj55cfpz5la0c-x.drv", "/etc/passwd", ""]) {
    expect(await worker.derivationTexts(path, 0)).toMatchObject({ type: "failed", error: { kind: "io" } });
  }
  expect(await newWorker().derivationTexts(drvPath, 0)).toEqual({ type: "stale" });
});
