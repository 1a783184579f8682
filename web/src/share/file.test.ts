import fc from "fast-check";
import { expect, it } from "vitest";
import { LinkError } from "./errors.ts";
import { decodeFile, encodeFile, isWorkspaceFile } from "./file.ts";
import { sharedArbitrary } from "./testing/mutate.ts";
import { unsaidSettings, type Shared } from "./types.ts";

const named = (name: string): Shared => ({
  workspace: { name, files: { "main.nix": "1" }, open: ["main.nix"], active: "main.nix" },
  settings: unsaidSettings,
});

it("carries any workspace there and back", () => {
  fc.assert(
    fc.property(sharedArbitrary, (shared) => {
      expect(decodeFile(encodeFile(shared).text)).toEqual(shared);
    }),
  );
});

it("is named after the workspace", () => {
  const name = (workspace: string): string => encodeFile(named(workspace)).name;
  expect([name("My flake"), name("../ü"), name("😀"), name("x".repeat(300)).length]).toEqual([
    "My-flake.tvix.json",
    "ü.tvix.json",
    "workspace.tvix.json",
    110,
  ]);
  expect(["a.tvix.json", "A.TVIX.JSON", "a.json", "tvix.json"].map(isWorkspaceFile)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it("refuses what is no workspace, and says why", () => {
  expect(() => decodeFile("{")).toThrow(/^This file is no JSON: /);
  for (const text of [
    "1",
    "null",
    "[]",
    "{}",
    '{"format":"x"}',
    '{"__proto__":{"format":"tvix-workspace-1"}}',
  ]) {
    expect(() => decodeFile(text), text).toThrow("This file is no workspace");
  }
  expect(() => decodeFile('{"format":"tvix-workspace-2"}')).toThrow("newer version");
  expect(() => decodeFile('{"format":"tvix-workspace-1","files":{}}')).toThrow("This file carries no files");
  expect(() => decodeFile('{"format":"tvix-workspace-1","files":{"../x":""}}')).toThrow(LinkError);
});
