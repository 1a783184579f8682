/** The derivations in a value, as `nix-instantiate` looks for them. */
import {
  Attrs,
  describe,
  ContextString,
  type Evaluator,
  NixError,
  type Slot,
  textOf,
  type Value,
} from "../eval/index.ts";
import { splitStorePath } from "../nix-compat/index.ts";

/** A derivation and which of its outputs is meant. */
export interface FoundDerivation {
  drvPath: string;
  output: string;
}

/** Attributes are looked into where their names are of this form. */
const plainName = /^[A-Za-z_][A-Za-z0-9\-_+]*$/;

/** A value that holds itself, marked to be looked into, would otherwise be followed for ever. */
const deepest = 10_000;

/** A value that is still to be looked at. */
interface Pending {
  slot: Slot;
  depth: number;
  /** Whether it is looked into only if it is a set that says `recurseForDerivations = true`. */
  ifMarked: boolean;
}

/**
 * The derivations in a value, in the order of Nix: those in lists, in the sets it holds by name, and so on below
 * lists and sets that say `recurseForDerivations = true`. All are found before the first is yielded.
 * @param args - for functions on the way, as for {@link Evaluator.autoCall}
 * @throws NixError where something else is found
 */
export function* findDerivations(
  evaluator: Evaluator,
  value: Value,
  args: ReadonlyMap<string, Slot>,
  storeDir: string,
): Generator<FoundDerivation> {
  const found = new Set<Attrs>();
  const pending: Pending[] = [{ slot: value, depth: 0, ifMarked: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const at = evaluator.force(next.slot);
    if (next.ifMarked && !isDerivation(evaluator, at) && !isMarked(evaluator, at)) continue;
    const here = isDerivation(evaluator, at) ? at : evaluator.autoCall(at, args);
    if (isDerivation(evaluator, here)) {
      if (!found.has(here)) nameOf(evaluator, here);
      found.add(here);
    } else {
      if (next.depth === deepest) {
        throw new NixError("call-depth", `derivations were looked for ${deepest} sets and lists deep`);
      }
      const below = inside(evaluator, here, next.depth + 1);
      for (let i = below.length - 1; i >= 0; i--) pending.push(below[i]!);
    }
  }
  for (const attrs of found) yield whatIs(evaluator, attrs, storeDir);
}

function attribute(evaluator: Evaluator, attrs: Attrs, name: string): Value | undefined {
  const slot = attrs.get(evaluator.machine.symbols.find(name));
  return slot === undefined ? undefined : evaluator.force(slot);
}

function isDerivation(evaluator: Evaluator, value: Value): value is Attrs {
  if (!(value instanceof Attrs)) return false;
  const type = attribute(evaluator, value, "type");
  return (typeof type === "string" || type instanceof ContextString) && textOf(type) === "derivation";
}

function isMarked(evaluator: Evaluator, value: Value): boolean {
  if (!(value instanceof Attrs)) return false;
  const mark = attribute(evaluator, value, "recurseForDerivations") ?? false;
  if (typeof mark === "boolean") return mark;
  throw new NixError(
    "type",
    `the attribute 'recurseForDerivations' should be a Boolean but is ${describe(mark)}`,
  );
}

/** What a list or set holds that is to be looked at. @throws NixError for any other value */
function inside(evaluator: Evaluator, value: Value, depth: number): Pending[] {
  if (Array.isArray(value)) return value.map((slot: Slot) => ({ slot, depth, ifMarked: false }));
  if (!(value instanceof Attrs)) {
    throw new NixError("type", "expression does not evaluate to a derivation (or a set or list of those)");
  }
  const { symbols } = evaluator.machine;
  const { keys, values } = value.flat();
  // What channels are combined by: every member counts.
  const ifMarked = value.get(symbols.find("_combineChannels")) === undefined;
  return [...keys.byName(symbols)]
    .filter((i) => plainName.test(symbols.names[keys.ids[i]!]!))
    .map((i) => ({ slot: values[i]!, depth, ifMarked }));
}

/** A string attribute without context. @throws NixError for anything else */
function plainString(value: Value, what: string): string {
  if (typeof value === "string") return value;
  if (value instanceof ContextString) {
    throw new NixError("context", `${what} is not allowed to refer to a store path`);
  }
  throw new NixError("type", `${what} should be a string but is ${describe(value)}`);
}

function nameOf(evaluator: Evaluator, attrs: Attrs): string {
  const name = attribute(evaluator, attrs, "name");
  if (name === undefined) throw new NixError("missing-attribute", "derivation name missing");
  return plainString(name, "the name of a derivation");
}

function whatIs(evaluator: Evaluator, attrs: Attrs, storeDir: string): FoundDerivation {
  const path = attribute(evaluator, attrs, "drvPath");
  if (path === undefined) {
    throw new NixError("missing-attribute", "derivation does not contain a 'drvPath' attribute");
  }
  const drvPath = evaluator.toText(path);
  const split = splitStorePath(drvPath, storeDir);
  if (split === null || split.rest !== "") {
    throw new NixError("value", `path '${drvPath}' is not in the Nix store`);
  }
  const output = attribute(evaluator, attrs, "outputName");
  const name = output === undefined ? "" : plainString(output, "the 'outputName' of a derivation");
  if (name === "") {
    throw new NixError("missing-attribute", `derivation '${drvPath}' lacks an 'outputName' attribute`);
  }
  return { drvPath, output: name };
}
