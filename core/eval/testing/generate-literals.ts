/** Random literals. */
import type { Generator, Scope, Type } from "./generate.ts";
import { p } from "./generate.ts";
import { Piece } from "./shrink.ts";

/** Attribute names; few, so that they meet. */
export const names: readonly string[] = [
  "a",
  "b",
  "c",
  "x",
  "y",
  "foo",
  "name",
  "value",
  "outPath",
  "type",
  "_",
];

/** A random attribute name. */
export function name({ random }: Generator): string {
  return random.pick(names);
}

const integers = [
  "0",
  "1",
  "2",
  "3",
  "7",
  "10",
  "42",
  "100",
  "255",
  "9007199254740991",
  "9007199254740993",
  "4611686018427387904",
  "9223372036854775807",
];
const floats = [
  "0.0",
  "1.0",
  "1.5",
  ".5",
  "2.",
  "0.1",
  "1.0e10",
  "1.5e-7",
  "123456.789",
  "1.0e300",
  "3.14159265",
  "1e3",
];
const textPieces = [
  "a",
  "b",
  "foo",
  " ",
  "-",
  ".",
  "/",
  "1",
  "0",
  "x.y",
  "\\n",
  "\\t",
  "\\\\",
  '\\"',
  "$",
  "$$",
  "\\${",
  "'",
  "''",
  "é",
  "%",
  "1.2pre",
  "\\r",
  "#",
];
const indentedPieces = [
  "a",
  "  ",
  "b",
  "\n",
  "\n  ",
  "\n    ",
  "''$",
  "'''",
  "''\\n",
  "$",
  '"',
  "\\",
  " ",
  "''\\t",
  "foo",
  "$$",
  "\t",
];
const paths = [
  "./a",
  "/a/b",
  "./a/../b",
  "/.",
  "./dir/x",
  "../z",
  "~/h",
  "a/b",
  "/a/./b",
  "<dir>",
  "./x.nix",
];

/** A literal of a type, which may hold other pieces. */
export function literal(g: Generator, type: Type, scope: Scope, depth: number): Piece {
  const { random } = g;
  switch (type) {
    case "int":
      return p`${random.chance(0.8) ? String(random.below(20)) : random.pick(integers)}`;
    case "float":
      return p`${random.pick(floats)}`;
    case "bool":
      return p`${random.pick(["true", "false"])}`;
    case "null":
      return p`null`;
    case "path":
      return random.chance(0.8) || depth > 8
        ? p`${random.pick(paths)}`
        : p`./p${"${"}${g.of("string", scope, depth)}${"}"}q`;
    case "string":
      return string(g, scope, depth);
    case "list":
      return list(g, scope, depth);
    case "set":
      return set(g, scope, depth);
    case "function":
      return p`x: ${g.any([...scope, { name: "x", type: "int" }], depth)}`;
  }
}

function string(g: Generator, scope: Scope, depth: number): Piece {
  const { random } = g;
  const indented = random.chance(0.25);
  if (!indented && random.chance(0.05)) return p`http://example.org/${random.pick(["", "a", "?b=c"])}`;
  const parts: (string | Piece)[] = [];
  for (let i = random.below(5); i > 0; i--) {
    if (depth < 9 && random.chance(0.2)) parts.push(p`${"${"}${g.of("string", scope, depth + 1)}${"}"}`);
    else parts.push(random.pick(indented ? indentedPieces : textPieces));
  }
  // The non-ASCII piece is rare: the oracle needs a process of its own for it.
  const kept = parts.filter((part) => part !== "é" || random.chance(0.03));
  return new Piece(indented ? ["''", ...kept, "''"] : ['"', ...kept, '"']);
}

function list(g: Generator, scope: Scope, depth: number): Piece {
  const { random } = g;
  const parts: Piece[] = [];
  const same = random.chance(0.7);
  const type = random.pick<Type>(["int", "int", "string", "set", "list", "float", "bool"]);
  for (let i = random.below(4); i > 0; i--) {
    parts.push(same ? p`${g.of(type, scope, depth + 1)} ` : p`${g.any(scope, depth + 1)} `);
  }
  return new Piece(["[ ", ...parts, "]"]);
}

function set(g: Generator, scope: Scope, depth: number): Piece {
  const { random } = g;
  const recursive = random.chance(0.25);
  const parts: Piece[] = [];
  const used = new Set<string>();
  const inner = recursive ? scope.filter((v) => !names.includes(v.name)) : scope;
  for (let i = random.below(4); i > 0; i--) {
    const n = name(g);
    const again = used.has(n);
    if (again && random.chance(0.95)) continue;
    used.add(n);
    parts.push(binding(g, n, recursive ? inner : scope, scope, depth + 1));
  }
  return new Piece([recursive ? "rec { " : "{ ", ...parts, "}"]);
}

function binding(g: Generator, n: string, scope: Scope, outside: Scope, depth: number): Piece {
  const { random } = g;
  const value = (): Piece => g.any(scope, depth);
  const variables = outside.filter((v) => /^\w+$/.test(v.name));
  return random.weighted<() => Piece>([
    [12, () => p`${n} = ${value()}; `],
    [2, () => p`${n}.x = ${value()}; ${n}.${name(g)} = ${value()}; `],
    [1, () => p`"${n}" = ${value()}; `],
    [1, () => p`${"${"}${p`"${n}"`}${"}"} = ${value()}; `],
    [1, () => p`${"${"}${g.of(random.chance(0.9) ? "string" : "null", scope, depth)}${"}"} = ${value()}; `],
    [1, () => p`"${"${"}${p`"${n}"`}${"}"}" = ${value()}; `],
    [1, () => p`inherit (${p`{ ${n} = ${value()}; }`}) ${n}; `],
    [1, () => p`inherit (${g.of("set", scope, depth)}) ${n}; `],
    [1, () => (variables.length > 0 ? p`inherit ${random.pick(variables).name}; ` : p`inherit; `)],
    [0.3, () => p`__toString = self: ${g.of("string", scope, depth)}; `],
    [0.3, () => p`__functor = self: x: ${value()}; `],
    [0.3, () => p`outPath = ${g.of("string", scope, depth)}; `],
    [0.3, () => p`type = "derivation"; `],
    [0.2, () => p`__overrides = ${g.of("set", scope, depth)}; `],
  ])();
}
