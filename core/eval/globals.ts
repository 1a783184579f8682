/** The names that are always in scope: builtins, `builtins` itself, and the constants. */
import type { Deep } from "./deep.ts";
import { builtinDefinitions } from "./direct/index.ts";
import { derivationText } from "./derivation-text.ts";
import { force } from "./fast/primitives.ts";
import type { Machine } from "./machine.ts";
import { rareParams } from "./rare-names.ts";
import { Attrs } from "./values/attrs.ts";
import { Code } from "./values/code.ts";
import { Builtin, Thunk, type Slot, type Value } from "./values/value.ts";

/** JavaScript frames it takes to parse and force. */
const lazyCost = 30;

/** Builtins that are global under their own name; the others are global as `__name`. */
const unprefixed = new Set([
  "abort",
  "baseNameOf",
  "break",
  "derivation",
  "derivationStrict",
  "dirOf",
  "fetchGit",
  "fetchMercurial",
  "fetchTarball",
  "fetchTree",
  "fromTOML",
  "import",
  "isNull",
  "map",
  "placeholder",
  "removeAttrs",
  "scopedImport",
  "throw",
  "toString",
]);

/** Features that turn on builtins which are otherwise absent, as in Nix's `experimental-features`. */
const featureOf: Readonly<Record<string, string>> = {
  fetchTree: "fetch-tree",
  fetchClosure: "fetch-closure",
  getFlake: "flakes",
  parseFlakeRef: "flakes",
  flakeRefToString: "flakes",
  outputOf: "dynamic-derivations",
};

/** A builtin added by whoever embeds the evaluator. */
export interface ExtraBuiltin {
  name: string;
  /** Parameter names; at least one. */
  params: readonly string[];
  /** Gets its arguments as slots (see `Evaluator.force`); returns a value. Throws `NixError` on failure. */
  run: (m: Machine, ...args: Slot[]) => Value;
  /** Also global under its own name. */
  global?: boolean;
}

/** The builtin an embedder's declaration stands for. */
export function extraBuiltin({ name, params, run }: ExtraBuiltin): Builtin {
  const steps = function* (m: Machine, ...args: Slot[]): Generator<unknown, Value, unknown> {
    return run(m, ...args);
  };
  return new Builtin(name, params, run as Builtin["direct"], steps as Builtin["steps"]);
}

function isMissing(m: Machine, name: string): boolean {
  if (!m.profile.missingBuiltins.has(name)) return false;
  const feature = featureOf[name];
  const { features } = m.settings;
  return (
    feature === undefined || !(features.has(feature) || (features.has("flakes") && feature === "fetch-tree"))
  );
}

/**
 * Fills `m.globals` and `m.builtins`.
 * @param extra - builtins to add, or to put in the place of ours
 * @param values - constants to add to the globals
 * @param deep - where the builtins' forms for the VM and the rare builtins are
 */
export function installGlobals(
  m: Machine,
  extra: readonly ExtraBuiltin[],
  values: ReadonlyMap<string, Value>,
  deep: Deep | (() => Deep),
): void {
  const members = new Map<string, Slot>();
  const { globals, settings } = m;
  const add = (name: string, value: Slot, global: string): void => {
    members.set(name, value);
    globals.set(global, value);
  };
  for (const name of ["true", "false", "null"] as const) add(name, JSON.parse(name) as Value, name);
  const addOurs = (name: string, params: readonly string[], direct: Builtin["direct"]): void => {
    if (isMissing(m, name)) return;
    const steps = typeof deep === "function" ? lateSteps(name, deep) : deep.builtins.get(name)!;
    add(name, new Builtin(name, params, direct, steps), unprefixed.has(name) ? name : `__${name}`);
  };
  for (const { name, params, run } of builtinDefinitions) {
    addOurs(name, params, run as unknown as Builtin["direct"]);
  }
  for (const [name, params] of Object.entries(rareParams)) {
    addOurs(name, params, typeof deep === "function" ? lateDirect(name, deep) : deep.rare.get(name)!);
  }
  for (const declaration of extra) {
    const value = extraBuiltin(declaration);
    const plain = declaration.global === true || unprefixed.has(declaration.name);
    add(declaration.name, value, plain ? declaration.name : `__${declaration.name}`);
  }
  add("langVersion", 6, "__langVersion");
  add("nixVersion", m.profile.nixVersion, "__nixVersion");
  add("storeDir", settings.storeDir, "__storeDir");
  if (!settings.pure) add("currentTime", m.currentTime(), "__currentTime");
  if (settings.currentSystem !== null) add("currentSystem", settings.currentSystem, "__currentSystem");
  add("nixPath", searchPathValue(m), "__nixPath");
  // Parsed when it is first used.
  add(
    "derivation",
    new Thunk(
      lazyCode(() => m.loader.internalCode("derivation", ...derivationText(m.profile))),
      [],
    ),
    "derivation",
  );
  for (const [name, value] of values) globals.set(name, value);
  const names = [...members.keys(), "builtins"];
  const slots = [...members.values()];
  const self = Thunk.done(null);
  m.builtins = Attrs.from(
    names.map((name) => m.symbols.intern(name)),
    [...slots, self],
  );
  self.state = m.builtins;
  globals.set("builtins", m.builtins);
  m.globalNames = new Set(globals.keys());
}

/** The VM's form of a builtin, looked up when it first runs. */
function lateSteps(name: string, deep: () => Deep): Builtin["steps"] {
  let form: Builtin["steps"] | null = null;
  return (m, ...args) => (form ??= deep().builtins.get(name)!)(m, ...args);
}

/** A rare builtin, looked up when it first runs. */
function lateDirect(name: string, deep: () => Deep): Builtin["direct"] {
  let form: Builtin["direct"] | null = null;
  return (m, ...args) => (form ??= deep().rare.get(name)!)(m, ...args);
}

/** A code that is made when it runs. */
function lazyCode(make: () => Code): Code {
  return new Code(
    (_: never, m: Machine) => force(m, new Thunk(make(), null)),
    lazyCost,
    null,
    null,
    function* () {
      return (yield new Thunk(make(), null)) as Value;
    },
  );
}

function searchPathValue(m: Machine): Value {
  const { known } = m;
  return m.searchPath.map(({ prefix, path }) => Attrs.from([known.path, known.prefix], [path, prefix]));
}
