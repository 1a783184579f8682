import { expect, test } from "vitest";
import { demonstrate, instantiate } from "./derivation.ts";

const drvPath = "/nix/store/5z3xc15gvpp07bszbqm0b03pdp5da22q-greet-world.drv";
const config = "/nix/store/h44bca5ydvrdx5ibhjhawd4ibvfn50sp-config";
const script = "/nix/store/wgkqr0sdkn58z2j05ylvfa3i70nf926h-greet.sh";

test("a derivation has the paths that Nix 2.8 gives it", () => {
  const made = instantiate("world");
  expect(made.drvPath).toBe(drvPath);
  expect(made.outPath).toBe("/nix/store/73w0s83lpy1n90z7hxmfipxqj181s1aw-greet-world");
  expect(made.references).toEqual([config, script]);
  expect(made.closure).toEqual([config, script, drvPath]);
});

test("it prints the derivation and its closure", () => {
  const lines: string[] = [];
  demonstrate((line) => lines.push(line));
  expect(lines[0]).toBe(drvPath);
  expect(lines[1]).toMatch(/^Derive\(\[\("out","\/nix\/store\/73w0s83lpy1n90z7hxmfipxqj181s1aw-greet-world"/);
  expect(lines.slice(2)).toEqual([config, script, drvPath]);
});
