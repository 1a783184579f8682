import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Attrs } from "../values/attrs.ts";
import { SymbolTable } from "../values/symbols.ts";
import { ask, hasOracle } from "../testing/oracle.ts";
import { Float, type Value } from "../values/value.ts";
import { parseToml, TomlError } from "./index.ts";

interface Options {
  strict?: boolean;
  timestamps?: boolean;
}

function read(text: string, { strict = true, timestamps = false }: Options = {}): unknown {
  const symbols = new SymbolTable();
  const value = parseToml(text, { symbols, strict, nulErrors: strict, timestamps, poll: () => undefined });
  return plain(value, symbols);
}

/** A value as plain data; floats are `{ float }`. */
function plain(value: Value, symbols: SymbolTable): unknown {
  if (value instanceof Float) return { float: value.value };
  if (Array.isArray(value)) return value.map((item) => plain(item as Value, symbols));
  if (!(value instanceof Attrs)) return value;
  const { keys, values } = value.flat();
  return Object.fromEntries(
    keys.ids.map((id, i) => [symbols.names[id]!, plain(values[i] as Value, symbols)]),
  );
}

test.each([
  ["", {}],
  ["# c\n\n\r\n", {}],
  ["\xef\xbb\xbfa=1", { a: 1 }],
  ["a . b = 1\na.\"c d\".'e' = 2", { a: { b: 1, "c d": { e: 2 } } }],
  ["1.2=3\n-1 = 4\ntrue = false", { "1": { "2": 3 }, "-1": 4, true: false }],
  ["[a.b]\nx=1\n[a]\ny=2", { a: { b: { x: 1 }, y: 2 } }],
  ["[[a]]\nx=1\n[a.t]\n[[a]]\n[[a.b]]\ny=2", { a: [{ x: 1, t: {} }, { b: [{ y: 2 }] }] }],
  [
    "[fruit]\napple.color=1\n[fruit.apple.texture]\nsmooth=true",
    { fruit: { apple: { color: 1, texture: { smooth: true } } } },
  ],
  ["a=[ 1, # one\n 'x',\n[],{b.c=1} ,]", { a: [1, "x", [], { b: { c: 1 } }] }],
  ["a={ x.y=1, x.z=2 , w={} }", { a: { x: { y: 1, z: 2 }, w: {} } }],
  ["[[a.b]]\nx=1\n[a]\ny=1", { a: { b: [{ x: 1 }], y: 1 } }],
])("reads %j", (text, value) => {
  expect(read(text)).toEqual(value);
});

describe("numbers", () => {
  test.each([
    ["+1_000", 1000],
    ["-0", 0],
    ["0xdead_BEEF", 0xdeadbeef],
    ["0o17", 15],
    ["0b101", 5],
    ["9223372036854775807", 9223372036854775807n],
    ["1.5e+3", { float: 1500 }],
    ["1_0.0_1", { float: 10.01 }],
    ["-0.0", { float: -0 }],
    ["-inf", { float: -Infinity }],
    ["+nan", { float: NaN }],
    ["1e05", { float: 1e5 }],
  ])("%s", (text, value) => {
    expect(read(`a=${text}`)).toEqual({ a: value });
  });

  test("beyond 64 bits", () => {
    for (const text of ["9223372036854775808", "-9223372036854775809", "0xffffffffffffffff", "1e400"]) {
      expect(() => read(`a=${text}`)).toThrow(TomlError);
    }
    expect(
      read("a=9223372036854775808\nb=-9223372036854775809\nc=0x8000000000000000", { strict: false }),
    ).toEqual({
      a: 9223372036854775807n,
      b: -9223372036854775808n,
      c: 9223372036854775807n,
    });
    expect(read(`a=0b${"1".repeat(64)}\nb=-1e400`, { strict: false })).toEqual({
      a: -1,
      b: { float: -Number.MAX_VALUE },
    });
  });

  test.each([
    "1__0",
    "_1",
    "1_",
    "01",
    "0x",
    "0X1",
    "+0x1",
    "0x_1",
    "1.",
    ".5",
    "1._5",
    "1e",
    "1e_5",
    "00",
    "0_0",
    "+-1",
    "Inf",
    "1e1.5",
  ])("refuses %s", (text) => {
    expect(() => read(`a=${text}`)).toThrow(TomlError);
    expect(() => read(`a=${text}`, { strict: false })).toThrow(TomlError);
  });
});

test.each([
  ['"a\\t\\u00e9\\U0001F600\\"\\\\"', 'a\t\xc3\xa9\xf0\x9f\x98\x80"\\'],
  ["'a\\n\"'", 'a\\n"'],
  ['"""\na\\\n   b\r\n"c" ""d"""', 'ab\r\n"c" ""d'],
  ['"""""a"""', '""a'],
  ['"""a"""""', 'a""'],
  ["'''\r\na'b''''", "a'b'"],
  ['"""a\\  \n\n  b"""', "ab"],
])("string %j", (text, value) => {
  expect(read(`a=${text}`)).toEqual({ a: value });
});

test.each([
  '"a\nb"',
  '"\\x41"',
  '"\\uD800"',
  '"\\U00110000"',
  '"a\x01"',
  "'a\x7f'",
  '"a',
  '"""a',
  '"\xff"',
  '"""a\\ b"""',
  '"a\rb"',
])("refuses the string %j", (text) => {
  expect(() => read(`a=${text}`)).toThrow(TomlError);
});

test.each([
  ["a=1\na=2", "already exists"],
  ["a=1\na.b=2", "cannot add to 'a'"],
  ["[a]\n[a]", "already defined"],
  ["a={b=1}\n[a.c]", "closed"],
  ["a={b=1}\na.c=2", "cannot add"],
  ["a=[{}]\n[[a]]", "not as an array"],
  ["[a]\n[[a]]", "not as an array"],
  ["[[a]]\n[a]", "already defined"],
  ["a.b=1\n[a]", "already defined"],
  ["[a.b]\n[a]\nb.c=1", "cannot add"],
  ["a=1 b=2", "end of the line"],
  ["a={x=1,}", "expected a key"],
  ["a={x=1\n}", "expected ','"],
  ["a=[1 2]", "expected ','"],
  ["a=", "missing value"],
  ["=1", "expected a key"],
  ["\xc3\xa9=1", "expected a key"],
  ["[a", "expected"],
  ["a=1\rb=2", "end of the line"],
  ["# \x01", "end of the line"],
  ["x=1\ny=2\nz", "(line 3)"],
])("refuses %j", (text, message) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).toThrow(TomlError);
});

test("the older library lets headers add to tables of dotted keys", () => {
  expect(read("a.b=1\n[a]\nc=1\n[d]\ne.f=1\n[d.e]\ng=1", { strict: false })).toEqual({
    a: { b: 1, c: 1 },
    d: { e: { f: 1, g: 1 } },
  });
  expect(() => read("[[a.b]]\n[a]", { strict: false })).toThrow(TomlError);
});

test("dates and times", () => {
  const stamp = (value: string): unknown => ({ a: { _type: "timestamp", value } });
  const timestamps = { timestamps: true };
  expect(() => read("a=1979-05-27")).toThrow("Dates and times are not supported");
  expect(read("a=1979-05-27", timestamps)).toEqual(stamp("1979-05-27"));
  expect(read("a=1979-05-27 07:32:00z", timestamps)).toEqual(stamp("1979-05-27T07:32:00Z"));
  expect(read("a=1979-05-27t00:32:00.999999-07:00", timestamps)).toEqual(
    stamp("1979-05-27T00:32:00.999999-07:00"),
  );
  expect(read("a=00:32:00.5", timestamps)).toEqual(stamp("00:32:00.500"));
  for (const wrong of [
    "1979-02-30",
    "24:00:00",
    "07:32",
    "1979-05-27T",
    "1979-05-27Z",
    "1979-5-27",
    "07:32:61",
  ]) {
    expect(() => read(`a=${wrong}`, timestamps)).toThrow(TomlError);
  }
});

test("nesting is no matter of the stack", () => {
  const depth = 50_000;
  const symbols = new SymbolTable();
  const settings = { symbols, strict: true, nulErrors: true, timestamps: false, poll: () => undefined };
  for (const text of [
    `a=${"[".repeat(depth)}${"]".repeat(depth)}`,
    `a=${"{b=".repeat(depth)}1${"}".repeat(depth)}`,
    `${"a.".repeat(depth)}a=1`,
  ]) {
    expect(parseToml(text, settings)).toBeInstanceOf(Attrs);
  }
});

const key = fc.constantFrom("a", "b", "c", "a.b", "b.c", "a.b.c", '"x y"');
const value = fc.constantFrom("1", "2.5", '"s"', "[1, 2]", "{}", "{ x = 1 }", "{ x.y = 1 }", "[{ z = 1 }]");
const line = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(key, value).map(([k, v]) => `${k} = ${v}`) },
  key.map((k) => `[${k}]`),
  key.map((k) => `[[${k}]]`),
);

test.skipIf(!hasOracle())(
  "accepts and refuses the same tables as real Nix, as the older library",
  async () => {
    const documents = fc.sample(fc.array(line, { minLength: 2, maxLength: 6 }), { numRuns: 40, seed: 3 });
    const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
    const answers = await ask(
      documents.map((lines) => ({ expr: `builtins.fromTOML ${quoted(lines.join("\n"))}`, format: "json" })),
    );
    answers.forEach((answer, i) => {
      const text = documents[i]!.join("\n");
      if (!answer.ok) expect(() => read(text, { strict: false }), text).toThrow(TomlError);
      else {
        const ours = JSON.stringify(read(text, { strict: false })).replaceAll('{"float":2.5}', "2.5");
        expect(JSON.parse(ours), text).toEqual(JSON.parse(answer.out));
      }
    });
  },
);

test("what TOML 1.0 allows reads the same in the older library, but for tables after arrays of tables", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const text = lines.join("\n");
      let strict: unknown;
      try {
        strict = read(text);
      } catch {
        return;
      }
      fc.pre(!text.includes("[["));
      expect(read(text, { strict: false }), text).toEqual(strict);
    }),
    { numRuns: 1000 },
  );
});
