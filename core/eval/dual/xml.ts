/** `toXML`, and the XML output of the command line. */
import type { Machine } from "../machine.ts";
import { fileOf } from "../syntax/source.ts";
import { Attrs, type Position } from "../values/attrs.ts";
import type { Lambda } from "../values/code.ts";
import { formatG } from "../values/floats.ts";
import { arrive } from "../values/late.ts";
import {
  Closure,
  contextOf,
  ContextString,
  Float,
  isString,
  makeString,
  Path,
  textOf,
  Thunk,
  ContextUnion,
  type Slot,
  type Value,
} from "../values/value.ts";
import { xmlAttribute, XmlWriter } from "../xml/index.ts";
import { define, type Definition } from "./define.ts";
import { force, nested, type Steps } from "./primitives.ts";

/** How a value is written as XML. */
export interface XmlOptions {
  /** Whether thunks inside are forced; else they are `<unevaluated />`. */
  strict: boolean;
  /** Whether attributes and functions say where they were written. */
  location: boolean;
}

/** Bytes written between two looks at the limits. */
const settleSize = 1 << 16;

/** Where XML is written to. */
class XmlOutput extends XmlWriter {
  readonly context = new ContextUnion(null);
  /** `drvPath`s written so far: a derivation is spelled out once. */
  readonly seen = new Set<string>();
  constructor(
    readonly m: Machine,
    readonly options: XmlOptions,
  ) {
    super();
  }

  private accounted = 0;

  /** Looks at the limits when much was written. @throws NixError */
  settle(): void {
    const written = this.length - this.accounted;
    if (written < settleSize) return;
    this.accounted = this.length;
    this.m.allocate(written);
    this.m.poll();
  }

  /** XML attributes that tell where something was written, and its name (if any) in the right place. */
  located(position: Position | null, name: string): string {
    if (!this.options.location || position === null) return name;
    const { source, offset } = position;
    const { line, column } = source.locate(offset);
    const before = xmlAttribute("column", String(column)) + xmlAttribute("line", String(line));
    const file = fileOf(source.origin);
    if (file !== undefined) return before + name + xmlAttribute("path", file);
    // Older versions take the text itself for the name of its file.
    return before + name + (this.m.profile.curPosWithoutFileIsNull ? "" : xmlAttribute("path", source.text));
  }
}

/** Whether a slot is left alone: not evaluated, and nobody asked to. */
function isLeft(out: XmlOutput, slot: Slot): boolean {
  arrive(slot);
  return !out.options.strict && slot instanceof Thunk && slot.code !== null;
}

/** Writes what a slot holds. @throws NixError */
export function* writeXmlSlot(m: Machine, out: XmlOutput, slot: Slot): Steps<void> {
  out.settle();
  if (isLeft(out, slot)) out.empty("unevaluated");
  else yield* writeXml(m, out, yield* force(m, slot));
}

/** Writes a value. @throws NixError */
export function* writeXml(m: Machine, out: XmlOutput, value: Value): Steps<void> {
  if (value === null) out.empty("null");
  else if (typeof value === "boolean") out.empty("bool", xmlAttribute("value", String(value)));
  else if (typeof value === "number" || typeof value === "bigint")
    out.empty("int", xmlAttribute("value", String(value)));
  else if (typeof value === "string") out.empty("string", xmlAttribute("value", value));
  else if (value instanceof ContextString) {
    out.context.add(value.context);
    out.empty("string", xmlAttribute("value", value.text));
  } else if (value instanceof Float) out.empty("float", xmlAttribute("value", formatG(value)));
  else if (value instanceof Path) out.empty("path", xmlAttribute("value", value.path));
  else if (Array.isArray(value)) yield* nested(m, writeXmlList, out, value);
  else if (value instanceof Attrs) yield* nested(m, writeXmlSet, out, value);
  else if (value instanceof Closure) writeFunction(m, out, value.lambda);
  else out.empty("unevaluated");
}

export function* writeXmlList(m: Machine, out: XmlOutput, list: readonly Slot[]): Steps<void> {
  out.open("list");
  for (let i = 0; i < list.length; i++) {
    yield* writeXmlSlot(m, out, list[i]!);
  }
  out.close("list");
}

/** The string an attribute holds, null for anything else. @throws NixError */
function* stringIn(m: Machine, out: XmlOutput, set: Attrs, id: number): Steps<string | null> {
  const slot = set.get(id);
  if (slot === undefined || isLeft(out, slot)) return null;
  const value = yield* force(m, slot);
  if (!isString(value)) return null;
  out.context.add(contextOf(value));
  return textOf(value);
}

/** Writes a set. Derivations show where they lead, and what is in them only once. */
export function* writeXmlSet(m: Machine, out: XmlOutput, set: Attrs): Steps<void> {
  const { known } = m;
  const typeSlot = set.get(known.type);
  // The type is forced even where nothing else is: it decides the element.
  const type = typeSlot === undefined ? null : yield* force(m, typeSlot);
  if (type === null || !isString(type) || textOf(type) !== "derivation") {
    out.open("attrs");
    yield* writeAttributes(m, out, set);
    out.close("attrs");
    return;
  }
  const drvPath = yield* stringIn(m, out, set, known.drvPath);
  const outPath = yield* stringIn(m, out, set, known.outPath);
  const drvAttribute = drvPath === null ? "" : xmlAttribute("drvPath", drvPath);
  out.open("derivation", drvAttribute + (outPath === null ? "" : xmlAttribute("outPath", outPath)));
  if (drvPath !== null && drvPath !== "" && !out.seen.has(drvPath)) {
    out.seen.add(drvPath);
    yield* writeAttributes(m, out, set);
  } else out.empty("repeated");
  out.close("derivation");
}

function* writeAttributes(m: Machine, out: XmlOutput, set: Attrs): Steps<void> {
  set.flat();
  for (const i of set.keys.byName(m.symbols)) {
    const name = xmlAttribute("name", m.symbols.names[set.keys.ids[i]!]!);
    out.open("attr", out.located(set.positionAt(i), name));
    yield* writeXmlSlot(m, out, set.values[i]!);
    out.close("attr");
  }
}

function writeFunction(m: Machine, out: XmlOutput, lambda: Lambda): void {
  const { expr, unit, formals } = lambda;
  const name = expr.param >= 0 ? xmlAttribute("name", unit.names[expr.param]!) : "";
  out.open("function", out.located({ source: unit.source, offset: expr.start }, ""));
  if (formals === null) out.empty("varpat", name);
  else {
    out.open("attrspat", (formals.ellipsis ? xmlAttribute("ellipsis", "1") : "") + name);
    const names = formals.ids.map((id) => m.symbols.names[id]!).sort();
    for (const formal of names) out.empty("attr", xmlAttribute("name", formal));
    out.close("attrspat");
  }
  out.close("function");
}

/**
 * A value as an XML document, with the contexts of all strings in it.
 * @throws NixError
 */
export function* valueToXml(m: Machine, value: Value, options: XmlOptions): Steps<string | ContextString> {
  const out = new XmlOutput(m, options);
  out.open("expr");
  yield* writeXml(m, out, value);
  out.close("expr");
  return makeString(out.text, out.context.context);
}

export const xmlBuiltins: readonly Definition[] = [
  define("toXML", ["e"], function* (m, e) {
    return yield* valueToXml(m, yield* force(m, e), { strict: true, location: false });
  }),
];
