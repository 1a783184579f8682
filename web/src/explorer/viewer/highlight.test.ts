import { describe, expect, it } from "vitest";
import { Highlighter } from "./highlight.ts";
import { languageOf, parserOf } from "./languages.ts";

const rowsOf = (text: string) => text.split("\n").map((line) => ({ text: line }));

describe("colours", () => {
  it("cover every character, wherever one begins", async () => {
    const rows = rowsOf(
      Array.from({ length: 450 }, (_, i) => `a${i} = ''x \${b "c"} # d'' ; # e`).join("\n"),
    );
    const parser = await parserOf("nix");
    const whole = new Highlighter(parser, rows).pieces(0, rows.length);
    expect(whole.map((pieces) => pieces.map(({ text }) => text).join(""))).toEqual(
      rows.map(({ text }) => text),
    );
    const later = new Highlighter(parser, rows);
    expect(later.pieces(333, 340)).toEqual(whole.slice(333, 340));
    expect(later.pieces(120, 125)).toEqual(whole.slice(120, 125));
  });

  it("know what goes on over lines", async () => {
    const [, second] = new Highlighter(await parserOf("c"), rowsOf("/* a\nb */ int c;")).pieces(0, 2);
    expect(second![0]).toEqual({ text: "b */", classes: "tok-comment" });
    expect(second!.some(({ text, classes }) => text.includes("int") && classes !== "")).toBe(true);
  });
});

it("names in JSON are no strings", async () => {
  const [pieces] = new Highlighter(await parserOf("json"), rowsOf('{"a": "b", "c": [1, null]}')).pieces(0, 1);
  const classes = new Map(pieces!.map(({ text, classes }) => [text, classes]));
  expect([classes.get('"a"'), classes.get('"b"'), classes.get("1"), classes.get("null")]).toEqual([
    "tok-propertyName tok-definition",
    "tok-string",
    "tok-number",
    "tok-atom",
  ]);
});

describe("languages", () => {
  it("are told by names and first lines", () => {
    expect(languageOf("default.nix", "")).toBe("nix");
    expect(languageOf("bin/x", "#!/nix/store/abc-bash-5.1/bin/bash -e\n")).toBe("shell");
    expect(languageOf("bin/x", "#!/usr/bin/env python3\n")).toBe("python");
    expect(languageOf("README", "Read me")).toBeNull();
  });
});
