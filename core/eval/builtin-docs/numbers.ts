/** Builtins on numbers, and constants. */
import { entry } from "./types.ts";

const overflow = "Results beyond 64 bits are errors since 2.25; 2.8 wraps around.";

export const numberDocs = [
  entry(
    "add",
    "e1 e2",
    "The sum of two numbers: an integer if both are, else a float. What `+` does for numbers, as a function.",
    [
      ["builtins.add 1 2", "3"],
      ["builtins.add 1 0.5", "1.5"],
    ],
    { note: overflow },
  ),
  entry("bitAnd", "e1 e2", "The bitwise AND of two integers (64 bits, two's complement).", [
    ["builtins.bitAnd 12 10", "8"],
  ]),
  entry("bitOr", "e1 e2", "The bitwise OR of two integers (64 bits, two's complement).", [
    ["builtins.bitOr 12 10", "14"],
  ]),
  entry("bitXor", "e1 e2", "The bitwise exclusive OR of two integers (64 bits, two's complement).", [
    ["builtins.bitXor 12 10", "6"],
  ]),
  entry(
    "ceil",
    "number",
    "The smallest integer that is not less than the number. The result is an integer, also for a float. An integer is given back as it is.",
    [
      ["builtins.ceil 1.2", "2"],
      ["builtins.ceil (-1.2)", "-1"],
    ],
  ),
  entry(
    "div",
    "e1 e2",
    "The quotient of two numbers. Of two integers it is an integer, cut off towards zero; if either is a float, so is the result. Division by zero is an error, for floats too. As an operator it needs spaces around it, since `a/b` is a path.",
    [
      ["builtins.div 7 2", "3"],
      ["builtins.div (-7) 2", "-3"],
      ["builtins.div 7 2.0", "3.5"],
    ],
    { note: overflow },
  ),
  entry(
    "floor",
    "number",
    "The largest integer that is not greater than the number. The result is an integer, also for a float.",
    [
      ["builtins.floor 1.8", "1"],
      ["builtins.floor (-1.2)", "-2"],
    ],
  ),
  entry(
    "lessThan",
    "e1 e2",
    "Whether `e1` is less than `e2`. Compares two numbers, strings (byte by byte), paths, or lists, where the first items that differ decide. The operators `<`, `<=`, `>` and `>=` call it.",
    [
      ["builtins.lessThan 1 1.5", "true"],
      ["builtins.lessThan [ 1 2 ] [ 1 3 ]", "true"],
    ],
  ),
  entry(
    "mul",
    "e1 e2",
    "The product of two numbers: an integer if both are, else a float.",
    [["builtins.mul 6 7", "42"]],
    { note: overflow },
  ),
  entry(
    "sub",
    "e1 e2",
    "The difference of two numbers: an integer if both are, else a float.",
    [["builtins.sub 5 7", "-2"]],
    { note: overflow },
  ),
];

export const constantDocs = [
  entry(
    "builtins",
    "",
    "The set of everything that is built into Nix. It contains itself. What a version may lack can be asked for with `builtins ? name` before it is used.",
    [["builtins ? filter", "true"]],
  ),
  entry(
    "currentSystem",
    "",
    "The kind of machine that evaluates, for derivations that are built on it. Absent in pure mode.",
    [],
    {
      note: 'A page has no machine of its own: here it is `"x86_64-linux"`, which most packages are made for.',
    },
  ),
  entry(
    "currentTime",
    "",
    "The time at which evaluation began, in seconds since the first of January 1970, UTC. It stays the same throughout an evaluation. Absent in pure mode.",
    [["builtins.isInt builtins.currentTime", "true"]],
  ),
  entry("false", "", "The boolean value *false*. An ordinary variable, not a keyword: it can be shadowed.", [
    ["builtins.false == (1 == 2)", "true"],
  ]),
  entry("langVersion", "", "The version of the language, a number that has been 6 for many years.", [
    ["builtins.langVersion", "6"],
  ]),
  entry(
    "nixPath",
    "",
    "The search path as a list of sets `{ prefix, path }`: where `<name>` looks for files. It comes from `-I` and `NIX_PATH`.",
    [["builtins.isList builtins.nixPath", "true"]],
  ),
  entry(
    "nixVersion",
    "",
    "The version of Nix whose behaviour is followed, as a string; it follows the profile.",
    [["builtins.nixVersion", '"2.36.0"']],
  ),
  entry(
    "null",
    "",
    "The null value, the only one of its type. Bindings with a dynamic name that is `null` are left out of a set.",
    [["{ ${null} = 1; }", "{ }"]],
  ),
  entry("storeDir", "", "The directory of the store, nearly always `/nix/store`.", [
    ["builtins.storeDir", '"/nix/store"'],
  ]),
  entry("true", "", "The boolean value *true*. An ordinary variable, not a keyword: it can be shadowed.", [
    ["builtins.true", "true"],
  ]),
];
