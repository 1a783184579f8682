import { expect, it } from "vitest";
import { hintsOf, parentOf, rowsOf } from "./tree.ts";

const files = ["lib/deep/x.nix", "lib/a.nix", "zoo/b.nix", "main.nix"];

it("shows folders and what is in them", () => {
  expect(
    rowsOf(files, new Set()).map(({ path, level, folder }) => `${level} ${path}${folder ? "/" : ""}`),
  ).toEqual([
    "1 lib/",
    "2 lib/deep/",
    "3 lib/deep/x.nix",
    "2 lib/a.nix",
    "1 zoo/",
    "2 zoo/b.nix",
    "1 main.nix",
  ]);
  expect(rowsOf(files, new Set(["lib"])).map(({ path }) => path)).toEqual([
    "lib",
    "zoo",
    "zoo/b.nix",
    "main.nix",
  ]);
  expect(rowsOf(files, new Set())[3]).toMatchObject({ name: "a.nix", position: 2, siblings: 2 });
});

it("takes any names", () => {
  expect(rowsOf(["__proto__/constructor"], new Set()).map(({ path }) => path)).toEqual([
    "__proto__",
    "__proto__/constructor",
  ]);
});

it("tells files of one name apart", () => {
  expect([...hintsOf(["a/default.nix", "default.nix", "main.nix"]).values()]).toEqual(["a", "workspace", ""]);
  expect([parentOf("a/b/c"), parentOf("a")]).toEqual(["a/b", null]);
});
