/** Builtins on attribute sets, and on functions' arguments. */
import { entry } from "./types.ts";

export const setDocs = [
  entry(
    "attrNames",
    "set",
    "The names of the attributes of `set` as a list of strings, in alphabetical (bytewise) order. The values are not evaluated.",
    [['builtins.attrNames { y = 1; x = "foo"; }', '[ "x" "y" ]']],
  ),
  entry(
    "attrValues",
    "set",
    "The values of the attributes of `set` as a list, in the order of `attrNames`: alphabetical by name, not in the order in which they are written.",
    [["builtins.attrValues { b = 1; a = 2; }", "[ 2 1 ]"]],
  ),
  entry(
    "catAttrs",
    "attr list",
    "Collects the attribute named `attr` from a list of sets. Sets that do not have it are left out.",
    [['builtins.catAttrs "a" [ { a = 1; } { b = 0; } { a = 2; } ]', "[ 1 2 ]"]],
  ),
  entry(
    "functionArgs",
    "f",
    "The arguments that the function `f` takes by name: a set from each name to whether it has a default. For a function of the form `x: …` and for builtins the set is empty. A set with `__functor` is not accepted here.",
    [["builtins.functionArgs ({ x, y ? 123 }: x + y)", "{ x = false; y = true; }"]],
  ),
  entry(
    "getAttr",
    "s set",
    "Attribute `s` of `set`, which is an error if it is missing. The same as `set.${s}`, as a function that can be handed around.",
    [['map (builtins.getAttr "n") [ { n = 1; } { n = 2; } ]', "[ 1 2 ]"]],
  ),
  entry(
    "hasAttr",
    "s set",
    "Whether `set` has an attribute named `s`, like `set ? ${s}`. The attribute is not evaluated.",
    [['builtins.hasAttr "a" { a = throw "never seen"; }', "true"]],
  ),
  entry(
    "intersectAttrs",
    "e1 e2",
    "The attributes of `e2` whose names are also in `e1`. Only the names of `e1` matter. With `functionArgs` it picks from a set what a function takes.",
    [
      ["builtins.intersectAttrs { a = 1; b = 2; } { b = 3; c = 4; }", "{ b = 3; }"],
      ["builtins.intersectAttrs (builtins.functionArgs ({ a }: a)) { a = 1; z = 26; }", "{ a = 1; }"],
    ],
  ),
  entry(
    "isAttrs",
    "e",
    "Whether `e` is an attribute set. Evaluates `e` to its outermost shape; derivations are sets too.",
    [["builtins.isAttrs { }", "true"]],
  ),
  entry(
    "listToAttrs",
    "e",
    "Makes a set of a list of `{ name = …; value = …; }`. Where a name comes twice, the first wins. The values are not evaluated.",
    [
      [
        'builtins.listToAttrs [ { name = "a"; value = 1; } { name = "b"; value = 2; } { name = "a"; value = 3; } ]',
        "{ a = 1; b = 2; }",
      ],
    ],
  ),
  entry(
    "mapAttrs",
    "f attrset",
    "A set with the same names whose values are `f name value`. The calls are made when the values are needed.",
    [
      [
        'builtins.mapAttrs (name: value: "${name}=${toString value}") { a = 10; b = 20; }',
        '{ a = "a=10"; b = "b=20"; }',
      ],
    ],
  ),
  entry(
    "removeAttrs",
    "set list",
    "The set without the attributes that `list` names. Names it does not have are no error. In scope without `builtins.`.",
    [['removeAttrs { x = 1; y = 2; z = 3; } [ "a" "x" "z" ]', "{ y = 2; }"]],
  ),
  entry(
    "unsafeGetAttrPos",
    "s set",
    "Where attribute `s` of `set` is written, as `{ file; line; column; }`, or `null` if that is not known or there is no such attribute. Unsafe because the answer changes with the layout of the text, which no value should depend on.",
    [['builtins.unsafeGetAttrPos "missing" { }', "null"]],
  ),
  entry(
    "zipAttrsWith",
    "f list",
    "Merges a list of sets. For each name in any of them, the result has `f name values`, `values` being the list of what the sets hold under that name, in the order of the sets.",
    [
      [
        "builtins.zipAttrsWith (name: values: builtins.concatLists values) [ { a = [ 1 ]; } { a = [ 2 ]; b = [ 3 ]; } ]",
        "{ a = [ 1 2 ]; b = [ 3 ]; }",
      ],
    ],
  ),
];
