/** Attribute names that are computed. */
import type { Machine } from "../machine.ts";
import { forceStringNoContext } from "./coerce.ts";
import type { Steps } from "./primitives.ts";
import type { Value } from "../values/value.ts";

/** A computed attribute name. @throws NixError if it is no string or has a context */
export function* attributeName(m: Machine, value: Value): Steps<string> {
  return yield* forceStringNoContext(m, value);
}
