/** Builtins that fetch: they evaluate what is asked for and leave the rest to the store. */
import { NixError } from "../errors.ts";
import { flakeText } from "../flake-text.ts";
import type { Machine } from "../machine.ts";
import { storeOf, type FetchAttribute, type TreeRequest, type UrlRequest } from "../store-hooks.ts";
import { typeName } from "../values/describe.ts";
import { Attrs } from "../values/attrs.ts";
import { ContextString, isInt, isString, Path, textOf, type Slot, type Value } from "../values/value.ts";
import { coerceSlot, Coercion } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { call, force, type Steps } from "./primitives.ts";
import { forceAttrs, forceBool, forceStringNoContext } from "./types.ts";

/** A set of plain values. */
function setOf(m: Machine, attributes: ReadonlyMap<string, FetchAttribute>): Attrs {
  const ids = [...attributes.keys()].map((name) => m.symbols.intern(name));
  return Attrs.from(ids, [...attributes.values()]);
}

/** The argument of `fetchurl` and `fetchTarball`. */
function* urlRequest(m: Machine, builtin: UrlRequest["builtin"], slot: Slot): Steps<UrlRequest> {
  const value = yield* force(m, slot);
  if (!(value instanceof Attrs)) {
    return { builtin, url: yield* forceStringNoContext(m, value), name: null, sha256: null };
  }
  const { keys, values } = value.flat();
  let url: string | null = null;
  let name: string | null = null;
  let sha256: string | null = null;
  for (let i = 0; i < values.length; i++) {
    const key = m.symbols.names[keys.ids[i]!]!;
    if (key === "url") url = yield* forceStringNoContext(m, values[i]!);
    else if (key === "name") name = yield* forceStringNoContext(m, values[i]!);
    else if (key === "sha256") sha256 = yield* forceStringNoContext(m, values[i]!);
    else throw new NixError("unexpected-argument", `unsupported argument '${key}' to '${builtin}'`);
  }
  if (url === null) throw new NixError("missing-argument", "'url' argument required");
  return { builtin, url, name, sha256 };
}

function* fetchPath(m: Machine, builtin: UrlRequest["builtin"], slot: Slot): Steps<Value> {
  const path = storeOf(m, builtin).fetchUrl(yield* urlRequest(m, builtin, slot));
  return new ContextString(path, new Set([path]));
}

function* fetchurl(m: Machine, url: Slot): Steps<Value> {
  return yield* fetchPath(m, "fetchurl", url);
}

function* fetchTarball(m: Machine, args: Slot): Steps<Value> {
  return yield* fetchPath(m, "fetchTarball", args);
}

/** The argument of a tree fetcher: a set of plain values, or a text. */
function* treeRequest(m: Machine, builtin: TreeRequest["builtin"], slot: Slot): Steps<TreeRequest> {
  const value = yield* force(m, slot);
  const attributes = new Map<string, string | number | boolean>();
  if (!(value instanceof Attrs)) {
    return { builtin, text: textOf(yield* coerceSlot(m, value, Coercion.Weak)), attributes };
  }
  const { keys, values } = value.flat();
  for (let i = 0; i < values.length; i++) {
    const name = m.symbols.names[keys.ids[i]!]!;
    const item = yield* force(m, values[i]!);
    if (isString(item) || item instanceof Path) {
      attributes.set(name, textOf(yield* coerceSlot(m, item, Coercion.Weak)));
    } else if (typeof item === "boolean") attributes.set(name, item);
    else if (isInt(item)) {
      if (item < 0) {
        throw new NixError("value", `negative value given for ${builtin} attr ${name}: ${item}`);
      }
      attributes.set(name, Number(item));
    } else {
      throw new NixError(
        "type",
        `fetchTree argument '${name}' is ${typeName(item)} while a string, Boolean or integer is expected`,
      );
    }
  }
  return { builtin, text: null, attributes };
}

function* fetchTreeOf(m: Machine, builtin: TreeRequest["builtin"], slot: Slot): Steps<Value> {
  return setOf(m, storeOf(m, builtin).fetchTree(yield* treeRequest(m, builtin, slot)));
}

function* fetchGit(m: Machine, args: Slot): Steps<Value> {
  return yield* fetchTreeOf(m, "fetchGit", args);
}

function* fetchMercurial(m: Machine, args: Slot): Steps<Value> {
  return yield* fetchTreeOf(m, "fetchMercurial", args);
}

function* fetchTree(m: Machine, input: Slot): Steps<Value> {
  return yield* fetchTreeOf(m, "fetchTree", input);
}

function* fetchClosure(m: Machine, args: Slot): Steps<Value> {
  const { keys, values } = (yield* forceAttrs(m, args)).flat();
  const attributes = new Map<string, string | boolean>();
  for (let i = 0; i < values.length; i++) {
    const name = m.symbols.names[keys.ids[i]!]!;
    const plain = name === "inputAddressed";
    attributes.set(
      name,
      plain ? yield* forceBool(m, values[i]!) : textOf(yield* coerceSlot(m, values[i]!, Coercion.Weak)),
    );
  }
  return storeOf(m, "fetchClosure").fetchClosure(attributes);
}

function* getFlake(m: Machine, reference: Slot): Steps<Value> {
  const text = m.profile.newFlakes
    ? textOf(yield* coerceSlot(m, reference, Coercion.Weak))
    : yield* forceStringNoContext(m, reference);
  const { lockText, sourceInfo, directory } = storeOf(m, "getFlake").getFlake({ reference: text });
  let fn = yield* force(m, m.loader.internalThunk("call-flake", flakeText(m.profile)));
  fn = yield* call(m, fn, lockText);
  fn = yield* call(m, fn, setOf(m, sourceInfo));
  return yield* call(m, fn, directory);
}

/** A builtin that is refused: it would run foreign code. */
function refused(name: string, params: readonly string[]): Definition {
  return define(name, params, function* () {
    throw new NixError("restricted", `'builtins.${name}' is not allowed: it runs programs outside of Nix`);
  });
}

export const fetchBuiltins: readonly Definition[] = [
  define("fetchurl", ["url"], fetchurl),
  define("fetchTarball", ["args"], fetchTarball),
  define("fetchGit", ["args"], fetchGit),
  define("fetchMercurial", ["args"], fetchMercurial),
  define("fetchTree", ["input"], fetchTree),
  define("fetchClosure", ["args"], fetchClosure),
  define("getFlake", ["args"], getFlake),
  refused("exec", ["args"]),
  refused("importNative", ["path", "symbol"]),
];
