/** What is told of builtins: a large text, brought when the first of them is shown. */
import { type BuiltinDoc, loadBuiltinDocs } from "../../core/eval/index.ts";
import type { ValueSummary } from "../values-protocol.ts";

let docs: Promise<ReadonlyMap<string, BuiltinDoc>> | null = null;

/** Gives builtins among values their `doc`; where that can't be had, they have none. */
export async function addBuiltinDocs(summaries: readonly ValueSummary[]): Promise<void> {
  const builtins = summaries.filter(({ type }) => type === "builtin");
  if (builtins.length === 0) return;
  docs ??= loadBuiltinDocs();
  try {
    const known = await docs;
    for (const summary of builtins) summary.doc = known.get(nameOf(summary))?.text ?? null;
  } catch {
    // Whoever was offline may ask again; values are shown without.
    docs = null;
  }
}

/** `map`, of `builtins.map` and `builtins.map …`. */
function nameOf({ text }: ValueSummary): string {
  return text.replace(/^builtins\./, "").replace(/ .*/, "");
}
