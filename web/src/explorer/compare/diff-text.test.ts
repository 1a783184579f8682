import { expect, it } from "vitest";
import { readDiff } from "./diff-text.ts";

it("takes a comparison apart", () => {
  const parts = readDiff(
    [
      "zlib -> zlib-ng (input of openssl, of curl; and 2 more of this name): (its outputs are the same)",
      "  env.version:",
      "  - 1.3",
      "  + 1.4",
      "  env.script:",
      "    ...",
      "    one",
      "  - two",
      "  + 2",
      "  + ",
      "    three",
      "",
      "curl:",
      "  inputs:",
      "  + /nix/store/x",
      "  source patch has another content:",
      "  - a",
      "",
    ].join("\n"),
  );
  expect(parts.map(({ name, way, note }) => [name, way, note])).toEqual([
    ["zlib -> zlib-ng", "input of openssl, of curl; and 2 more of this name", "its outputs are the same"],
    ["curl", "", ""],
  ]);
  expect(parts[0]!.changes).toEqual([
    {
      title: "env.version",
      lines: [
        { kind: "removed", text: "1.3", differs: { from: 2, to: 3 } },
        { kind: "added", text: "1.4", differs: { from: 2, to: 3 } },
      ],
    },
    {
      title: "env.script",
      lines: [
        { kind: "gap", text: "", differs: null },
        { kind: "same", text: "one", differs: null },
        { kind: "removed", text: "two", differs: null },
        { kind: "added", text: "2", differs: null },
        { kind: "added", text: "", differs: null },
        { kind: "same", text: "three", differs: null },
      ],
    },
  ]);
  expect(parts[1]!.changes.map(({ title }) => title)).toEqual(["inputs", "source patch has another content"]);
});

it("knows names with colons and brackets in ways", () => {
  expect(readDiff("a (input of b):\n  system:\n  - x\n  + y\n")).toMatchObject([
    { name: "a", way: "input of b", changes: [{ title: "system", lines: [{}, {}] }] },
  ]);
  expect(readDiff("")).toEqual([]);
});
