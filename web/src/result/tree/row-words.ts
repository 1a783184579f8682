/** What rows say: types in words, colours, sizes. */
import type { ValueSummary, ValueType } from "../../../../workers/index.ts";
import { formatNumberOf, formatSize } from "../../format.ts";

const words: Record<ValueType, string> = {
  null: "null",
  bool: "Boolean",
  int: "integer",
  float: "float",
  string: "string",
  path: "path",
  list: "list",
  set: "attribute set",
  lambda: "function",
  builtin: "built-in function",
  thunk: "not evaluated yet",
  failed: "failed",
};

/** A value's type as Nix calls it; `derivation` for sets that are one. */
export function typeWord(value: ValueSummary): string {
  return value.derivation === null ? words[value.type] : "derivation";
}

/** The class that colours a value. */
export function typeClass(value: ValueSummary): string {
  return value.derivation === null ? `type-${value.type}` : "type-derivation";
}

/** Whether a row unfolds. A thunk may: that is seen when it is forced. */
export function unfolds(value: ValueSummary): boolean {
  return value.type === "thunk" || ((value.type === "set" || value.type === "list") && value.size > 0);
}

/** Whether there is more to a value than its row shows: a whole string, an error, a comment. */
export function opensElsewhere(value: ValueSummary): boolean {
  switch (value.type) {
    case "string":
      return value.cut || value.context.length > 0 || value.text.includes("\\n");
    case "failed":
      return true;
    case "lambda":
    case "builtin":
      return value.doc !== null || value.cut;
    case "null":
    case "bool":
    case "int":
    case "float":
    case "path":
    case "list":
    case "set":
    case "thunk":
      return false;
  }
}

/** How large a value is where its row leaves something out; "" otherwise. */
export function sizeWord(value: ValueSummary): string {
  if (value.derivation !== null) return "";
  if (value.type === "set" && (value.cut || value.size > 3)) return formatNumberOf(value.size, "attribute");
  if (value.type === "list" && (value.cut || value.size > 3)) return formatNumberOf(value.size, "element");
  if (value.type === "string" && value.cut) return formatSize(value.size);
  return "";
}

/** What a row shows of a value. */
export function rowText(value: ValueSummary): string {
  if (value.type === "failed") return `error: ${firstLine(value.error?.message ?? value.text)}`;
  if (value.derivation !== null) return value.derivation;
  if (value.type === "thunk") return "…";
  return value.text;
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : `${text.slice(0, end)} …`;
}
