import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { evalCommand } from "./eval.ts";

const folder = mkdtempSync(join(tmpdir(), "tvix-read-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("--files-read: which files below a folder were read, first ones first", () => {
  const tree = join(folder, "tree");
  mkdirSync(join(tree, "lib"), { recursive: true });
  writeFileSync(
    join(tree, "default.nix"),
    "{ a = import ./lib + builtins.stringLength (builtins.readFile ./text); b = import ./b.nix; }",
  );
  writeFileSync(join(tree, "lib/default.nix"), "1");
  writeFileSync(join(tree, "text"), "12");
  writeFileSync(join(tree, "b.nix"), "2");
  writeFileSync(join(folder, "outside.nix"), "t: (import t).a");
  symlinkSync("tree", join(folder, "link"));
  for (const name of ["tree", "link"]) {
    const list = join(folder, `${name}.list`);
    const text = `import ${join(folder, "outside.nix")} ${tree}`;
    evalCommand(["--files-read", join(folder, name), list, "-E", text]);
    expect(readFileSync(list, "utf8").split("\n")).toEqual(["default.nix", "lib/default.nix", "text", ""]);
  }
});
