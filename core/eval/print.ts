/**
 * Values as text. Nothing is forced, and nothing recurses: values may be nested deeper than any stack.
 *
 * Two styles: {@link print}, byte for byte `nix-instantiate --eval` (`<CODE>`, `<LAMBDA>`), and
 * {@link printValue}, which `nix eval`, the REPL, traces and errors use since 2.20 (`«thunk»`, `«lambda f @ …»`).
 */
import type { Machine } from "./machine.ts";
import { Attrs } from "./values/attrs.ts";
import { blackhole, failed } from "./values/code.ts";
import { formatG } from "./values/floats.ts";
import { arrive } from "./values/late.ts";
import {
  Builtin,
  Closure,
  ContextString,
  Float,
  PartialApp,
  Path,
  Thunk,
  type Slot,
  type Value,
} from "./values/value.ts";

/** How much of a value to show; Infinity for all. */
export interface PrintLimits {
  /** Sets and lists nested deeper are `{ ... }` and `[ ... ]`. */
  depth: number;
  /** Attributes of all sets together. */
  attrs: number;
  /** Items of all lists together. */
  items: number;
  /** Bytes of a string. */
  string: number;
}

/** What a style decides. */
interface Style {
  readonly limits: PrintLimits;
  /** Text of a function. */
  fn(value: Closure | Builtin | PartialApp): string;
  /** Text of a suspended evaluation. */
  readonly thunk: string;
  /** Text for a set instead of its attributes, or null. */
  set(m: Machine, value: Attrs): string | null;
}

const everything: PrintLimits = { depth: Infinity, attrs: Infinity, items: Infinity, string: Infinity };
const errorLimits: PrintLimits = { depth: 10, attrs: 10, items: 10, string: 1024 };

const evalStyle: Style = {
  limits: everything,
  fn: (value) =>
    value instanceof Closure ? "<LAMBDA>" : value instanceof Builtin ? "<PRIMOP>" : "<PRIMOP-APP>",
  thunk: "<CODE>",
  set: () => null,
};

/** A value as `nix-instantiate --eval` prints it. */
export function print(m: Machine, slot: Slot): string {
  return render(m, slot, evalStyle);
}

/**
 * A value as `nix eval` and the REPL print it, on one line.
 * @param derivations - whether evaluated derivations are `«derivation /nix/store/….drv»`
 */
export function printValue(
  m: Machine,
  slot: Slot,
  limits: PrintLimits = everything,
  derivations = false,
): string {
  return render(m, slot, {
    limits,
    fn: describeFunction,
    thunk: marked("thunk"),
    set: derivations ? derivationText : () => null,
  });
}

/** A value as messages show it: shortened. */
export function printForError(m: Machine, slot: Slot): string {
  return printValue(m, slot, errorLimits);
}

/** A value as `builtins.trace` of this profile shows it. */
export function printForTrace(m: Machine, slot: Slot): string {
  return m.profile.newPrinter ? printValue(m, slot) : print(m, slot);
}

const leftQuote = "\xc2\xab";
const rightQuote = "\xc2\xbb";

/** Text of ours between guillemets, which in byte strings are two bytes each. */
function marked(text: string): string {
  return leftQuote + text + rightQuote;
}

function describeFunction(value: Closure | Builtin | PartialApp): string {
  if (value instanceof Builtin) return marked(`primop ${value.name}`);
  if (value instanceof PartialApp) return marked(`partially applied primop ${value.builtin.name}`);
  const { expr, unit } = value.lambda;
  const { origin } = unit.source;
  const { line, column } = unit.source.locate(expr.start);
  const place =
    origin.type === "file" ? origin.path : origin.type === "internal" ? origin.name : marked(origin.type);
  const name = expr.name >= 0 ? ` ${unit.names[expr.name]!}` : "";
  return marked(`lambda${name} @ ${place}:${line}:${column}`);
}

/** The value of a slot if it is known by now. */
function known(slot: Slot | undefined): Value | undefined {
  if (!(slot instanceof Thunk)) return slot;
  arrive(slot);
  return slot.code === null ? (slot.state as Value) : undefined;
}

function derivationText(m: Machine, value: Attrs): string | null {
  if (known(value.get(m.known.type)) !== "derivation") return null;
  const path = known(value.get(m.known.drvPath));
  const text = typeof path === "string" ? path : path instanceof ContextString ? path.text : "???";
  return marked(`derivation ${text}`);
}

const needsEscape = /["\\\n\r\t]|\$\{/;
const escapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "${": "\\${",
};

/** A string as a Nix literal. */
export function printString(text: string): string {
  if (!needsEscape.test(text)) return `"${text}"`;
  return `"${text.replace(/["\\\n\r\t]|\$\{/g, (c) => escapes[c]!)}"`;
}

const keywords = new Set(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"]);

/** An attribute's name, quoted unless it is an identifier. */
export function printName(m: Machine, name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name)) {
    // 2.8 escapes every dollar in names, though not in strings.
    if (!m.profile.newPrinter)
      return `"${name.replace(/["\\\n\r\t$]/g, (c) => (c === "$" ? "\\$" : escapes[c]!))}"`;
    return printString(name);
  }
  // 2.8 knows of one keyword only.
  const quote = m.profile.newPrinter ? keywords.has(name) : name === "if";
  return quote ? `"${name}"` : name;
}

/** A list or set being printed. */
interface Frame {
  /** Null for a list. */
  set: Attrs | null;
  slots: readonly Slot[];
  /** For sets: indices in order of the names. */
  order: Int32Array | null;
  next: number;
}

/** Lists up to this length live inside their cell in C++, so a copy of the cell is another list. */
const inlineList = 2;

/** What tells a list or set met again: for short lists the cell, else the elements. Null: never (empty). */
function identity(slot: Slot, value: readonly Slot[] | Attrs): object | null {
  if (value instanceof Attrs) return value.empty ? null : value;
  if (value.length === 0) return null;
  return value.length <= inlineList && slot instanceof Thunk ? slot : value;
}

function render(m: Machine, root: Slot, style: Style): string {
  const { limits } = style;
  const out: string[] = [];
  const seen = new Set<object>();
  const stack: Frame[] = [];
  let attrsShown = 0;
  let itemsShown = 0;
  let steps = 0;

  /** Prints a slot, or its beginning if it is a list or set. */
  const begin = (slot: Slot): void => {
    const value = known(slot);
    if (value === undefined) {
      out.push(suspended(m, slot as Thunk, style));
      return;
    }
    if (!(value instanceof Attrs || Array.isArray(value))) {
      out.push(leaf(value, style));
      return;
    }
    const key = identity(slot, value);
    if (key !== null) {
      if (seen.has(key)) {
        out.push(marked("repeated"));
        return;
      }
      seen.add(key);
    }
    const isSet = value instanceof Attrs;
    const instead = isSet ? style.set(m, value) : null;
    if (instead !== null) {
      out.push(instead);
    } else if (stack.length >= limits.depth && key !== null) {
      out.push(isSet ? "{ ... }" : "[ ... ]");
    } else if (isSet) {
      const flat = value.flat();
      stack.push({ set: flat, slots: flat.values, order: flat.keys.byName(m.symbols), next: 0 });
      out.push("{ ");
    } else {
      stack.push({ set: null, slots: value, order: null, next: 0 });
      out.push("[ ");
    }
  };

  begin(root);
  for (let frame = stack[stack.length - 1]; frame !== undefined; frame = stack[stack.length - 1]) {
    if ((++steps & 1023) === 0) m.poll();
    const { set, slots } = frame;
    const rest = slots.length - frame.next;
    if (frame.next > 0 && set !== null) out.push("; ");
    else if (frame.next > 0) out.push(" ");
    const full = set !== null ? attrsShown >= limits.attrs : itemsShown >= limits.items;
    if (rest === 0 || full) {
      if (rest > 0) out.push(elided(rest, set !== null ? "attribute" : "item"), " ");
      out.push(set !== null ? "}" : "]");
      stack.pop();
    } else if (set !== null) {
      const i = frame.order![frame.next++]!;
      attrsShown++;
      out.push(printName(m, m.symbols.names[set.keys.ids[i]!]!), " = ");
      begin(slots[i]!);
    } else {
      itemsShown++;
      begin(slots[frame.next++]!);
    }
  }
  return out.join("");
}

function elided(count: number, what: string): string {
  return marked(`${count} ${what}${count === 1 ? "" : "s"} elided`);
}

function suspended(m: Machine, thunk: Thunk, style: Style): string {
  if (thunk.code === blackhole) return marked("potential infinite recursion");
  if (thunk.code === failed && m.profile.newPrinter) return marked("failed");
  return style.thunk;
}

function leaf(value: Exclude<Value, Attrs | Slot[]>, style: Style): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return value ? "true" : "false";
    case "number":
    case "bigint":
      return String(value);
    case "string":
      return limited(value, style.limits.string);
  }
  if (value instanceof ContextString) return limited(value.text, style.limits.string);
  if (value instanceof Float) return formatG(value);
  if (value instanceof Path) return value.path;
  return style.fn(value);
}

function limited(text: string, limit: number): string {
  if (text.length <= limit) return printString(text);
  const rest = text.length - limit;
  return `${printString(text.slice(0, limit))} ${marked(`${rest} byte${rest === 1 ? "" : "s"} elided`)}`;
}
