import { describe, expect, test } from "vitest";
import { shown } from "./testing/helpers.ts";

describe("strings", () => {
  test.each([
    ['"a\\nb\\tc\\rd\\"e\\\\f\\g"', '"a\\nb\\tc\\rd\\"e\\\\fg"'],
    ['"$${x} $\\{ \\${y} $"', '"\\$\\${x} \\${ \\${y} \\$"'],
    ['"a\r\nb\rc"', '"a\\nb\\nc"'],
    ['"${"a"}"', '("a")'],
    ['"a${"b"}c"', '("a" + "b" + "c")'],
    ['"${"${"x"}"}"', '(("x"))'],
    ["''${\"a\"}''", '"a"'],
    ["''\n  a\n    b\n''", '"a\\n  b\\n"'],
    ["''  a''", '"a"'],
    ["''\n\n  a\n \n  b''", '"\\na\\n\\nb"'],
    ["''\n    \n  a''", '"  \\na"'],
    ["''\n\ta\n  b''", '"\\ta\\n  b"'],
    ["''a''$b'''c''\\nd$e''", '"a"'],
    ["''\n  ${x}\n    y\n  ''", '("" + x + "\\n  y\\n")'],
    ["''a\r\n  b''", '"a\\r\\n  b"'],
    ["''''", '""'],
    ["''   ''", '""'],
    ["''$${x}''", '"\\$\\${x}"'],
  ])("%j", (text, expected) => {
    if (text.startsWith("''a''$b"))
      expect(shown(text)).toBe('("a" + "\\$" + "b" + "\'\'" + "c" + "\\n" + "d\\$e")');
    else expect(shown(text)).toBe(expected);
  });

  test("2.36 escapes only ${", () => {
    expect(shown('"a$b\\${c}"', "2.36")).toBe('"a$b\\${c}"');
  });
});
