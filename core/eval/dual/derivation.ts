/** `derivationStrict`: evaluates a derivation's attributes and hands them to the store (manual, "Derivations"). */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { storeOf, type DerivationRequest } from "../store-hooks.ts";
import { asNixError } from "../trace.ts";
import { Attrs } from "../values/attrs.ts";
import { settleSlot } from "../values/cells.ts";
import { lateSlot } from "../values/late.ts";
import { quoteJson } from "../json/index.ts";
import {
  contextOf,
  ContextString,
  textOf,
  type List,
  type Reference,
  type Slot,
  type Value,
} from "../values/value.ts";
import { coerceSlot, Coercion, forceBool, forceList, forceString, forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { valueToJson } from "./json.ts";
import { force, type Steps } from "./primitives.ts";
import { forceAttrs } from "./types.ts";

/** A request in the making. */
interface Draft extends DerivationRequest {
  outputs: readonly string[];
  system: string;
  builder: string;
  args: readonly string[];
  /** As long as it can get; {@link count} of its places are filled. */
  env: string[];
  count: number;
  context: Set<Reference>;
  outputHash: string | null;
  outputHashAlgo: string | null;
  outputHashMode: string | null;
  contentAddressed: boolean;
  impure: boolean;
  /** Whether null attributes are left out. */
  ignoreNulls: boolean;
  /** With structured attributes: members of the JSON object so far; else null. */
  json: string[] | null;
}

function addTo(this: Set<Reference>, element: Reference): void {
  this.add(element);
}

/** Keeps what a string refers to; answers its bytes. */
function noted(draft: Draft, string: string | ContextString): string {
  if (typeof string === "string") return string;
  string.context.forEach(addTo, draft.context);
  return string.text;
}

/** Checks and keeps the names of outputs. @throws NixError */
function setOutputs(m: Machine, draft: Draft, names: readonly string[]): void {
  const { reservedOutput } = m.profile;
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new NixError("value", `duplicate derivation output '${name}'`);
    if (name === reservedOutput) throw new NixError("value", `invalid derivation output name '${name}'`);
    seen.add(name);
  }
  if (names.length === 0) throw new NixError("value", "derivation cannot have an empty set of outputs");
  draft.outputs = names;
}

function words(text: string): string[] {
  if (!/[ \t\n\r]/.test(text)) return text === "" ? [] : [text];
  return text.split(/[ \t\n\r]+/).filter((word) => word !== "");
}

/** Requires a feature where an attribute is true. @throws NixError */
function requireFeature(m: Machine, attribute: string, feature: string): void {
  if (m.settings.features.has(feature)) return;
  throw new NixError(
    "unsupported",
    `experimental Nix feature '${feature}' is disabled, and '${attribute}' needs it; add '--extra-experimental-features ${feature}' to enable it`,
  );
}

/** An attribute of a derivation with `__structuredAttrs`. */
export function* structuredAttribute(m: Machine, draft: Draft, name: string, value: Value): Steps<void> {
  switch (name) {
    case "__structuredAttrs":
      return;
    case "builder":
      draft.builder = noted(draft, yield* forceString(m, value));
      break;
    case "system":
      draft.system = yield* forceStringNoContext(m, value);
      break;
    case "outputHash":
      draft.outputHash = yield* forceStringNoContext(m, value);
      break;
    case "outputHashAlgo":
      draft.outputHashAlgo = yield* forceStringNoContext(m, value);
      break;
    case "outputHashMode":
      draft.outputHashMode = yield* forceStringNoContext(m, value);
      break;
    case "outputs": {
      const names: string[] = [];
      for (const item of yield* forceList(m, value)) names.push(yield* forceStringNoContext(m, item));
      setOutputs(m, draft, names);
      break;
    }
  }
  const json = noted(draft, yield* valueToJson(m, value, true));
  draft.json!.push(`${quoteJson(name, m.profile)}:${json}`);
}

/** Attributes that are more than variables of the environment. */
const special: ReadonlySet<string> = new Set([
  "__contentAddressed",
  "__impure",
  "args",
  "builder",
  "outputHash",
  "outputHashAlgo",
  "outputHashMode",
  "outputs",
  "system",
]);

function add(draft: Draft, name: string, text: string): void {
  draft.env[draft.count++] = name;
  draft.env[draft.count++] = text;
}

/** A variable of the environment; answers its text. */
export function* variable(m: Machine, draft: Draft, name: string, value: Value): Steps<string> {
  const string =
    typeof value === "string" || value instanceof ContextString
      ? value
      : yield* coerceSlot(m, value, Coercion.Strong | Coercion.Copy);
  const text = noted(draft, string);
  add(draft, name, text);
  return text;
}

/** An attribute of an ordinary derivation. */
export function* plainAttribute(m: Machine, draft: Draft, name: string, value: Value): Steps<void> {
  const text = yield* variable(m, draft, name, value);
  switch (name) {
    case "builder":
      draft.builder = text;
      break;
    case "system":
      draft.system = text;
      break;
    case "outputHash":
      draft.outputHash = text;
      break;
    case "outputHashAlgo":
      draft.outputHashAlgo = text;
      break;
    case "outputHashMode":
      draft.outputHashMode = text;
      break;
    case "outputs":
      // What they are already.
      if (text !== "out") setOutputs(m, draft, words(text));
      break;
  }
}

/** The arguments of the builder. */
export function* builderArguments(m: Machine, draft: Draft, list: List): Steps<void> {
  const args = new Array<string>(list.length);
  for (let i = 0; i < list.length; i++) {
    args[i] = noted(draft, yield* coerceSlot(m, list[i]!, Coercion.Strong | Coercion.Copy));
  }
  draft.args = args;
}

/** Evaluates an attribute into the request that is more than a variable. */
export function* attribute(m: Machine, draft: Draft, name: string, slot: Slot): Steps<void> {
  if (name === "__contentAddressed") {
    draft.contentAddressed = yield* forceBool(m, slot);
    if (draft.contentAddressed) requireFeature(m, name, "ca-derivations");
  } else if (name === "__impure") {
    draft.impure = yield* forceBool(m, slot);
  } else if (name === "args") {
    const value = yield* force(m, slot);
    if (value === null && draft.ignoreNulls) return;
    yield* builderArguments(m, draft, yield* forceList(m, value));
  } else {
    const value = yield* force(m, slot);
    if (value === null && draft.ignoreNulls) return;
    if (draft.json !== null) yield* structuredAttribute(m, draft, name, value);
    else yield* plainAttribute(m, draft, name, value);
  }
}

/** A flag among the attributes; false if absent. */
function* flag(m: Machine, attrs: Attrs, name: string): Steps<boolean> {
  const slot = attrs.get(m.symbols.find(name));
  return slot !== undefined && (yield* forceBool(m, slot));
}

/** Evaluates all attributes, in the order of their names. */
export function* draftOf(m: Machine, attrs: Attrs, name: string): Steps<Draft> {
  const structured = yield* flag(m, attrs, "__structuredAttrs");
  const { keys, values } = attrs;
  const order = keys.byName(m.symbols);
  const draft: Draft = {
    name,
    outputs: ["out"],
    system: "",
    builder: "",
    args: [],
    // At once: what grows leaves a smaller one behind each time.
    env: new Array<string>(Math.max(2, 2 * order.length)),
    count: 0,
    context: new Set(),
    outputHash: null,
    outputHashAlgo: null,
    outputHashMode: null,
    contentAddressed: false,
    impure: false,
    ignoreNulls: yield* flag(m, attrs, "__ignoreNulls"),
    json: structured ? [] : null,
  };
  const mark = m.mark();
  let key = "";
  let i = 0;
  try {
    for (; i < order.length; i++) {
      key = m.symbols.names[keys.ids[order[i]!]!]!;
      if (key === "__ignoreNulls") continue;
      const at = order[i]!;
      const slot = values[at]!;
      if (!structured && !special.has(key)) {
        // Most are nothing else, and strings.
        const value = yield* force(m, slot);
        if (typeof value === "string") add(draft, key, value);
        else if (value !== null || !draft.ignoreNulls) yield* variable(m, draft, key, value);
      } else yield* attribute(m, draft, key, slot);
      settleSlot(values, at);
    }
  } catch (e) {
    m.restore(mark);
    const error = asNixError(e);
    const at = attrs.positionAt(order[i]!);
    const span = at === null ? null : { source: at.source, start: at.offset, end: at.offset + 1 };
    error.push(`while evaluating the attribute '${key}' of the derivation '${name}'`, span);
    throw error;
  }
  // It is the only variable then.
  if (draft.json !== null) add(draft, "__json", `{${draft.json.join(",")}}`);
  draft.env.length = draft.count;
  return draft;
}

function* derivationStrict(m: Machine, args: Slot): Steps<Value> {
  const attrs = (yield* forceAttrs(m, args)).flat();
  const nameSlot = attrs.get(m.known.name);
  if (nameSlot === undefined) throw new NixError("missing-attribute", "required attribute 'name' missing");
  const mark = m.mark();
  let name: string;
  try {
    name = yield* forceStringNoContext(m, nameSlot);
  } catch (e) {
    m.restore(mark);
    const error = asNixError(e);
    error.push("while evaluating the derivation attribute 'name'", null);
    throw error;
  }
  const draft = yield* draftOf(m, attrs, name);
  const { drvPath, outputs } = storeOf(m, "derivationStrict").derive(draft);
  m.allocate(4096);
  const ids = [m.known.drvPath];
  const values: Slot[] = [lateSlot(drvPath)];
  for (let i = 0; i < outputs.length; i++) {
    ids.push(m.symbols.intern(draft.outputs[i]!));
    values.push(outputs[i]!);
  }
  return Attrs.from(ids, values);
}

function* outputOf(m: Machine, drv: Slot, output: Slot): Steps<Value> {
  const string = yield* coerceSlot(m, drv, Coercion.Weak);
  const name = yield* forceStringNoContext(m, output);
  return storeOf(m, "outputOf").outputOf(textOf(string), contextOf(string), name);
}

export const derivationBuiltins: readonly Definition[] = [
  define("derivationStrict", ["args"], derivationStrict),
  define("outputOf", ["drv", "output"], outputOf),
];
