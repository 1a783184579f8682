/** The part of the evaluator for deep nesting. */
export { deepParts } from "../../core/eval/index.ts";
