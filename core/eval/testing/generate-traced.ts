/**
 * Random programs that tell when they are evaluated: many pieces are wrapped in `builtins.trace`, so that the order
 * and number of evaluations show, and constructs around scopes, laziness, functors and contexts are frequent.
 */
import { Generator, p, type Scope, type Type, types } from "./generate.ts";
import { name } from "./generate-literals.ts";
import { Random } from "./random.ts";
import type { Piece } from "./shrink.ts";

/** A random program of this kind. */
export function generateTraced(seed: number): Piece {
  const random = new Random(seed);
  const generator = new TracedGenerator(random, 10 + random.below(50));
  return generator.any([], 0);
}

class TracedGenerator extends Generator {
  private traced = 0;

  override of(type: Type, scope: Scope, depth: number): Piece {
    const piece = super.of(type, scope, depth);
    if (!this.random.chance(0.25)) return piece;
    const number = String(this.traced++);
    if (this.random.chance(0.15)) return p`(let t = ${piece}; in builtins.trace [ "${number}" t ] t)`;
    return p`(builtins.trace "${number}" ${piece})`;
  }

  protected override structure(type: Type, scope: Scope, depth: number): Piece {
    if (this.random.chance(0.4)) return super.structure(type, scope, depth);
    return this.random.pick(shapes)(this, type, scope, depth);
  }

  /** A variable that hides others of its name. */
  bound(scope: Scope, ...variables: Scope): Scope {
    const hidden = new Set(variables.map((variable) => variable.name));
    return [...scope.filter((variable) => !hidden.has(variable.name)), ...variables];
  }

  type(): Type {
    return this.random.pick(types);
  }
}

type Shape = (g: TracedGenerator, type: Type, scope: Scope, depth: number) => Piece;

// A failed selection evaluates its dynamic names again in Nix, for its message: they are left untraced.

/** `${…}` around a piece. */
const hole = (piece: Piece): Piece => p`${"${"}${piece}}`;

const shapes: readonly Shape[] = [
  // Scopes.
  (g, t, s, d) => {
    const [a, b] = [g.type(), g.type()];
    const inner = g.bound(s, { name: "m", type: a }, { name: "n", type: b });
    return p`rec { m = ${g.of(a, s, d)}; n = ${g.of(b, g.bound(s, { name: "m", type: a }), d)}; r = ${g.of(t, inner, d)}; }.r`;
  },
  (g, t, s, d) => {
    const a = g.type();
    const inner = g.bound(s, { name: "m", type: a });
    return p`let src = { m = ${g.of(a, s, d)}; k = ${g.any(s, d)}; }; inherit (src) m k; in ${g.of(t, inner, d)}`;
  },
  (g, t, s, d) => {
    const a = g.type();
    const inner = g.bound(s, { name: "m", type: a });
    return p`(let m = ${g.of(a, s, d)}; in { inherit m; z = ${g.of(t, inner, d)}; }).z`;
  },
  (g, t, s, d) => p`with ${g.of("set", s, d)}; with { q9 = ${g.of(t, s, d)}; }; q9`,
  (g, t, s, d) => {
    const inner = g.bound(s, { name: "q8", type: t });
    return p`let q8 = ${g.of(t, s, d)}; in with { q8 = ${g.any(s, d)}; q7 = ${g.of(t, inner, d)}; }; ${g.random.pick(["q8", "q7"])}`;
  },
  (g, t, s, d) =>
    p`with rec { w0 = ${g.any(s, d)}; w1 = w0; }; with { w2 = w1; }; builtins.seq w2 ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`(rec { o1 = ${g.any(s, d)}; o2 = o1; __overrides = { o1 = ${g.of(t, s, d)}; ${name(g)} = ${g.any(s, d)}; }; }).o2`,
  (g, t, s, d) => p`let { body = l1; l1 = ${g.of(t, s, d)}; l2 = l1; }`,
  // Functions.
  (g, t, s, d) => {
    const a = g.type();
    const inner = g.bound(s, { name: "fa", type: a }, { name: "fb", type: "set" });
    return p`({ fa ? ${g.of(a, s, d)}, fc ? fa, ... }@fb: ${g.of(t, inner, d)}) ${g.random.pick(["{ }", "{ fc = 1; }", "{ zz = 1; }", "{ fa = fc; }"])}`;
  },
  (g, t, s, d) => {
    const inner = g.bound(s, { name: "self", type: "set" }, { name: "arg", type: "int" });
    return p`let obj = { n = ${g.of("int", s, d)}; __functor = self: arg: ${g.of(t, inner, d)}; }; in ${g.random.pick(["obj 1", "(obj // { n = 2; }) obj", "builtins.head (map obj [ 1 2 ])"])}`;
  },
  (g, t, s, d) => {
    const inner = g.bound(s, { name: "y", type: "int" });
    return p`(x: y: z: ${g.of(t, inner, d)}) ${g.any(s, d)} ${g.of("int", s, d)} ${g.any(s, d)}`;
  },
  (g, t, s, d) => {
    const inner = g.bound(s, { name: "self", type: "set" }, { name: "super", type: "set" });
    return p`(let fix = f: let x = f x; in x; ext = f: o: self: let super = f self; in super // o self super; in fix (ext (self: { a = ${g.of(t, s, d)}; b = self.a; }) (self: super: { a = super.b or 1; b = ${g.of(t, inner, d)}; }))).b`;
  },
  (g, t, s, d) => p`(if ${g.of("bool", s, d)} then (x: x) else (x: ${g.of(t, s, d)})) ${g.of(t, s, d)}`,
  // Laziness and failure.
  (g, t, s, d) =>
    p`(let e = builtins.tryEval (builtins.deepSeq ${g.any(s, d)} ${g.of(t, s, d)}); in if e.success then e.value else ${g.of(t, s, d)})`,
  (g, t, s, d) =>
    p`(builtins.tryEval (builtins.addErrorContext ${g.of("string", s, d)} (assert ${g.of("bool", s, d)}; ${g.of(t, s, d)}))).value`,
  (g, t, s, d) => {
    const inner = g.bound(s, { name: "sh", type: t });
    return p`let sh = ${g.of(t, s, d)}; in builtins.seq ${g.any(inner, d)} (builtins.head [ sh ${g.any(inner, d)} ])`;
  },
  (g, t, s, d) =>
    p`(${g.of("set", s, d)} // { k = ${g.of(t, s, d)}; } // ${g.of("set", s, d)}).k or ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`({ a.b.c = ${g.of(t, s, d)}; }).a.${g.random.pick(['${"b" + ""}', '${"x" + ""}', "b"])}.c or ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`({ a.b = ${g.any(s, d)}; a.${hole(g.of("string", s, d))} = ${g.any(s, d)}; r = ${g.of(t, s, d)}; }).r`,
  (g, t, s, d) =>
    p`(builtins.foldl' (acc: x: builtins.trace x acc) ${g.of(t, s, d)} [ 1 ${g.of("int", s, d)} ])`,
  (g, t, s, d) =>
    p`(builtins.elemAt (builtins.sort (a: b: builtins.trace [ a b ] (a < b)) [ 3 1 ${g.of("int", s, d)} 2 ${g.of("int", s, d)} ]) 0 < ${g.of("int", s, d)}) -> ${g.of("bool", s, d)} == ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`(builtins.mapAttrs (n: v: builtins.trace n v) { a = ${g.of(t, s, d)}; b = ${g.any(s, d)}; c = ${g.any(s, d)}; }).a`,
  (g, t, s, d) =>
    p`(builtins.zipAttrsWith (n: vs: builtins.trace n (builtins.head vs)) [ { k = ${g.of(t, s, d)}; } ${g.of("set", s, d)} ${g.of("set", s, d)} ]).k`,
  (g, t, s, d) =>
    p`builtins.seq (builtins.genericClosure { startSet = [ { key = builtins.bitAnd 7 ${g.of("int", s, d)}; } { key = 2; } ]; operator = x: builtins.trace x.key (if x.key > 4 then [ ] else [ { key = x.key + 1; } { key = x.key + 2; v = ${g.any(s, d)}; } ]); }) ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`(let l = [ ${g.any(s, d)} ${g.any(s, d)} ]; s = { x = l; y = ${g.any(s, d)}; }; in if ${g.random.pick(["s == { x = l; y = 1; }", "l == [ 1 ]", "l == l", "[ s ] == [ s ]", "{ inherit l; } == { inherit l; }", "l < [ 1 2 ]", "builtins.elem l [ l ]"])} then ${g.of(t, s, d)} else ${g.of(t, s, d)})`,
  (g, t, s, d) =>
    p`(builtins.listToAttrs [ { name = ${g.of("string", s, d)}; value = ${g.any(s, d)}; } { name = "k"; value = ${g.of(t, s, d)}; } ]).k`,
  // Strings and their coercions.
  (g, t, s, d) =>
    p`builtins.seq "${hole(g.of("string", s, d))}-${hole(p`{ __toString = self: self.n + ${g.of("string", s, d)}; n = ${g.of("string", s, d)}; }`)}" ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`builtins.seq (toString [ ${g.any(s, d)} [ ${g.any(s, d)} ] { outPath = ${g.any(s, d)}; } ]) ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`builtins.seq (builtins.concatStringsSep ${g.of("string", s, d)} [ ${g.of("string", s, d)} { __toString = self: ${g.of("string", s, d)}; } ${g.of("string", s, d)} ]) ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`builtins.seq (builtins.replaceStrings [ ${g.of("string", s, d)} "a" ] [ ${g.of("string", s, d)} ${g.of("string", s, d)} ] ${g.of("string", s, d)}) ${g.of(t, s, d)}`,
  (g, t, s, d) =>
    p`builtins.seq (builtins.toJSON { b = ${g.any(s, d)}; a = ${g.any(s, d)}; }) ${g.of(t, s, d)}`,
];
