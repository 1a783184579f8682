/** Builtins on lists. */
import { entry } from "./types.ts";

export const listDocs = [
  entry(
    "all",
    "pred list",
    "Whether `pred` answers `true` for every item of `list`. It stops at the first item for which it answers `false`, so later items are not looked at. For the empty list the answer is `true`.",
    [
      ["builtins.all (x: x < 3) [ 1 2 ]", "true"],
      ["builtins.all (x: x < 3) [ 1 2 3 ]", "false"],
    ],
  ),
  entry(
    "any",
    "pred list",
    "Whether `pred` answers `true` for at least one item of `list`. It stops at the first such item, so later ones are not looked at. For the empty list the answer is `false`.",
    [
      ['builtins.any builtins.isString [ 1 "a" ]', "true"],
      ["builtins.any builtins.isString [ ]", "false"],
    ],
  ),
  entry(
    "concatLists",
    "lists",
    "Joins a list of lists to one list, in order. Only one level is taken away: lists inside the inner lists stay as they are.",
    [["builtins.concatLists [ [ 1 2 ] [ ] [ 3 [ 4 ] ] ]", "[ 1 2 3 [ 4 ] ]"]],
  ),
  entry(
    "concatMap",
    "f list",
    "Calls `f`, which has to give a list, for each item of `list` and joins the results to one list. It is `concatLists (map f list)` in one step: handy where an item becomes none, one or several.",
    [["builtins.concatMap (x: if x > 1 then [ x x ] else [ ]) [ 1 2 3 ]", "[ 2 2 3 3 ]"]],
  ),
  entry(
    "elem",
    "x xs",
    "Whether an item of the list `xs` equals `x`, by the same rules as `==`. It stops at the first one that does.",
    [["builtins.elem 2 [ 1 2 3 ]", "true"]],
  ),
  entry(
    "elemAt",
    "xs n",
    "Item number `n` of the list `xs`, counted from 0. A negative index and one beyond the end are errors. It takes the same time wherever the item is.",
    [['builtins.elemAt [ "a" "b" "c" ] 1', '"b"']],
  ),
  entry(
    "filter",
    "f list",
    "The items of `list` for which `f` answers `true`, in their order. The items that stay are not evaluated further than `f` does.",
    [["builtins.filter (x: x > 2) [ 1 2 3 4 ]", "[ 3 4 ]"]],
    { note: "2.8 looks at `f` even for an empty list." },
  ),
  entry(
    "foldl'",
    "op nul list",
    "Folds a list from the left: `op (op (op nul x0) x1) x2` and so on. Each intermediate result is evaluated (to its outermost set or list) before the next call, so long lists need no deep stack. For the empty list the result is `nul`.",
    [
      ["builtins.foldl' (sum: x: sum + x) 0 [ 1 2 3 ]", "6"],
      ['builtins.foldl\' (text: x: "(" + text + x + ")") "" [ "a" "b" ]', '"((a)b)"'],
    ],
  ),
  entry(
    "genList",
    "generator length",
    "Makes a list of `length` items, item `i` being `generator i` with `i` counted from 0. Items are computed when they are needed. A negative length is an error.",
    [["builtins.genList (i: i * i) 5", "[ 0 1 4 9 16 ]"]],
  ),
  entry(
    "groupBy",
    "f list",
    "Sorts the items of `list` into groups: the result is a set from each string that `f` gives to the list of items for which it gives it. In a group, items keep their order.",
    [
      [
        'builtins.groupBy (builtins.substring 0 1) [ "foo" "bar" "baz" ]',
        '{ b = [ "bar" "baz" ]; f = [ "foo" ]; }',
      ],
    ],
  ),
  entry(
    "head",
    "list",
    "The first item of a list. The empty list has none, which is an error; see `tail` for the rest.",
    [["builtins.head [ 1 2 3 ]", "1"]],
  ),
  entry("length", "e", "The number of items of the list `e`. The items themselves are not evaluated.", [
    ['builtins.length [ 1 (throw "never seen") ]', "2"],
  ]),
  entry(
    "map",
    "f list",
    "The list of `f x` for each item `x` of `list`. The calls are made when the items of the result are needed, and not before. In scope without `builtins.`.",
    [['map (x: "lib" + x) [ "foo" "bar" ]', '[ "libfoo" "libbar" ]']],
  ),
  entry(
    "partition",
    "pred list",
    "Splits a list in two: in the result, `right` has the items for which `pred` answers `true` and `wrong` the others, both in their order.",
    [["builtins.partition (x: x > 10) [ 1 23 9 42 ]", "{ right = [ 23 42 ]; wrong = [ 1 9 ]; }"]],
  ),
  entry(
    "sort",
    "comparator list",
    "Sorts a list. `comparator a b` answers whether `a` has to come before `b`, as `builtins.lessThan` does for numbers and strings. Sorting is stable: items of which neither has to come first keep their order.",
    [
      ["builtins.sort builtins.lessThan [ 483 249 526 ]", "[ 249 483 526 ]"],
      ["builtins.sort (a: b: a.n < b.n) [ { n = 2; } { n = 1; } ]", "[ { n = 1; } { n = 2; } ]"],
    ],
    { note: "For comparators that are no order, results since 2.30 differ from those before." },
  ),
  entry(
    "tail",
    "list",
    "The list without its first item; an error for the empty list. It copies the rest, so a loop that takes the tail again and again takes time in proportion to the square of the length: `foldl'` or `genList` are faster.",
    [["builtins.tail [ 1 2 3 ]", "[ 2 3 ]"]],
  ),
  entry(
    "genericClosure",
    "attrset",
    "Finds all that can be reached. It starts from the sets in `startSet`, calls `operator` for each, which gives a list of further sets, and goes on until nothing new comes. Sets are the same if their attribute `key` is; the first of each key is kept, in the order of discovery. Keys are numbers, strings, paths, or lists of these.",
    [
      [
        "builtins.genericClosure {\n  startSet = [ { key = 5; } ];\n  operator = { key }: if key > 6 then [ ] else [ { key = key + 1; } { key = 5; } ];\n}",
        "[ { key = 5; } { key = 6; } { key = 7; } ]",
      ],
    ],
  ),
];
