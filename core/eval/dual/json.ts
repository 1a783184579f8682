/** `toJSON`, `fromJSON`, and the JSON output of the command line. */
import { NixError } from "../errors.ts";
import { JsonError, JsonWriteError, parseJson, quoteJson } from "../json/index.ts";
import type { Machine } from "../machine.ts";
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
  unite,
  type Context,
  type Slot,
  type Value,
} from "../values/value.ts";
import { coerceToString, Coercion, forceStringNoContext, pathText } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { call, force, nested, type Steps } from "./primitives.ts";

/** Where JSON is written to. */
class JsonOutput {
  text = "";
  context: Context | null = null;
  constructor(
    /** Whether thunks are forced; else they are errors. */
    readonly strict: boolean,
  ) {}
}

/** Text written between two looks at the limits. */
const pollSize = 1 << 16;

function quote(m: Machine, text: string): string {
  try {
    return quoteJson(text, m.profile);
  } catch (error) {
    if (error instanceof JsonWriteError) throw new NixError("value", `JSON serialization error: ${error.message}`);
    throw error;
  }
}

function floatText(m: Machine, float: Float): string {
  if (!m.profile.jsonShortestFloats) return formatG(float);
  return Number.isFinite(float.value) ? formatShortest(float) : "null";
}

function writeString(m: Machine, out: JsonOutput, string: string | ContextString): void {
  const before = out.text.length;
  out.text += quote(m, textOf(string));
  out.context = unite(out.context, contextOf(string));
  if (out.text.length >> 16 !== before >> 16) m.allocate(pollSize);
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
  if (value === null) out.text += "null";
  else if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") {
    out.text += String(value);
  } else if (typeof value === "string" || value instanceof ContextString) writeString(m, out, value);
  else if (value instanceof Float) out.text += floatText(m, value);
  else if (value instanceof Path) writeString(m, out, pathText(m, value, Coercion.Copy));
  else if (value instanceof Attrs) yield* nested(m, writeSet, out, value);
  else if (Array.isArray(value)) yield* nested(m, writeList, out, value);
  else throw new NixError("type", `cannot convert ${describe(value)} to JSON`);
}

export function* writeList(m: Machine, out: JsonOutput, list: readonly Slot[]): Steps<void> {
  out.text += "[";
  for (let i = 0; i < list.length; i++) {
    if ((i & 1023) === 1023) m.poll();
    if (i > 0) out.text += ",";
    yield* writeJson(m, out, yield* inside(m, out, list[i]!));
  }
  out.text += "]";
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
  out.text += "{";
  let first = true;
  for (const i of set.keys.byName(m.symbols)) {
    out.text += first ? "" : ",";
    first = false;
    out.text += `${quote(m, m.symbols.names[set.keys.ids[i]!]!)}:`;
    yield* writeJson(m, out, yield* inside(m, out, set.values[i]!));
  }
  out.text += "}";
}

/**
 * A value as JSON text, with the contexts of all strings in it.
 * @param strict - whether thunks inside are forced; else they are errors, as in `nix-instantiate --eval --json`
 * @throws NixError
 */
export function* valueToJson(m: Machine, value: Value, strict: boolean): Steps<string | ContextString> {
  const out = new JsonOutput(strict);
  yield* writeJson(m, out, value);
  return makeString(out.text, out.context);
}

export const jsonBuiltins: readonly Definition[] = [
  define(
    "toJSON",
    ["e"],
    `The value as JSON text, attributes sorted by name. A set with \`__toString\` becomes the string that
makes, a set with \`outPath\` that value's JSON; paths are copied to the store; functions are errors.`,
    function* (m, e) {
      return yield* valueToJson(m, yield* force(m, e), true);
    },
  ),
  define(
    "fromJSON",
    ["e"],
    `The value of a JSON text: \`fromJSON ''{"x": [1, 2.5, null]}''\` is \`{ x = [ 1 2.5 null ]; }\`.`,
    function* (m, e) {
      const text = yield* forceStringNoContext(m, e);
      m.allocate(4 * text.length);
      try {
        return parseJson(text, { symbols: m.symbols, profile: m.profile, poll: () => m.poll() });
      } catch (error) {
        if (error instanceof JsonError) throw new NixError("value", error.message);
        throw error;
      }
    },
  ),
];
