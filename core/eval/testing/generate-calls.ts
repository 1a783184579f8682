/** Random operators and calls of builtins, by the type of their result. */
import type { Generator, Scope, Type } from "./generate.ts";
import { p, types } from "./generate.ts";
import { name } from "./generate-literals.ts";
import type { Piece } from "./shrink.ts";

type Call = (g: Generator, s: Scope, d: number) => Piece;

const int: Call = (g, s, d) => g.of("int", s, d);
const float: Call = (g, s, d) => g.of("float", s, d);
const bool: Call = (g, s, d) => g.of("bool", s, d);
const str: Call = (g, s, d) => g.of("string", s, d);
const path: Call = (g, s, d) => g.of("path", s, d);
const list: Call = (g, s, d) => g.of("list", s, d);
const set: Call = (g, s, d) => g.of("set", s, d);
const any: Call = (g, s, d) => g.any(s, d);
const number: Call = (g, s, d) => g.of(g.random.pick(["int", "int", "float"]), s, d);
const small: Call = (g) => p`${String(g.random.below(6))}`;
/** A list of strings, mostly. */
const strings: Call = (g, s, d) =>
  p`[ ${str(g, s, d)} ${str(g, s, d)} ${g.random.chance(0.9) ? str(g, s, d) : any(g, s, d)} ]`;
const ints: Call = (g, s, d) => p`[ ${int(g, s, d)} ${small(g, s, d)} ${small(g, s, d)} ${small(g, s, d)} ]`;
/** Two values that are often comparable. */
const pair = (g: Generator, s: Scope, d: number): [Piece, Piece] => {
  const type = g.random.pick(types);
  return [g.of(type, s, d), g.random.chance(0.85) ? g.of(type, s, d) : any(g, s, d)];
};
/** A function of one argument to a type. */
const fn =
  (to: Type, from: Type = "int"): Call =>
  (g, s, d) =>
    p`(e: ${g.of(to, [...s.filter((v) => v.name !== "e"), { name: "e", type: from }], d)})`;
const fn2 =
  (to: Type, a: Type, b: Type): Call =>
  (g, s, d) =>
    p`(e: f: ${g.of(to, [...s.filter((v) => v.name !== "e" && v.name !== "f"), { name: "e", type: a }, { name: "f", type: b }], d)})`;

const versions = ['"1.0"', '"1.2pre3"', '"2.3.1"', '"a-1.0"', '"nix-2.3"', '""', '"10.1-rc2"', '"1..2"'];
const regexes = [
  '"a"',
  '"(a)(b)?"',
  '"[a-z]+"',
  '"([0-9]+)\\\\.([0-9]*)"',
  '".*"',
  '"(.)(.*)"',
  '"x|(y)"',
  '"[[:space:]]*"',
  '"("',
  '"[^a]+"',
  '"a{1,2}"',
  '"(a|b)*"',
];
const json = [
  '"1"',
  '"[1,2.5]"',
  '"{\\"a\\":{\\"b\\":null}}"',
  '"\\"s\\\\n\\""',
  '"[]"',
  '"{"',
  '"true"',
  '"1e3"',
  '"[1,]"',
];
/** A string with a context. */
const withContext: Call = (g, s, d) =>
  p`(builtins.appendContext ${str(g, s, d)} { "/nix/store/cr1h8fgkgrb5lnqjw7lfk6zyclfk5i9g-${g.random.pick(["x", "y"])}${g.random.pick([" = { path = true; }", '.drv" = { outputs = [ "out" ]; }', '.drv" = { allOutputs = true; }']).replace(/^ /, '" ')}; })`;
const toml = [
  '"a = 1"',
  '"[a]\\nb = [1, 2]"',
  '"a = \\"x\\""',
  '"a.b = 1.5"',
  '"a = "',
  '"[[a]]\\nb=1\\n[[a]]\\nb=2"',
];

const calls: Record<Type, readonly Call[]> = {
  int: [
    (g, s, d) => p`${int(g, s, d)} ${g.random.pick(["+", "-", "*"])} ${int(g, s, d)}`,
    (g, s, d) => p`${int(g, s, d)} + ${int(g, s, d)} * ${int(g, s, d)} - ${int(g, s, d)}`,
    (g, s, d) => p`${int(g, s, d)} / ${int(g, s, d)}`,
    (g, s, d) => p`-${int(g, s, d)}`,
    (g, s, d) =>
      p`builtins.${g.random.pick(["add", "sub", "mul", "div", "bitAnd", "bitOr", "bitXor"])} ${int(g, s, d)} ${int(g, s, d)}`,
    (g, s, d) => p`builtins.length ${list(g, s, d)}`,
    (g, s, d) => p`builtins.stringLength ${str(g, s, d)}`,
    (g, s, d) => p`builtins.${g.random.pick(["floor", "ceil"])} ${number(g, s, d)}`,
    (g) => p`builtins.compareVersions ${g.random.pick(versions)} ${g.random.pick(versions)}`,
    (g, s, d) => p`builtins.foldl' (u: v: u + v) 0 ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.foldl' builtins.${g.random.pick(["sub", "mul", "add"])} 1 ${ints(g, s, d)}`,
    (g, s, d) => p`let f = n: if n <= 0 then ${int(g, s, d)} else n + f (n - 1); in f ${small(g, s, d)}`,
    () => p`import ./one.nix`,
    (g, s, d) => p`import ./fun.nix ${int(g, s, d)}`,
    () => p`builtins.langVersion`,
    (g, s, d) => p`(${int(g, s, d)} + 1).${name(g)} or ${int(g, s, d)}`,
    () => p`__curPos.column`,
    (g, s, d) => p`(builtins.unsafeGetAttrPos "${name(g)}" ${set(g, s, d)}).column or ${int(g, s, d)}`,
    (g, s, d) => p`builtins.length (builtins.split ${g.random.pick(regexes)} ${str(g, s, d)})`,
    (g, s, d) => p`let __sub = a: b: ${int(g, s, d)}; in ${int(g, s, d)} - ${int(g, s, d)}`,
    (g, s, d) =>
      p`(9223372036854775807 - ${small(g, s, d)}) ${g.random.pick(["+", "*", "-"])} ${int(g, s, d)}`,
    (g, s, d) => p`(-9223372036854775807) ${g.random.pick(["+", "*", "-", "/"])} ${int(g, s, d)}`,
    (g, s, d) => p`let or = ${any(g, s, d)}; f = x: ${int(g, s, d)}; in f or`,
    (g, s, d) => p`(scopedImport { given = ${int(g, s, d)}; } ./scoped.nix).sum`,
  ],
  float: [
    (g, s, d) => p`${number(g, s, d)} ${g.random.pick(["+", "-", "*", "/"])} ${float(g, s, d)}`,
    (g, s, d) => p`${float(g, s, d)} ${g.random.pick(["+", "-", "*", "/"])} ${number(g, s, d)}`,
    (g, s, d) => p`-${float(g, s, d)}`,
    (g, s, d) =>
      p`builtins.${g.random.pick(["add", "sub", "mul", "div"])} ${float(g, s, d)} ${number(g, s, d)}`,
  ],
  bool: [
    (g, s, d) => {
      const [a, b] = pair(g, s, d);
      return p`${a} ${g.random.pick(["==", "!="])} ${b}`;
    },
    (g, s, d) => {
      const [a, b] = pair(g, s, d);
      return p`${a} ${g.random.pick(["<", ">", "<=", ">="])} ${b}`;
    },
    (g, s, d) => p`${number(g, s, d)} ${g.random.pick(["<", ">", "<=", ">="])} ${number(g, s, d)}`,
    (g, s, d) => p`${bool(g, s, d)} ${g.random.pick(["&&", "||", "->"])} ${bool(g, s, d)}`,
    (g, s, d) => p`${bool(g, s, d)} && ${bool(g, s, d)} || ${bool(g, s, d)} -> ${bool(g, s, d)}`,
    (g, s, d) => p`!${bool(g, s, d)}`,
    (g, s, d) => p`${set(g, s, d)} ? ${name(g)}`,
    (g, s, d) => p`${any(g, s, d)} ? ${name(g)}.${name(g)}`,
    (g, s, d) => p`${set(g, s, d)} ? ${"${"}${str(g, s, d)}${"}"}`,
    (g, s, d) =>
      p`builtins.${g.random.pick(["isInt", "isString", "isList", "isAttrs", "isFunction", "isNull", "isBool", "isFloat", "isPath"])} ${any(g, s, d)}`,
    (g, s, d) => p`builtins.elem ${any(g, s, d)} ${list(g, s, d)}`,
    (g, s, d) => p`builtins.${g.random.pick(["any", "all"])} ${fn("bool")(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.hasAttr "${name(g)}" ${set(g, s, d)}`,
    (g, s, d) => p`builtins.lessThan ${number(g, s, d)} ${number(g, s, d)}`,
    (g, s, d) => p`(builtins.tryEval ${any(g, s, d)}).success`,
    (g, s, d) => p`builtins.pathExists ${path(g, s, d)}`,
    (g, s, d) => p`let s1 = ${any(g, s, d)}; in [ s1 ] == [ s1 ]`,
    (g, s, d) => p`let s1 = ${any(g, s, d)}; in s1 == s1`,
    (g, s, d) => p`let s1 = ${any(g, s, d)}; in { a = s1; } == { a = s1; }`,
    (g, s, d) => p`let s1 = { f = ${any(g, s, d)}; }; in [ s1.f ] == [ s1.f ]`,
    (g, s, d) => p`builtins.hasContext ${str(g, s, d)}`,
    (g, s, d) => p`builtins.hasContext ("a" + ${withContext(g, s, d)})`,
    (g, s, d) => p`let s1 = ${any(g, s, d)}; s2 = s1; in [ s1 [ s1 ] ] == [ s2 [ s2 ] ]`,
    (g, s, d) => p`(a: b: [ a b ] == [ b a ]) ${any(g, s, d)} ${any(g, s, d)}`,
    (g, s, d) => p`let s1 = ${set(g, s, d)}; in s1 == s1 // { }`,
    (g, s, d) => p`let s1 = ${set(g, s, d)}; in s1 == builtins.mapAttrs (n: v: v) s1`,
    (g, s, d) => p`let l1 = ${list(g, s, d)}; in l1 == map (x: x) l1`,
    (g, s, d) => p`let l1 = ${list(g, s, d)}; in l1 < l1 ++ ${list(g, s, d)}`,
    (g, s, d) => p`{ inherit (${set(g, s, d)}) ${name(g)}; } == { inherit (${set(g, s, d)}) ${name(g)}; }`,
  ],
  null: [(g, s, d) => p`if ${bool(g, s, d)} then null else null`],
  path: [
    (g, s, d) => p`${path(g, s, d)} + ${str(g, s, d)}`,
    (g, s, d) => p`${path(g, s, d)} + ${path(g, s, d)}`,
    (g, s, d) => p`dirOf ${path(g, s, d)}`,
    (g, s, d) => p`./d${"${"}${str(g, s, d)}${"}"}`,
  ],
  string: [
    (g, s, d) => p`${str(g, s, d)} + ${str(g, s, d)}`,
    (g, s, d) => p`"x${"${"}${str(g, s, d)}${"}"}y"`,
    (g, s, d) => p`toString ${any(g, s, d)}`,
    (g, s, d) => p`"${"${"}toString ${any(g, s, d)}${"}"}"`,
    (g, s, d) => p`builtins.substring ${small(g, s, d)} ${int(g, s, d)} ${str(g, s, d)}`,
    (g, s, d) => p`builtins.concatStringsSep ${str(g, s, d)} ${strings(g, s, d)}`,
    (g, s, d) => p`builtins.concatStringsSep "," (map toString ${list(g, s, d)})`,
    (g, s, d) => p`builtins.replaceStrings [ ${str(g, s, d)} "a" ] [ "x" ${str(g, s, d)} ] ${str(g, s, d)}`,
    (g, s, d) => p`builtins.toJSON ${any(g, s, d)}`,
    (g, s, d) => p`builtins.toXML ${any(g, s, d)}`,
    withContext,
    (g, s, d) => p`builtins.concatStringsSep ${withContext(g, s, d)} ${strings(g, s, d)}`,
    (g, s, d) => p`builtins.replaceStrings [ "a" "b" ] [ ${withContext(g, s, d)} "c" ] ${str(g, s, d)}`,
    (g, s, d) => p`builtins.substring (-${small(g, s, d)}) 2 ${str(g, s, d)}`,
    (g, s, d) => p`toString [ ${any(g, s, d)} ${list(g, s, d)} ${any(g, s, d)} ]`,
    (g, s, d) => p`"a${"\\${"}b} $${"${"}c} ${"${"}${str(g, s, d)}${"}"} $$"`,
    (g, s, d) => p`${"''\n  ${"}${str(g, s, d)}${"}\n    ''${x}\n ''"}`,
    (g, s, d) => p`builtins.typeOf ${any(g, s, d)}`,
    (g, s, d) => p`baseNameOf ${g.random.chance(0.5) ? str(g, s, d) : path(g, s, d)}`,
    (g, s, d) => p`dirOf ${str(g, s, d)}`,
    (g, s, d) =>
      p`builtins.hashString "${g.random.pick(["md5", "sha1", "sha256", "sha512"])}" ${str(g, s, d)}`,
    (g, s, d) => p`builtins.unsafeDiscardStringContext ${str(g, s, d)}`,
    (g, s, d) => p`builtins.head (builtins.split "b" ${str(g, s, d)})`,
    () => p`builtins.readFile ./text.txt`,
    (g, s, d) => p`"${"${"}${set(g, s, d)}${"}"}"`,
    (g, s, d) => p`"${"${"}{ __toString = self: ${str(g, s, d)}; }${"}"}"`,
    (g, s, d) => p`{ outPath = ${str(g, s, d)}; } + ${str(g, s, d)}`,
    (g, s, d) => p`builtins.getAttr "name" (builtins.parseDrvName ${str(g, s, d)})`,
    (g) => p`builtins.placeholder "${name(g)}"`,
  ],
  list: [
    (g, s, d) => p`${list(g, s, d)} ++ ${list(g, s, d)}`,
    (g, s, d) => p`map ${fn(g.random.pick(types))(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`map (e: ${g.any(s, d)}) ${list(g, s, d)}`,
    (g, s, d) => p`builtins.filter ${fn("bool")(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.filter builtins.isInt ${list(g, s, d)}`,
    (g, s, d) => p`builtins.genList ${fn(g.random.pick(types))(g, s, d)} ${small(g, s, d)}`,
    (g, s, d) => p`builtins.sort builtins.lessThan ${g.random.chance(0.7) ? ints(g, s, d) : list(g, s, d)}`,
    (g, s, d) => p`builtins.sort (u: v: u > v) ${strings(g, s, d)}`,
    (g, s, d) => p`builtins.concatLists [ ${list(g, s, d)} ${list(g, s, d)} ]`,
    (g, s, d) => p`builtins.concatMap ${fn("list")(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.attrNames ${set(g, s, d)}`,
    (g, s, d) => p`builtins.attrValues ${set(g, s, d)}`,
    (g, s, d) => p`builtins.tail ${list(g, s, d)}`,
    (g, s, d) => p`builtins.split ${g.random.pick(regexes)} ${str(g, s, d)}`,
    (g, s, d) => p`builtins.match ${g.random.pick(regexes)} ${str(g, s, d)}`,
    (g, s, d) => p`builtins.catAttrs "${name(g)}" [ ${set(g, s, d)} ${set(g, s, d)} ]`,
    (g) => p`builtins.splitVersion ${g.random.pick(versions)}`,
    (g, s, d) =>
      p`(builtins.partition ${fn("bool")(g, s, d)} ${ints(g, s, d)}).${g.random.pick(["right", "wrong"])}`,
    (g, s, d) =>
      p`builtins.genericClosure { startSet = [ { key = ${small(g, s, d)}; } { key = ${g.random.chance(0.9) ? small(g, s, d) : any(g, s, d)}; } ]; operator = e: if e.key > 5 then [ ] else [ { key = e.key + ${String(1 + g.random.below(3))}; v = ${any(g, s, d)}; } ]; }`,
    (g, s, d) => p`builtins.foldl' (acc: e: [ e ] ++ acc) [ ] ${list(g, s, d)}`,
    (g, s, d) => p`let l1 = ${list(g, s, d)}; in [ l1 l1 ]`,
    (g, s, d) => p`builtins.sort (u: v: ${bool(g, s, d)}) ${ints(g, s, d)}`,
    (g, s, d) =>
      p`builtins.sort (u: v: ${g.random.pick(["u <= v", "true", "u - v < 2", "u != v", "v < u || u == 3"])}) [ 3 1 2 5 4 ${ints(g, s, d)} 1 2 3 ]`,
    (g, s, d) =>
      p`builtins.sort (u: v: u.k < v.k) (builtins.genList (i: { k = builtins.bitAnd (i * ${small(g, s, d)}) 3; inherit i; }) ${int(g, s, d)})`,
    (g, s, d) => p`map ${set(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.attrNames (builtins.removeAttrs ${set(g, s, d)} ${strings(g, s, d)})`,
    (g, s, d) => p`builtins.filter ({ __functor = self: e: ${bool(g, s, d)}; }) ${list(g, s, d)}`,
  ],
  set: [
    (g, s, d) => p`${set(g, s, d)} // ${set(g, s, d)}`,
    (g, s, d) =>
      p`builtins.mapAttrs (n: v: ${g.any([...s, { name: "n", type: "string" }], d)}) ${set(g, s, d)}`,
    (g, s, d) => p`builtins.mapAttrs (n: v: v) ${set(g, s, d)}`,
    (g, s, d) =>
      p`builtins.listToAttrs [ { name = ${str(g, s, d)}; value = ${any(g, s, d)}; } { name = "a"; value = ${any(g, s, d)}; } ]`,
    (g, s, d) => p`builtins.listToAttrs (map (e: { name = toString e; value = e; }) ${list(g, s, d)})`,
    (g, s, d) => p`removeAttrs ${set(g, s, d)} [ "${name(g)}" "${name(g)}" ]`,
    (g, s, d) => p`builtins.intersectAttrs ${set(g, s, d)} ${set(g, s, d)}`,
    (g) => p`builtins.functionArgs ({ ${name(g)}1, ${name(g)}2 ? 1, ... }: 1)`,
    (g, s, d) => p`builtins.partition ${fn("bool")(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.groupBy ${fn("string")(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) => p`builtins.groupBy builtins.typeOf ${list(g, s, d)}`,
    (g, s, d) =>
      p`builtins.zipAttrsWith ${fn2(g.random.pick(types), "string", "list")(g, s, d)} [ ${set(g, s, d)} ${set(g, s, d)} ]`,
    (g, s, d) => p`builtins.zipAttrsWith (n: vs: vs) [ ${set(g, s, d)} ${set(g, s, d)} ]`,
    (g) => p`builtins.parseDrvName ${g.random.pick(versions)}`,
    (g, s, d) => p`builtins.tryEval ${any(g, s, d)}`,
    (g) => p`builtins.fromJSON ${g.random.pick(json)}`,
    (g) => p`builtins.fromTOML ${g.random.pick(toml)}`,
    (g, s, d) => p`builtins.fromJSON (builtins.toJSON ${set(g, s, d)})`,
    () => p`builtins.readDir ./dir`,
    (g, s, d) => p`let s1 = ${set(g, s, d)}; in { p = s1; q = s1; }`,
    (g, s, d) => p`let s1 = ${set(g, s, d)}; in s1 // { self = s1; }`,
    (g, s, d) => p`let fix = f: let x = f x; in x; in fix (self: { a = ${any(g, s, d)}; b = self.a; })`,
    (g, s, d) => p`builtins.getContext ${str(g, s, d)}`,
    (g, s, d) => p`builtins.getContext (${withContext(g, s, d)} + ${withContext(g, s, d)})`,
    (g, s, d) => p`builtins.unsafeGetAttrPos "${name(g)}" ${set(g, s, d)}`,
    (g, s, d) => p`let a = ${set(g, s, d)}; b = a // ${set(g, s, d)}; in b // { inherit a; } // a`,
    (g, s, d) => p`with ${set(g, s, d)}; with ${set(g, s, d)}; { inherit ${name(g)}; }`,
    (g, s, d) =>
      p`builtins.foldl' (u: v: u // { "k${"${"}toString v${"}"}" = v; }) ${set(g, s, d)} ${ints(g, s, d)}`,
    (g, s, d) =>
      p`{ ${name(g)}.${name(g)} = ${any(g, s, d)}; ${name(g)} = { ${name(g)} = ${any(g, s, d)}; }; ${name(g)}.y = ${any(g, s, d)}; }`,
    (g, s, d) =>
      p`rec { ${name(g)} = rec { ${name(g)} = ${any(g, s, d)}; }; ${name(g)} = { z = ${name(g)}; }; }`,
    (g, s, d) => p`builtins.mapAttrs (n: v: builtins.tryEval v) ${set(g, s, d)}`,
  ],
  function: [
    (g, s, d) => p`builtins.add ${int(g, s, d)}`,
    (g, s, d) => p`x: ${g.any([...s, { name: "x", type: "int" }], d)}`,
    (g, s, d) => p`{ a ? ${any(g, s, d)}, ... }: a`,
  ],
};

/** A piece of this type by an operator or a builtin. */
export function callsOf(g: Generator, type: Type, scope: Scope, depth: number): Piece {
  return g.random.pick(calls[type])(g, scope, depth);
}

/** A function, small. */
export function functionsOf(g: Generator, _scope: Scope, _depth: number): string {
  return g.random.pick([
    "(x: x)",
    "({ a, ... }: a)",
    "toString",
    "builtins.length",
    "(x: y: x)",
    "({ a ? 1 }@q: q)",
    "map",
    "{ __functor = self: x: x; }",
  ]);
}
