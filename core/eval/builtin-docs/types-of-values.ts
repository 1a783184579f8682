/** Builtins that ask for a value's type. */
import { entry } from "./types.ts";

export const typeDocs = [
  entry("isBool", "e", "Whether `e` is `true` or `false`. Evaluates `e`.", [
    ["builtins.isBool (1 < 2)", "true"],
  ]),
  entry("isFloat", "e", "Whether `e` is a floating-point number. Evaluates `e`; integers are none.", [
    ["builtins.isFloat 1.0", "true"],
    ["builtins.isFloat 1", "false"],
  ]),
  entry(
    "isFunction",
    "e",
    "Whether `e` is a function, written in Nix or built in. A set with `__functor` can be called but is not a function here.",
    [
      ["builtins.isFunction (x: x)", "true"],
      ["builtins.isFunction { __functor = self: x: x; }", "false"],
    ],
  ),
  entry("isInt", "e", "Whether `e` is an integer. Evaluates `e`; floats are none, whole ones included.", [
    ["builtins.isInt 1", "true"],
  ]),
  entry("isList", "e", "Whether `e` is a list. Evaluates `e`, but none of the items.", [
    ["builtins.isList [ ]", "true"],
  ]),
  entry(
    "isNull",
    "e",
    "Whether `e` is `null`; the same as `e == null`, which reads better. In scope without `builtins.`.",
    [["isNull null", "true"]],
  ),
  entry(
    "isPath",
    "e",
    "Whether `e` is a path. A string that looks like one is none, nor is a store path in a string.",
    [
      ["builtins.isPath /etc", "true"],
      ['builtins.isPath "/etc"', "false"],
    ],
  ),
  entry("isString", "e", "Whether `e` is a string. Evaluates `e`; a context does not matter.", [
    ['builtins.isString "a"', "true"],
  ]),
  entry(
    "typeOf",
    "e",
    'The type of `e` as a string: `"int"`, `"bool"`, `"string"`, `"path"`, `"null"`, `"set"`, `"list"`, `"lambda"` or `"float"`.',
    [
      [
        'map builtins.typeOf [ 1 1.5 "a" null { } [ ] (x: x) ]',
        '[ "int" "float" "string" "null" "set" "list" "lambda" ]',
      ],
    ],
  ),
];
