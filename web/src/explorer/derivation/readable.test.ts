import { expect, it } from "vitest";
import type { Derivation } from "../../../../core/nix-compat/index.ts";
import { readable } from "./readable.ts";

const path = (name: string): string => `/nix/store/6xg259477c90a229xwmb53pdfkn6ig3g-${name}`;

function derivation(env: Record<string, string>, outputs?: Derivation["outputs"]): Derivation {
  return {
    outputs: outputs ?? new Map([["out", { path: path("x"), hashAlgo: "", hash: "" }]]),
    inputDrvs: new Map([[path("dep.drv"), ["dev", "out"]]]),
    inputSrcs: [path("builder.sh")],
    system: "x86_64-linux",
    builder: "/bin/sh",
    args: ["-c", "\xc3\xbc"],
    env: new Map(Object.entries(env)),
  };
}

const kinds = (env: Record<string, string>) =>
  Object.fromEntries(readable(derivation(env)).variables.map(({ name, kind }) => [name, kind]));

it("reads texts as UTF-8, and names inputs", () => {
  expect(readable(derivation({ "\xc3\xa4": "\xc3\xb6" }))).toMatchObject({
    args: ["-c", "ü"],
    variables: [{ name: "ä", value: "ö", kind: "short" }],
    inputs: [{ name: "dep", outputs: ["dev", "out"] }],
    sources: [path("builder.sh")],
    kind: "input-addressed",
  });
});

it("tells scripts, lists and long values from short ones", () => {
  expect(
    kinds({
      out: path("x"),
      buildCommand: "mkdir $out\n",
      installPhase: "install -D a $out/bin/a",
      dontStrip: "1",
      phases: "unpackPhase buildPhase",
      notes: "one\ntwo\n",
      code: "#!/bin/sh\ntrue\n",
      list: '["a","b"]',
      brace: "{not json",
      long: "x".repeat(301),
    }),
  ).toEqual({
    out: "output",
    buildCommand: "script",
    installPhase: "script",
    dontStrip: "short",
    phases: "short",
    notes: "text",
    code: "script",
    list: "json",
    brace: "short",
    long: "text",
  });
});

it("marks what is passed as a file", () => {
  const { variables } = readable(derivation({ passAsFile: "buildCommand  text", text: "a", other: "b" }));
  expect(variables.filter(({ asFile }) => asFile).map(({ name }) => name)).toEqual(["text"]);
});

it("takes structured attributes apart, or says why it can't", () => {
  const good = readable(derivation({ __json: '{"name":"\xc3\xbc","list":[1]}', out: path("x") }));
  expect(good.structured).toEqual({ name: "ü", list: [1] });
  expect(good.variables.map(({ name }) => name)).toEqual(["out"]);
  const bad = readable(derivation({ __json: "{" }));
  expect(bad.structured).toBeNull();
  expect(bad.structuredFault).not.toBeNull();
  expect(bad.variables.map(({ name }) => name)).toEqual(["__json"]);
});

it("spells fixed hashes", () => {
  const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const fixed = readable(derivation({}, new Map([["out", { path: path("x"), hashAlgo: "r:sha256", hash }]])));
  expect(fixed.outputs[0]).toMatchObject({
    kind: "fixed",
    algorithm: "sha256",
    mode: "NAR",
    hash: { sri: "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
  });
  const odd = readable(derivation({}, new Map([["out", { path: "", hashAlgo: "md9", hash: "zz" }]])));
  expect(odd.outputs[0]).toMatchObject({ hash: null, path: null, mode: "file" });
});
