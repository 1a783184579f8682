/** Values on one line of Nix. Nothing is forced. */
import {
  Attrs,
  Builtin,
  Closure,
  ContextString,
  type Expr,
  type Machine,
  PartialApp,
  Path,
  peek,
  printName,
  printString,
  printValue,
  type Slot,
  type Value,
} from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import { characterStart } from "./kept-text.ts";
import { firstNames } from "./names.ts";

/** Characters of a line, about. */
const lineLength = 200;

/** Characters of a string inside of a list. */
const innerLength = 40;

/** Elements or names looked at for a line. */
const mostItems = 40;

const more = "…";

export interface Line {
  text: string;
  /** Whether something is left out. */
  cut: boolean;
}

/** A value on one line. */
export function lineOf(m: Machine, value: Value): Line {
  if (typeof value === "string") return stringLine(value, lineLength);
  if (value instanceof ContextString) return stringLine(value.text, lineLength);
  if (value instanceof Path) return pathLine(value.path);
  if (value instanceof Attrs) return setLine(m, value);
  if (Array.isArray(value)) return listLine(m, value);
  if (value instanceof Closure) return { text: functionHead(value), cut: false };
  if (value instanceof Builtin) return { text: `builtins.${value.name}`, cut: false };
  if (value instanceof PartialApp) return { text: `builtins.${value.builtin.name} ${more}`, cut: true };
  return { text: printValue(m, value), cut: false };
}

function stringLine(text: string, length: number): Line {
  const whole = text.length <= length;
  for (let kept = length; ; kept >>= 1) {
    const bytes = whole && kept === length ? text : text.slice(0, characterStart(text, kept));
    const line = fromBytes(printString(bytes));
    // Escapes make it longer.
    if (line.length > length + 40) continue;
    const cut = bytes.length < text.length;
    return { text: cut ? `${line.slice(0, -1)}${more}"` : line, cut };
  }
}

function pathLine(path: string): Line {
  if (path.length <= lineLength) return { text: fromBytes(path), cut: false };
  return { text: fromBytes(path.slice(0, characterStart(path, lineLength))) + more, cut: true };
}

function setLine(m: Machine, value: Attrs): Line {
  if (value.empty) return { text: "{ }", cut: false };
  const names = firstNames(m, value, mostItems).map((name) => fromBytes(printName(m, name)));
  return enclosed("{ ", ", ", " }", names, value.size);
}

function listLine(m: Machine, value: readonly Slot[]): Line {
  if (value.length === 0) return { text: "[ ]", cut: false };
  const items = value.slice(0, mostItems).map((slot) => itemText(m, slot));
  // Of elements nobody evaluated there is nothing to tell.
  if (items.every((item) => item === more)) return { text: `[ ${more} ]`, cut: true };
  const line = enclosed("[ ", " ", " ]", items, value.length);
  return { text: line.text, cut: line.cut || line.text.includes(more) };
}

/** An element as part of a line. */
function itemText(m: Machine, slot: Slot): string {
  const peeked = peek(slot);
  if (peeked.type !== "value") return more;
  const { value } = peeked;
  if (value instanceof Attrs) return value.empty ? "{ }" : `{ ${more} }`;
  if (Array.isArray(value)) return value.length === 0 ? "[ ]" : `[ ${more} ]`;
  if (typeof value === "string") return stringLine(value, innerLength).text;
  if (value instanceof ContextString) return stringLine(value.text, innerLength).text;
  const { text } = lineOf(m, value);
  return value instanceof Closure || value instanceof PartialApp ? `(${text})` : text;
}

function enclosed(
  open: string,
  between: string,
  close: string,
  items: readonly string[],
  total: number,
): Line {
  let text = open;
  for (const [i, item] of items.entries()) {
    const next = (i === 0 ? "" : between) + item;
    if (i > 0 && text.length + next.length > lineLength)
      return { text: text + between + more + close, cut: true };
    text += next;
  }
  const cut = items.length < total;
  return { text: text + (cut ? between + more : "") + close, cut };
}

/** `x: …`, `{ a, b ? …, ... }@args: …` */
function functionHead({ lambda }: Closure): string {
  const { expr, unit } = lambda;
  const name = (index: number): string => fromBytes(unit.names[index]!);
  const param = expr.param < 0 ? "" : name(expr.param);
  if (expr.formals === null) return `${param}: ${more}`;
  const { formals, ellipsis } = expr.formals;
  const items = formals.map((formal: { name: number; fallback: Expr | null }) =>
    formal.fallback === null ? name(formal.name) : `${name(formal.name)} ? ${more}`,
  );
  if (ellipsis) items.push("...");
  const shown = enclosed("{ ", ", ", " }", items, items.length).text;
  return `${items.length === 0 ? "{ }" : shown}${param === "" ? "" : `@${param}`}: ${more}`;
}
