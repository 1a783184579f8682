import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "./layout.ts";

describe("laying out values", () => {
  it("leaves what fits on a line", () => {
    expect(layOut("{ a = [ 1 2 ]; b = { }; }", "nix")).toBe("{ a = [ 1 2 ]; b = { }; }");
  });

  it("breaks sets and lists that do not fit, inner ones only if they must", () => {
    const long = `"${"x".repeat(60)}"`;
    expect(
      layOut(
        `{ a = [ 1 2 ]; b = { c = ${long}; d = [ ${long} { } ${long} ]; }; f = «lambda f @ /x y»; }`,
        "nix",
      ),
    ).toBe(
      [
        "{",
        "  a = [ 1 2 ];",
        "  b = {",
        `    c = ${long};`,
        "    d = [",
        `      ${long}`,
        "      { }",
        `      ${long}`,
        "    ];",
        "  };",
        "  f = «lambda f @ /x y»;",
        "}",
      ].join("\n"),
    );
  });

  it("puts short list items on shared lines", () => {
    const text = layOut(`[ ${Array.from({ length: 100 }, (_, i) => i).join(" ")} ]`, "nix");
    expect(text.split("\n").length).toBe(6);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("lays JSON out", () => {
    const long = `"${"x".repeat(60)}"`;
    expect(layOut(`{"a":[1,2],"b":{"c":${long},"d":${long}}}`, "json")).toBe(
      ["{", '  "a": [1, 2],', '  "b": {', `    "c": ${long},`, `    "d": ${long}`, "  }", "}"].join("\n"),
    );
  });

  it("changes nothing but white space", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        const compact = JSON.stringify(JSON.parse(json));
        expect(JSON.stringify(JSON.parse(layOut(compact, "json")))).toBe(compact);
      }),
    );
    const { tree } = fc.letrec<{ tree: string }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom("1", "null", '"a b"', '"}\\" ; ["', "<CODE>", "«thunk»", "-1.5", "/a/b"),
        fc.array(tie("tree")).map((items) => `[ ${items.map((item) => item + " ").join("")}]`),
        fc.array(tie("tree")).map((items) => `{ ${items.map((item, i) => `x${i} = ${item}; `).join("")}}`),
      ),
    }));
    const squeeze = (text: string): string => text.replaceAll(/\s+/g, " ");
    fc.assert(fc.property(tree, (text) => squeeze(layOut(text, "nix")) === squeeze(text)));
  });

  it("gives back what it can't read, and takes any depth", () => {
    expect(layOut("]".repeat(100), "nix")).toBe("]".repeat(100));
    expect(layOut("[".repeat(100), "nix")).toBe("[".repeat(100));
    const deep = "[ ".repeat(2000) + "] ".repeat(2000).trimEnd();
    expect(squeezeAll(layOut(deep, "nix"))).toBe(squeezeAll(deep));
  });
});

const squeezeAll = (text: string): string => text.replaceAll(/\s+/g, "");
