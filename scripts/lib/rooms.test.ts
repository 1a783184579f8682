import { describe, expect, it } from "vitest";
import { importsOf } from "./imports.mjs";
import { faultOf, roomOf } from "./rooms.mjs";

const fault = (file: string, specifier: string, typeOnly = false) => faultOf(file, { specifier, typeOnly });

describe("who may import whom", () => {
  it("lets a room import itself", () => {
    expect(fault("core/eval/vm/run.ts", "../values/value.ts")).toBeUndefined();
  });

  it("lets a room import one below it through its door only", () => {
    expect(fault("core/store/nar.ts", "../castore/index.ts")).toBeUndefined();
    expect(fault("core/store/nar.ts", "../castore/blobs.ts")).toMatch(/index\.ts only/);
    expect(fault("cli/main.ts", "../core/eval/index.ts")).toBeUndefined();
  });

  it("refuses imports upward and sideways", () => {
    expect(fault("core/nix-compat/base32.ts", "../eval/index.ts")).toMatch(/may not import core\/eval/);
    expect(fault("core/eval/index.ts", "../castore/index.ts")).toMatch(/may not import/);
    expect(fault("core/eval/index.ts", "../../cli/index.ts")).toMatch(/may not import/);
    expect(fault("workers/evaluator.ts", "../web/src/main.tsx")).toMatch(/may not import/);
  });

  it("lets the page see the workers' types, no more", () => {
    expect(fault("web/src/run/client.ts", "../../../workers/index.ts", true)).toBeUndefined();
    expect(fault("web/src/run/client.ts", "../../../workers/index.ts", false)).toMatch(/but for types/);
    expect(fault("web/src/run/client.ts", "../../../core/eval/index.ts", true)).toMatch(/may not import/);
  });

  it("keeps Node and unlisted packages out of core, but not out of its tests", () => {
    expect(fault("core/eval/sources.ts", "node:fs")).toMatch(/must not know where it runs/);
    expect(fault("core/eval/sources.ts", "solid-js")).toMatch(/may not import the package solid-js/);
    expect(fault("core/eval/sources.ts", "vitest")).toMatch(/for tests/);
    expect(fault("core/eval/sources.test.ts", "node:fs")).toBeUndefined();
    expect(fault("cli/main.ts", "node:fs")).toBeUndefined();
  });

  it("asks for file extensions", () => {
    expect(fault("core/eval/errors.ts", "./syntax/source")).toMatch(/extension/);
  });

  it("knows the rooms", () => {
    expect(roomOf("core/eval/errors.ts")).toBe("core/eval");
    expect(roomOf("web/src/app/App.tsx")).toBe("web/src");
    expect(roomOf("vite.config.ts")).toBeUndefined();
  });
});

describe("finding imports", () => {
  it("tells type imports from others, in every form", () => {
    const text = [
      'import type { A } from "a";',
      'import { type B } from "b";',
      'import { type C, d } from "c";',
      'import "e";',
      'export type { F } from "f";',
      'export * from "g";',
      'const h = await import("h");',
      'const text = `import x from "not"`;',
    ].join("\n");
    expect(importsOf("x.ts", text)).toEqual([
      { specifier: "a", typeOnly: true, line: 1 },
      { specifier: "b", typeOnly: true, line: 2 },
      { specifier: "c", typeOnly: false, line: 3 },
      { specifier: "e", typeOnly: false, line: 4 },
      { specifier: "f", typeOnly: true, line: 5 },
      { specifier: "g", typeOnly: false, line: 6 },
      { specifier: "h", typeOnly: false, line: 7 },
    ]);
  });
});
