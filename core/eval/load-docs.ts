/** The documentation of builtins: a large module that is loaded when it is first asked for. */
import type { BuiltinDoc } from "./builtin-docs/types.ts";

/** Entries of all builtins of all profiles, by name. */
export function loadBuiltinDocs(): Promise<ReadonlyMap<string, BuiltinDoc>> {
  return import("./builtin-docs/index.ts").then((module) => module.builtinDocs);
}
