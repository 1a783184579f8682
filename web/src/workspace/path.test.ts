import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freePath, pathProblem, placeProblem } from "./path.ts";

const files = (...paths: string[]): Map<string, null> => new Map(paths.map((path) => [path, null]));

describe("pathProblem", () => {
  it("takes relative paths of any characters", () => {
    for (const path of [
      "a",
      "main.nix",
      "lib/ü 😀.nix",
      "a/b/c/d",
      "...",
      ".hidden",
      "__proto__",
      "a\\b",
      "a".repeat(255),
    ]) {
      expect(pathProblem(path)).toBeNull();
    }
  });

  it("says what is wrong", () => {
    expect(pathProblem("")).toMatch(/needs a name/);
    expect(pathProblem("/a")).toMatch(/relative/);
    expect(pathProblem("a/")).toMatch(/not with \//);
    expect(pathProblem("a//b")).toMatch(/folder needs a name/);
    expect(pathProblem("a/../b")).toMatch(/“\.\.”/);
    expect(pathProblem("./a")).toMatch(/“\.”/);
    expect(pathProblem("a\0b")).toMatch(/NUL/);
    expect(pathProblem("\ud800")).toMatch(/Unicode/);
    expect(pathProblem("ü".repeat(128))).toMatch(/255 bytes.* 256/);
    expect(pathProblem(`${"a/".repeat(2000)}a`)).toMatch(/4000/);
  });
});

describe("placeProblem", () => {
  it("keeps files and folders apart", () => {
    expect(placeProblem("a/b", files("a/c", "ab"))).toBeNull();
    expect(placeProblem("a", files("a"))).toMatch(/file a already/);
    expect(placeProblem("a", files("a/b"))).toMatch(/folder a already/);
    expect(placeProblem("a/b/c", files("a"))).toMatch(/a is a file.*b\/c/);
  });
});

describe("freePath", () => {
  it("keeps the ending", () => {
    expect(freePath("a.nix", files())).toBe("a.nix");
    expect(freePath("a.nix", files("a.nix", "a 2.nix"))).toBe("a 3.nix");
    expect(freePath("x/.env", files("x/.env"))).toBe("x/.env 2");
    expect(freePath("a.nix", files(), "(other tab)")).toBe("a (other tab).nix");
    expect(freePath("a.nix", files("a (other tab).nix"), "(other tab)")).toBe("a (other tab) 2.nix");
    expect(freePath("a/b.nix", files("a"))).toBe("b.nix");
  });

  it("finds a path that can be added, whatever there is", () => {
    const name = fc.string({ unit: fc.constantFrom("a", ".", "ü", "😀", " "), minLength: 1, maxLength: 130 });
    const path = fc
      .array(name, { minLength: 1, maxLength: 3 })
      .map((names) => names.join("/"))
      .filter((it) => pathProblem(it) === null);
    fc.assert(
      fc.property(path, fc.array(path), fc.constantFrom("", "(other tab)"), (wished, others, mark) => {
        const there = files(...others, wished);
        expect(placeProblem(freePath(wished, there, mark), there)).toBeNull();
      }),
    );
  });
});
