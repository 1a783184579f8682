/**
 * Random Nix programs: typed well enough that most have a value, with mistakes on purpose; they use all of the
 * syntax and most builtins. A seed repeats a program.
 */
import { callsOf, functionsOf } from "./generate-calls.ts";
import { literal, name, names } from "./generate-literals.ts";
import { Random } from "./random.ts";
import { Piece } from "./shrink.ts";

/** What a piece of program should be a value of. */
export type Type = "int" | "float" | "bool" | "null" | "string" | "path" | "list" | "set" | "function";
export const types: readonly Type[] = [
  "int",
  "float",
  "bool",
  "null",
  "string",
  "path",
  "list",
  "set",
  "function",
];

/** Names in scope. `inWith`: names that only a `with` gives. */
export type Scope = readonly { name: string; type: Type }[];

/** Template for {@link Piece}s. */
export function p(strings: TemplateStringsArray, ...values: (string | Piece)[]): Piece {
  const parts: (string | Piece)[] = [];
  strings.forEach((text, i) => {
    if (text !== "") parts.push(text);
    if (i < values.length) parts.push(values[i]!);
  });
  return new Piece(parts);
}

/** A random program. */
export function generate(seed: number): Piece {
  const random = new Random(seed);
  const generator = new Generator(random, 10 + random.below(40));
  return generator.any([], 0);
}

type Maker = (scope: Scope, depth: number) => Piece;

export class Generator {
  constructor(
    readonly random: Random,
    /** Pieces that may still be made before only literals are. */
    protected fuel: number,
  ) {}

  /** A piece of any type. */
  any(scope: Scope, depth: number): Piece {
    return this.of(
      this.random.weighted<Type>([
        [5, "int"],
        [2, "float"],
        [4, "bool"],
        [1, "null"],
        [6, "string"],
        [1, "path"],
        [5, "list"],
        [6, "set"],
        [2, "function"],
      ]),
      scope,
      depth,
    );
  }

  /** A piece of a type, as an operand: in parentheses unless it is short (or, rarely, to try the precedence). */
  of(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const piece = this.bare(type, scope, depth);
    if (random.chance(0.06) || /^[\w."]+$/.test(`${piece}`)) return piece;
    return random.chance(0.04) ? p`( ${piece} /* c */ )` : p`(${piece})`;
  }

  protected bare(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    this.fuel--;
    if (random.chance(0.02)) return this.mistake(scope, depth);
    if (random.chance(0.03)) type = random.pick(types);
    const known = scope.filter((variable) => variable.type === type);
    if (known.length > 0 && random.chance(0.4)) return p`${random.pick(known).name}`;
    if (this.fuel <= 0 || depth > 9 || random.chance(0.12)) {
      return type === "function" ? p`${functionsOf(this, scope, depth)}` : literal(this, type, scope, depth);
    }
    if (random.chance(0.4)) return this.structure(type, scope, depth + 1);
    if (random.chance(0.3)) return literal(this, type, scope, depth + 1);
    return callsOf(this, type, scope, depth + 1);
  }

  /** Something that fails, or might. */
  private mistake(scope: Scope, depth: number): Piece {
    const any = this.fuel > 0 && depth < 8 ? this.any(scope, depth + 1) : p`1`;
    return this.random.pick([
      p`throw "t${name(this)}"`,
      p`throw ${any}`,
      p`abort "a"`,
      p`assert false; ${any}`,
      p`let loop = loop; in loop`,
      p`rec { q = q; }.q`,
      p`1 / 0`,
      p`${any} ${any}`,
      p`${any}.missing`,
      p`<missing>`,
      p`builtins.head [ ]`,
      p`{ a }: a`,
      p`undefinedVariable`,
      p`${any} + ${any}`,
      p`${any} < ${any}`,
      p`"${"${"}${any}${"}"}"`,
      p`-${any}`,
      p`!${any}`,
    ]);
  }

  /** The constructs that can give any type. */
  protected structure(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const t: Maker = (s, d) => this.of(type, s, d);
    return random.weighted<() => Piece>([
      [3, () => p`if ${this.of("bool", scope, depth)} then ${t(scope, depth)} else ${t(scope, depth)}`],
      [5, () => this.letIn(type, scope, depth)],
      [2, () => this.withIn(type, scope, depth)],
      [1, () => p`assert ${this.of("bool", scope, depth)}; ${t(scope, depth)}`],
      [4, () => this.application(type, scope, depth)],
      [4, () => this.selection(type, scope, depth)],
      [1, () => p`builtins.seq ${this.any(scope, depth)} ${t(scope, depth)}`],
      [1, () => p`builtins.deepSeq ${this.any(scope, depth)} ${t(scope, depth)}`],
      [1, () => p`builtins.trace "t" ${t(scope, depth)}`],
      [1, () => p`builtins.addErrorContext "c" ${t(scope, depth)}`],
      [1, () => p`builtins.head [ ${t(scope, depth)} ${this.any(scope, depth)} ]`],
      [1, () => p`builtins.elemAt [ ${this.any(scope, depth)} ${t(scope, depth)} ] 1`],
      [1, () => p`(builtins.tryEval ${t(scope, depth)}).value`],
      [
        1,
        () =>
          p`builtins.foldl' (acc: x: ${t([...scope, { name: "acc", type }], depth)}) ${t(scope, depth)} ${this.of("list", scope, depth)}`,
      ],
      [1, () => p`let { body = ${t(scope, depth)}; ${name(this)} = ${this.any(scope, depth)}; }`],
      [
        1,
        () =>
          p`{ __functor = self: x: ${t([...scope, { name: "self", type: "set" }], depth)}; n = ${this.any(scope, depth)}; } ${this.any(scope, depth)}`,
      ],
      [1, () => p`(x: x) ${t(scope, depth)}`],
      [1, () => p`(rec { ${this.bindings(["v1", "v2"], type, scope, depth)} }).v1`],
    ])();
  }

  /** Bindings of new names, the first of which has the type; they see each other. */
  private bindings(bound: readonly string[], type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const known = bound.map((n, i) => ({ name: n, type: i === 0 ? type : random.pick(types) }));
    // Later names see earlier ones: loops are made on purpose elsewhere.
    const parts = known.map((variable, i) => {
      const inner = [...scope.filter((v) => !bound.includes(v.name)), ...known.slice(0, i)];
      return p`${variable.name} = ${this.of(variable.type, inner, depth)}; `;
    });
    return new Piece(random.chance(0.5) ? parts : [...parts].reverse());
  }

  private letIn(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const n = `v${random.below(4)}`;
    const bound = random.pick(types);
    const inner: Scope = [...scope.filter((v) => v.name !== n), { name: n, type: bound }];
    const outside = scope.filter((v) => v.name !== n);
    const value = this.of(bound, outside, depth);
    return random.weighted<() => Piece>([
      [6, () => p`let ${n} = ${value}; in ${this.of(type, inner, depth)}`],
      [1, () => p`let inherit (${p`{ ${n} = ${value}; }`}) ${n}; in ${this.of(type, inner, depth)}`],
      [
        1,
        () =>
          p`let ${n}.a = ${value}; ${n}.b = ${this.any(outside, depth)}; in ${this.of(type, [...outside, { name: `${n}.a`, type: bound }], depth)}`,
      ],
      [1, () => p`let "${n}" = ${value}; in ${this.of(type, inner, depth)}`],
    ])();
  }

  private withIn(type: Type, scope: Scope, depth: number): Piece {
    const n = `w${this.random.below(3)}`;
    const bound = this.random.pick(types);
    const inner: Scope = [...scope, { name: n, type: bound }];
    return p`with { ${n} = ${this.of(bound, scope, depth)}; ${name(this)} = ${this.any(scope, depth)}; }; ${this.of(type, inner, depth)}`;
  }

  private application(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const [a, b] = [`x${random.below(3)}`, `y${random.below(3)}`];
    const [ta, tb] = [random.pick(types), random.pick(types)];
    const outside = scope.filter((v) => v.name !== a && v.name !== b && v.name !== "args");
    const inner: Scope = [...outside, { name: a, type: ta }, { name: b, type: tb }];
    const body = (): Piece => this.of(type, inner, depth);
    const va = (): Piece => this.of(ta, scope, depth);
    const vb = (): Piece => this.of(tb, scope, depth);
    return random.weighted<() => Piece>([
      [3, () => p`(${a}: ${b}: ${body()}) ${va()} ${vb()}`],
      [3, () => p`({ ${a}, ${b} }: ${body()}) { ${a} = ${va()}; ${b} = ${vb()}; }`],
      [
        2,
        () =>
          p`({ ${a}, ${b} ? ${this.of(tb, [...outside, { name: a, type: ta }], depth)} }: ${body()}) { ${a} = ${va()}; }`,
      ],
      [
        2,
        () =>
          p`({ ${a}, ... }@args: ${this.of(type, [...outside, { name: a, type: ta }, { name: "args", type: "set" }], depth)}) { ${a} = ${va()}; ${name(this)}x = ${this.any(scope, depth)}; }`,
      ],
      [
        1,
        () =>
          p`(args@{ ${a} ? ${va()}, ${b} ? ${this.any(outside, depth)}, }: ${this.of(type, [...outside, { name: a, type: ta }, { name: "args", type: "set" }], depth)}) { ${b} = 1; }`,
      ],
      [1, () => p`({ ${a}, ${b} }: ${body()}) { ${a} = ${va()}; ${random.pick(names)} = ${vb()}; }`],
    ])();
  }

  private selection(type: Type, scope: Scope, depth: number): Piece {
    const { random } = this;
    const n = random.pick(["a", "b", "foo", "or", '"a b"', '"${"a"}"', '${"k"}', '${"a" + "b"}']);
    const value = (): Piece => this.of(type, scope, depth);
    return random.weighted<() => Piece>([
      [3, () => p`{ ${n} = ${value()}; z = ${this.any(scope, depth)}; }.${n}`],
      [1, () => p`{ a.${n} = ${value()}; a.c = ${this.any(scope, depth)}; }.a.${n}`],
      [1, () => p`{ a = { b = ${value()}; }; a.c = 1; }.a.b`],
      [2, () => p`{ ${name(this)} = ${this.any(scope, depth)}; }.${n} or ${value()}`],
      [2, () => p`{ ${name(this)}.x = ${this.any(scope, depth)}; }.${name(this)}.x.y or ${value()}`],
      [1, () => p`${this.of("set", scope, depth)}.${n} or ${value()}`],
      [1, () => p`builtins.getAttr "a" { a = ${value()}; }`],
      [1, () => p`({ a = ${value()}; } // ${this.of("set", scope, depth)}).a`],
      [1, () => p`(${this.of("set", scope, depth)} // { inherit (${p`{ q = ${value()}; }`}) q; }).q`],
      [
        1,
        () =>
          p`(rec { a = ${value()}; b = a; __overrides = { ${name(this)} = ${this.any(scope, depth)}; }; }).b`,
      ],
    ])();
  }
}
