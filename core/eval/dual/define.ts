/** How a builtin is declared; what it does is told in `builtin-docs/`. */
import type { Machine } from "../machine.ts";
import type { Slot, Value } from "../values/value.ts";
import type { Steps } from "./primitives.ts";

/** A builtin's declaration; tables of them are this folder's and its derived twin's product. */
export interface Definition {
  /** Without `__`. */
  name: string;
  /** Names of the parameters, as documented. Their number is the arity. */
  params: readonly string[];
  run: (m: Machine, ...args: Slot[]) => Steps<Value>;
}

/** Declares a builtin function. */
export function define(
  name: string,
  params: readonly string[],
  run: (m: Machine, ...args: Slot[]) => Steps<Value>,
): Definition {
  return { name, params, run };
}
