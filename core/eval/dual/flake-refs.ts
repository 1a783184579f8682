/** Builtins on the spelling of flake references. */
import { NixError } from "../errors.ts";
import { flakeRefToString, parseFlakeRef, type FlakeRefValue } from "../flake-ref.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { isInt, isString, textOf, type Slot } from "../values/value.ts";
import { forceAttrs, forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { force } from "./primitives.ts";
import { typeName } from "../values/describe.ts";

/** @throws NixError unless the experimental feature `flakes` is on. */
function requireFlakes(m: Machine): void {
  if (m.settings.features.has("flakes")) return;
  throw new NixError(
    "unsupported",
    "experimental Nix feature 'flakes' is disabled; add '--extra-experimental-features flakes' to enable it",
  );
}

/** Runs a function on flake references, turning what it throws into an error of ours. */
function checked<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NixError) throw error;
    throw new NixError("value", (error as Error).message);
  }
}

export const flakeRefBuiltins: readonly Definition[] = [
  define("parseFlakeRef", ["flake-ref"], function* (m, flakeRef) {
    requireFlakes(m);
    const text = yield* forceStringNoContext(m, flakeRef);
    const parts = checked(() => parseFlakeRef(text));
    const ids: number[] = [];
    const values: Slot[] = [];
    for (const [name, value] of parts) {
      ids.push(m.symbols.intern(name));
      values.push(value);
    }
    return Attrs.from(ids, values);
  }),
  define("flakeRefToString", ["attrs"], function* (m, attrs) {
    requireFlakes(m);
    const set = (yield* forceAttrs(m, attrs)).flat();
    const parts = new Map<string, FlakeRefValue>();
    for (const i of set.keys.byName(m.symbols)) {
      const name = m.symbols.names[set.keys.ids[i]!]!;
      const value = yield* force(m, set.values[i]!);
      if (isInt(value)) {
        if (value < 0) {
          throw new NixError("value", `negative value given for flake ref attr ${name}: ${value}`);
        }
        parts.set(name, value);
      } else if (typeof value === "boolean") {
        parts.set(name, value);
      } else if (isString(value)) {
        parts.set(name, textOf(value));
      } else {
        const type = typeName(value);
        throw new NixError(
          "type",
          `flake reference attribute sets may only contain integers, Booleans, and strings, but attribute '${name}' is ${type}`,
        );
      }
    }
    return checked(() => flakeRefToString(parts));
  }),
];
