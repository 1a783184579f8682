/** What opens over a tree: more than a row has room for. */
import type { EvaluateError, ValueSummary } from "../../../workers/index.ts";

export type Viewed =
  | { type: "string"; path: string; value: ValueSummary }
  | { type: "error"; path: string; error: EvaluateError }
  | { type: "function"; path: string; value: ValueSummary };

/** What a value opens; null when its row shows all of it. */
export function viewedOf(path: string, value: ValueSummary): Viewed | null {
  if (value.error !== null) return { type: "error", path, error: value.error };
  if (value.type === "string") return { type: "string", path, value };
  if (value.type === "lambda" || value.type === "builtin") return { type: "function", path, value };
  return null;
}
