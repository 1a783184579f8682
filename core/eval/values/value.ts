/**
 * The value model.
 *
 * | Nix      | here |
 * |----------|------|
 * | null, bool | `null`, `boolean` |
 * | int      | `number` while |n| ≤ 2^53 (never -0), else `bigint`; always within 64 bits signed |
 * | float    | {@link Float} |
 * | string   | a JS string of bytes (one char 0–255 per byte), or {@link ContextString} if it has a context |
 * | path     | {@link Path} |
 * | list     | a JS array of slots, never changed after construction |
 * | set      | {@link Attrs} |
 * | function | {@link Closure}, {@link Builtin}, {@link PartialApp} (and sets with `__functor`) |
 *
 * **Identity.** A *slot* is what a variable, list element or attribute holds: a {@link Thunk} or a value.
 * Nix's `==` takes nested values of one heap cell as equal without looking; here two slots are one cell
 * iff they are `===` (floats excepted: they are compared by value unless in one thunk). Copying a slot
 * shares the cell (variables, `inherit`, `//`, `++`, map keys); *evaluating* makes a new one. So whoever
 * puts the *result of an evaluation* into a slot must wrap functions: see {@link cell}.
 */
import type { Attrs } from "./attrs.ts";
import type { Code, Lambda } from "./code.ts";
import type { Env } from "./env.ts";
import type { NixError } from "../errors.ts";

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | ContextString
  | Path
  | List
  | Attrs
  | Closure
  | Builtin
  | PartialApp;

/** A list; its slots may be replaced by their forced values (see {@link Thunk}), nothing else changes. */
export type List = Slot[];

/** What a variable, list element or attribute holds. */
export type Slot = Value | Thunk;

/** A double. */
export class Float {
  constructor(readonly value: number) {}
}

/** An element of a context whose spelling takes some work that nobody may need. */
export interface LateReference {
  /** As in {@link Context}. */
  readonly spelling: string;
}

/** An element of a {@link Context}. Several may have one spelling: then they count as one. */
export type Reference = string | LateReference;

/**
 * A string's context: elements in Nix's own spelling: `/nix/store/x` (opaque), `!out!/nix/store/x.drv`
 * (an output), `=/nix/store/x.drv` (a derivation with all it needs); or what can tell that spelling. Never empty,
 * never changed.
 */
export type Context = ReadonlySet<Reference>;

/** An element of a context as text. */
export function spellingOf(reference: Reference): string {
  return typeof reference === "string" ? reference : reference.spelling;
}

/** The elements of a context as texts, each once. */
export function spellingsOf(context: Context | null): Set<string> {
  const spellings = new Set<string>();
  context?.forEach((reference) => spellings.add(spellingOf(reference)));
  return spellings;
}

/** A string with a non-empty context. */
export class ContextString {
  constructor(
    readonly text: string,
    readonly context: Context,
  ) {}
}

/** A path: absolute, canonical (no `.`, `..`, doubled or trailing slash), a byte string. */
export class Path {
  constructor(readonly path: string) {}
}

/** A function written in Nix. */
export class Closure {
  constructor(
    readonly lambda: Lambda,
    readonly env: Env | null,
  ) {}
}

/** A builtin function that misses all its arguments. `arity` ≥ 1. See `dual/define.ts`. */
export class Builtin {
  readonly arity: number;

  constructor(
    /** Without the `__` prefix of globals. */
    readonly name: string,
    /** Names of its parameters. */
    readonly params: readonly string[],
    /** For the fast executor: `(machine, ...arguments) => value`. */
    readonly direct: (machine: never, ...args: Slot[]) => Value,
    /** For the VM: the same as a generator of requests. */
    readonly steps: (machine: never, ...args: Slot[]) => Generator<unknown, Value, unknown>,
  ) {
    this.arity = params.length;
  }
}

/** A builtin with some, but not all, of its arguments. */
export class PartialApp {
  constructor(
    readonly builtin: Builtin,
    readonly args: readonly Slot[],
  ) {}
}

/**
 * A suspended evaluation that remembers its outcome. `code` tells the state:
 * a {@link Code} → suspended, `state` is its environment; null → done, `state` is the value;
 * `blackhole` → running; `failed` → `state` is the {@link NixError} to throw again (see `values/code.ts`).
 */
export class Thunk {
  constructor(
    public code: Code | null,
    public state: Env | Value | NixError | object | null,
  ) {}

  /** A thunk that is done: a cell of its own around a value. */
  static done(value: Value): Thunk {
    return new Thunk(null, value);
  }
}

/** What to store as a slot for the result of an evaluation: functions get a cell of their own. */
export function cell(value: Value): Slot {
  return value instanceof Closure || value instanceof Builtin || value instanceof PartialApp
    ? Thunk.done(value)
    : value;
}

/** Whether a value is a function (a set with `__functor` is not). */
export function isFunction(value: Value): value is Closure | Builtin | PartialApp {
  return value instanceof Closure || value instanceof Builtin || value instanceof PartialApp;
}

export function isString(value: Value): value is string | ContextString {
  return typeof value === "string" || value instanceof ContextString;
}

export function isInt(value: Value): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** The bytes of a string value. */
export function textOf(value: string | ContextString): string {
  return typeof value === "string" ? value : value.text;
}

/** The context of a string value; null when it has none. */
export function contextOf(value: string | ContextString): Context | null {
  return typeof value === "string" ? null : value.context;
}

/** A string value from bytes and a context (null or empty: none). */
export function makeString(text: string, context: Context | null): string | ContextString {
  return context === null || context.size === 0 ? text : new ContextString(text, context);
}

/** The union of two contexts, sharing either where it already is the union. */
export function unite(a: Context | null, b: Context | null): Context | null {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let result: Set<Reference> | null = null;
  for (const element of small) {
    if (!large.has(element)) (result ??= new Set(large)).add(element);
  }
  return result ?? large;
}

/** The union of many contexts, made without copying it for each. */
export class ContextUnion {
  /** The one context so far: that of a string, not ours to change. */
  private shared: Context | null;
  private owned: Set<Reference> | null = null;

  constructor(first: Context | null) {
    this.shared = first;
  }

  add(context: Context | null): void {
    if (context === null || context === this.shared) return;
    if (this.shared === null) {
      this.shared = context;
      return;
    }
    const owned = (this.owned ??= new Set(this.shared));
    for (const element of context) owned.add(element);
  }

  /** All of them; null if there was none. Nothing may be added afterwards. */
  get context(): Context | null {
    return this.owned ?? this.shared;
  }
}
