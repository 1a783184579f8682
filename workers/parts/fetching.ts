/** The part of the evaluator that fetches. */
export { makeFetches } from "../../core/glue/index.ts";
