import fc from "fast-check";
import { expect, test } from "vitest";
import { NixError } from "../errors.ts";
import { profileOf } from "../profile.ts";
import { Attrs } from "../values/attrs.ts";
import { SymbolTable } from "../values/symbols.ts";
import { Float, type Value } from "../values/value.ts";
import { JsonError, JsonWriteError, parseJson, quoteJson, utf8Fault } from "./index.ts";

const bytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function read(text: string, version: "2.36" | "2.8" = "2.36", symbols = new SymbolTable()): Value {
  return parseJson(text, { symbols, profile: profileOf(version), poll: () => undefined });
}

/** A value as JavaScript's JSON would have it. */
function plain(value: Value, symbols: SymbolTable): unknown {
  if (value instanceof Float) return value.value;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((item) => plain(item as Value, symbols));
  if (value instanceof Attrs) {
    return Object.fromEntries(
      value.keys.ids.map((id, i) => [symbols.names[id]!, plain(value.values[i] as Value, symbols)]),
    );
  }
  return value;
}

test("whatever JavaScript writes is read the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const text = bytes(JSON.stringify(value));
      fc.pre(!text.includes("\\u0000"));
      // Between 2^63 and 2^64 there is no int, and no float either: an error.
      fc.pre(!/\d{19}/.test(text));
      const symbols = new SymbolTable();
      expect(plain(read(text, "2.36", symbols), symbols)).toEqual(JSON.parse(text));
    }),
  );
});

test("numbers", () => {
  expect(read("-0")).toBe(0);
  expect(read("-0.0")).toEqual(new Float(-0));
  expect(read("9007199254740993")).toBe(9007199254740993n);
  expect(read("-9223372036854775808")).toBe(-(2n ** 63n));
  expect(read("-9223372036854775809")).toEqual(new Float(-(2 ** 63)));
  expect(read("18446744073709551616")).toEqual(new Float(2 ** 64));
  expect(read("18446744073709551615", "2.8")).toBe(-1);
  expect(() => read("18446744073709551615")).toThrow(
    "unsigned json number 18446744073709551615 outside of Nix integer range",
  );
  expect(() => read("1e400")).toThrow("[json.exception.out_of_range.406] number overflow parsing '1e400'");
  expect(read("1e-400")).toEqual(new Float(0));
});

test("the last of equal names wins", () => {
  const symbols = new SymbolTable();
  expect(plain(read('{"a":1,"b":2,"a":3}', "2.36", symbols), symbols)).toEqual({ a: 3, b: 2 });
  const many = Array.from({ length: 100 }, (_, i) => `"k${i % 50}":${i}`).join();
  const value = read(`{${many}}`, "2.36", symbols) as Attrs;
  expect(value.size).toBe(50);
  expect(value.get(symbols.find("k3"))).toBe(53);
});

test("objects of one kind share their names", () => {
  const [a, b] = read('[{"x":1,"y":2},{"x":3,"y":4}]') as Attrs[];
  expect(a!.keys).toBe(b!.keys);
});

test("escapes become UTF-8", () => {
  expect(read('"\\u00e9\\ud83d\\ude00\\n\\/"')).toBe("\xc3\xa9\xf0\x9f\x98\x80\n/");
  expect(read('"a\\u0000b"', "2.8")).toBe("a");
  expect(() => read('"a\\u0000b"')).toThrow(NixError);
});

test.each([
  [
    "[1,",
    "line 1, column 4: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal",
  ],
  ["[1 2]", "line 1, column 4: syntax error while parsing array - unexpected number literal; expected ']'"],
  [
    '{"a" 1}',
    "line 1, column 6: syntax error while parsing object separator - unexpected number literal; expected ':'",
  ],
  [
    "{a:1}",
    "column 2: syntax error while parsing object key - invalid literal; last read: '{a'; expected string literal",
  ],
  [
    "[1,\n2,\nx]",
    "line 3, column 1: syntax error while parsing value - invalid literal; last read: '2,<U+000A>x'",
  ],
  ['"\\ud83d"', "surrogate U+D800..U+DBFF must be followed by U+DC00..U+DFFF; last read: '\"\\ud83d\"'"],
  ['"\xff"', "invalid string: ill-formed UTF-8 byte; last read: '\"\xff'"],
  ['"\xed\xa0\x80"', "column 3: syntax error while parsing value - invalid string: ill-formed UTF-8 byte"],
  [
    "nulll",
    "column 5: syntax error while parsing value - invalid literal; last read: 'nulll'; expected end of input",
  ],
  ["1.", "invalid number; expected digit after '.'; last read: '1.'"],
  ["01", "column 2: syntax error while parsing value - unexpected number literal; expected end of input"],
])("refuses %j", (text, message) => {
  expect(() => read(text)).toThrow(JsonError);
  expect(() => read(text)).toThrow(message);
});

test("nesting is no matter of the stack", () => {
  const depth = 200_000;
  let value = read("[".repeat(depth) + "]".repeat(depth));
  let levels = 0;
  for (; Array.isArray(value) && value.length > 0; levels++) value = value[0] as Value;
  expect(levels).toBe(depth - 1);
  expect(() => read("[".repeat(depth))).toThrow(JsonError);
  expect(() => read('{"a":'.repeat(depth))).toThrow(JsonError);
});

test("writing strings", () => {
  const newest = profileOf("2.36");
  expect(quoteJson('"\\/\n\r\t\b\f\x01\x7f', newest)).toBe('"\\"\\\\/\\n\\r\\t\\b\\f\\u0001\x7f"');
  expect(quoteJson("\b\f", profileOf("2.8"))).toBe('"\\u0008\\u000c"');
  expect(quoteJson("\xff", profileOf("2.8"))).toBe('"\xff"');
  expect(() => quoteJson("a\xff", newest)).toThrow(JsonWriteError);
  expect(() => quoteJson("a\xff", newest)).toThrow("invalid UTF-8 byte at index 1: 0xFF");
  expect(() => quoteJson("a\xe2\x82", newest)).toThrow("incomplete UTF-8 string; last byte: 0x82");
});

test("UTF-8 is what TextDecoder takes for it", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x80),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), (list) => {
      let valid = true;
      try {
        strict.decode(Uint8Array.from(list));
      } catch {
        valid = false;
      }
      expect(utf8Fault(String.fromCharCode(...list)) < 0).toBe(valid);
    }),
    { numRuns: 2000 },
  );
});
