import { expect, it } from "vitest";
import { defaultParseOptions, parse, Source } from "./index.ts";
import { closersOf } from "./unfinished.ts";

const source = (text: string): Source => new Source({ type: "string" }, text, "/");

it("closes whatever is open, at every place behind an operand", () => {
  const text =
    "{ a ? x, b }@s: with x; assert x; let c = [ x (f x) ]; d.${x} = if x then x else x; inherit (x) y; in " +
    "rec { e = \"a ${x} b\"; f = ''a ${x}''; g = ./a/${x}/b; h = !x || -x.x or x; }";
  for (let i = text.indexOf("x"); i >= 0; i = text.indexOf("x", i + 1)) {
    const begun = text.slice(0, i + 1);
    const closers = closersOf(source(begun), defaultParseOptions);
    const { errors } = parse(source(begun + closers), defaultParseOptions);
    expect([begun, closers, errors.map((it) => it.message)]).toEqual([begun, closers, []]);
  }
});

it("knows finished texts, and those it can't close", () => {
  expect(closersOf(source("{ a = 1; }"), defaultParseOptions)).toBe("");
  expect(closersOf(source("{ a = b"), defaultParseOptions)).toBe("; }");
  expect(closersOf(source("1 )"), defaultParseOptions)).toBeNull();
});
