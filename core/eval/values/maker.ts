/** How compiled code makes slots without evaluating anything. */
import { Code } from "./code.ts";
import { Thunk, type Slot } from "./value.ts";

/**
 * Makes a slot in an environment: a code stands for a new thunk of it, what is neither code nor function is the
 * slot itself. Most are one of these, and a function with its scope takes a hundred bytes.
 */
export type Maker<E = never> = Code | ((env: E) => Slot) | Slot;

/** A slot as its maker says; total: it never throws and never runs user code. */
export function makeSlot<E extends object | null>(maker: Maker<E>, env: E): Slot {
  if (typeof maker === "function") return maker(env);
  return maker instanceof Code ? new Thunk(maker, env) : maker;
}
