/** Marks from two sides in one list. */
import type { Diagnostic as Mark } from "@codemirror/lint";

/** The language's marks, and those of an evaluation that say something else: of equal ones the first know fixes. */
export function mergeMarks(language: readonly Mark[], evaluation: readonly Mark[]): Mark[] {
  const known = new Set(language.map(keyOf));
  return [...language, ...evaluation.filter((mark) => !known.has(keyOf(mark)))];
}

function keyOf({ from, message }: Mark): string {
  return `${from} ${message}`;
}
