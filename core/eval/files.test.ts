import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NixError } from "./errors.ts";
import {
  baseName,
  directoryName,
  exists,
  findFile,
  importTarget,
  isDirectory,
  kindOf,
  readText,
} from "./files.ts";
import { MemorySources } from "./sources.ts";
import { Evaluator, Source } from "./index.ts";

function tree(): MemorySources {
  const sources = new MemorySources({
    "/p/default.nix": "./here.nix",
    "/p/x.nix": "./y.nix",
    "/p/y.nix": "1",
    "/q/z": "",
    "/p/bad/sub": "",
  });
  sources.link("/l.nix", "p/x.nix");
  sources.link("/d", "p");
  sources.makeDirectory("/linked");
  sources.link("/linked/default.nix", "../p/default.nix");
  sources.link("/loop", "loop");
  sources.link("/dangling", "gone");
  return sources;
}

describe("what import evaluates", () => {
  test.each([
    ["/p/x.nix", "/p/x.nix"],
    ["/p", "/p/default.nix"],
    ["/d", "/p/default.nix"],
    ["/l.nix", "/p/x.nix"],
    ["/d/x.nix", "/d/x.nix"],
    ["/linked", "/linked/default.nix"],
    ["/linked/default.nix", "/p/default.nix"],
    ["/__absent", null],
    ["/q", null],
    ["/loop", null],
    ["/dangling", null],
  ])("%s", (path, target) => {
    if (target === null) expect(() => importTarget(tree(), path)).toThrow(NixError);
    else expect(importTarget(tree(), path)).toBe(target);
  });

  test("relative literals start where the file really is", () => {
    const evaluator = new Evaluator({ io: tree() });
    const value = (text: string): string =>
      evaluator.print(evaluator.evaluate(new Source({ type: "string" }, text, "/p")));
    expect(value("import /l.nix")).toBe("/p/y.nix");
    expect(value("import /d/x.nix")).toBe("/d/y.nix");
    expect(value("import /linked")).toBe("/linked/here.nix");
    expect(value('builtins.seq (builtins.readFile <nix/fetchurl.nix>) "ok"')).toBe('"ok"');
  });
});

test("looking at paths", () => {
  const sources = tree();
  expect(exists(sources, "/dangling")).toBe(true);
  expect(exists(sources, "/gone")).toBe(false);
  expect(isDirectory(sources, "/d")).toBe(true);
  expect(isDirectory(sources, "/l.nix")).toBe(false);
  expect(isDirectory(sources, "/loop")).toBe(false);
  expect(kindOf(sources, "/d")).toBe("symlink");
  expect(() => kindOf(sources, "/gone")).toThrow("path '/gone' does not exist");
  expect(() => readText(sources, "/gone")).toThrow(NixError);
});

describe("search path", () => {
  const entry = (prefix: string, path: string): { prefix: string; path: string } => ({ prefix, path });
  const warnings: string[] = [];
  const find = (name: string, ...entries: { prefix: string; path: string }[]): string =>
    findFile(tree(), entries, name, false, (text) => warnings.push(text), undefined);

  test.each([
    ["z", [entry("", "/q")], "/q/z"],
    ["a/z", [entry("a", "/q")], "/q/z"],
    ["a", [entry("a", "/q")], "/q"],
    ["a/b/z", [entry("a/b", "/q")], "/q/z"],
    ["a/z", [entry("a", "/p"), entry("a", "/q")], "/q/z"],
    ["z/", [entry("", "/q/")], "/q/z"],
    ["nix/fetchurl.nix", [], "/__corepkgs__/fetchurl.nix"],
    ["nix/z", [entry("nix", "/q")], "/q/z"],
  ])("%s", (name, entries, path) => {
    expect(find(name, ...entries)).toBe(path);
  });

  test("failures are catchable, and told apart from missing entries", () => {
    for (const name of ["az", "a/none", ""]) {
      try {
        find(name, entry("a", "/q"));
        expect.unreachable();
      } catch (error) {
        expect((error as NixError).kind).toBe("search-path");
        expect((error as NixError).catchable).toBe(true);
        expect((error as NixError).message).toBe(
          `file '${name}' was not found in the Nix search path (add it using $NIX_PATH or -I)`,
        );
      }
    }
    warnings.length = 0;
    expect(find("a/z", entry("a", "/gone"), entry("a", "https://x/y.tar"), entry("a", "/q"))).toBe("/q/z");
    expect(warnings).toEqual([
      "Nix search path entry '/gone' does not exist, ignoring",
      "Nix search path entry 'https://x/y.tar' needs the network, which this evaluator does not have, ignoring",
    ]);
    expect(() => findFile(tree(), [], "x", true, () => undefined, undefined)).toThrow("pure evaluation mode");
  });
});

test("base names and directories", () => {
  const cases = {
    "/a/b": ["b", "/a"],
    "/a/b/": ["b", "/a/b"],
    "a//": ["", "a/"],
    "/": ["", "/"],
    "": ["", "."],
    a: ["a", "."],
    "/a": ["a", "/"],
  };
  for (const [path, [base, directory]] of Object.entries(cases)) {
    expect([baseName(path), directoryName(path)], path).toEqual([base, directory]);
  }
  const name = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = `/${parts.join("/")}`;
      expect(baseName(path)).toBe(parts[parts.length - 1]);
      expect(baseName(`${path}/`)).toBe(parts[parts.length - 1]);
      expect(directoryName(path)).toBe(parts.length === 1 ? "/" : `/${parts.slice(0, -1).join("/")}`);
    }),
  );
});
