/** `toJSON`, `fromJSON`, and the JSON output of the command line. */
import { NixError } from "../errors.ts";
import { JsonError, JsonWriteError, parseJson, quoteJson } from "../json/index.ts";
import type { Machine } from "../machine.ts";
import { TextBuilder } from "../text-builder.ts";
import { Attrs } from "../values/attrs.ts";
import { describe } from "../values/describe.ts";
import { formatG, formatShortest } from "../values/floats.ts";
import {
  contextOf,
  ContextString,
  Float,
  makeString,
  Path,
  textOf,
  Thunk,
  ContextUnion,
  type Slot,
  type Value,
} from "../values/value.ts";
import { coerceToString, Coercion, forceStringNoContext, pathText } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { call, force, nested, type Steps } from "./primitives.ts";

/** Bytes written between two looks at the limits. */
const settleSize = 1 << 16;

/** Where JSON is written to. */
class JsonOutput extends TextBuilder {
  readonly context = new ContextUnion(null);
  private accounted = 0;
  constructor(
    private readonly m: Machine,
    /** Whether thunks are forced; else they are errors. */
    readonly strict: boolean,
  ) {
    super();
  }

  /** Looks at the limits when much was written. @throws NixError */
  settle(): void {
    const written = this.length - this.accounted;
    if (written < settleSize) return;
    this.accounted = this.length;
    this.m.allocate(written);
    this.m.poll();
  }
}

function quote(m: Machine, text: string): string {
  try {
    return quoteJson(text, m.profile);
  } catch (error) {
    if (error instanceof JsonWriteError)
      throw new NixError("value", `JSON serialization error: ${error.message}`);
    throw error;
  }
}

function floatText(m: Machine, float: Float): string {
  if (!m.profile.jsonShortestFloats) return formatG(float);
  return Number.isFinite(float.value) ? formatShortest(float) : "null";
}

function writeString(m: Machine, out: JsonOutput, string: string | ContextString): void {
  out.add(quote(m, textOf(string)));
  out.context.add(contextOf(string));
}

/** The value in a slot, forced if the output is strict. @throws NixError */
function* inside(m: Machine, out: JsonOutput, slot: Slot): Steps<Value> {
  if (!out.strict && slot instanceof Thunk && slot.code !== null) {
    throw new NixError("type", "cannot convert a thunk to JSON");
  }
  return yield* force(m, slot);
}

/** Writes a value. @throws NixError for what JSON does not have */
export function* writeJson(m: Machine, out: JsonOutput, value: Value): Steps<void> {
  if (value === null) out.add("null");
  else if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") {
    out.add(String(value));
  } else if (typeof value === "string" || value instanceof ContextString) writeString(m, out, value);
  else if (value instanceof Float) out.add(floatText(m, value));
  else if (value instanceof Path) writeString(m, out, pathText(m, value, Coercion.Copy));
  else if (value instanceof Attrs) yield* nested(m, writeSet, out, value);
  else if (Array.isArray(value)) yield* nested(m, writeList, out, value);
  else throw new NixError("type", `cannot convert ${describe(value)} to JSON`);
}

export function* writeList(m: Machine, out: JsonOutput, list: readonly Slot[]): Steps<void> {
  out.add("[");
  for (let i = 0; i < list.length; i++) {
    if (i > 0) out.add(",");
    out.settle();
    yield* writeJson(m, out, yield* inside(m, out, list[i]!));
  }
  out.add("]");
}

/** Writes a set: as the string its `__toString` makes, else as its `outPath`, else as an object. */
export function* writeSet(m: Machine, out: JsonOutput, set: Attrs): Steps<void> {
  const method = set.get(m.known.toStringName);
  if (method !== undefined) {
    const made = yield* call(m, yield* force(m, method), set);
    writeString(m, out, yield* coerceToString(m, made, Coercion.Weak));
    return;
  }
  const outPath = set.get(m.known.outPath);
  if (outPath !== undefined) {
    yield* writeJson(m, out, yield* inside(m, out, outPath));
    return;
  }
  set.flat();
  out.add("{");
  let first = true;
  for (const i of set.keys.byName(m.symbols)) {
    if (!first) out.add(",");
    first = false;
    out.settle();
    out.add(`${quote(m, m.symbols.names[set.keys.ids[i]!]!)}:`);
    yield* writeJson(m, out, yield* inside(m, out, set.values[i]!));
  }
  out.add("}");
}

/**
 * A value as JSON text, with the contexts of all strings in it.
 * @param strict - whether thunks inside are forced; else they are errors, as in `nix-instantiate --eval --json`
 * @throws NixError
 */
export function* valueToJson(m: Machine, value: Value, strict: boolean): Steps<string | ContextString> {
  const out = new JsonOutput(m, strict);
  yield* writeJson(m, out, value);
  return makeString(out.text, out.context.context);
}

export const jsonBuiltins: readonly Definition[] = [
  define("toJSON", ["e"], function* (m, e) {
    return yield* valueToJson(m, yield* force(m, e), true);
  }),
  define("fromJSON", ["e"], function* (m, e) {
    const text = yield* forceStringNoContext(m, e);
    m.allocate(4 * text.length);
    try {
      return parseJson(text, { symbols: m.symbols, profile: m.profile, poll: () => m.poll() });
    } catch (error) {
      if (error instanceof JsonError) throw new NixError("value", error.message);
      throw error;
    }
  }),
];
