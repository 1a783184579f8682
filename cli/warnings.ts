/** Warnings as lines of text. */
import { placeOf, type Warning } from "../core/eval/index.ts";

/** A warning with its place, without a line end. A byte string. */
export function warningLine(warning: Warning): string {
  return `warning: ${warning.message}\n         at ${placeOf(warning.span)} (${warning.code})`;
}
