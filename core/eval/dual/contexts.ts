/** Builtins on string contexts. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { isDerivationPath, isStorePath, parseElement, usesByPath } from "../values/contexts.ts";
import {
  contextOf,
  ContextString,
  makeString,
  spellingsOf,
  textOf,
  type List,
  type Reference,
  type Slot,
  type Value,
} from "../values/value.ts";
import { coerceSlot, Coercion } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import type { Steps } from "./primitives.ts";
import { forceAttrs, forceBool, forceList, forceString, forceStringNoContext } from "./types.ts";

function* hasContext(m: Machine, s: Slot): Steps<Value> {
  return (yield* forceString(m, s)) instanceof ContextString;
}

function* getContext(m: Machine, s: Slot): Steps<Value> {
  const context = contextOf(yield* forceString(m, s));
  if (context === null) return Attrs.empty;
  const { symbols, known } = m;
  const ids: number[] = [];
  const values: Slot[] = [];
  for (const [path, use] of usesByPath(context)) {
    const names: number[] = [];
    const parts: Slot[] = [];
    const add = (id: number, value: Slot): void => {
      names.push(id);
      parts.push(value);
    };
    if (use.path) add(known.path, true);
    if (use.allOutputs) add(symbols.intern("allOutputs"), true);
    if (use.outputs.length > 0) add(symbols.intern("outputs"), use.outputs as List);
    ids.push(symbols.intern(path));
    values.push(Attrs.from(names, parts));
  }
  return Attrs.from(ids, values);
}

function* appendContext(m: Machine, s: Slot, ctx: Slot): Steps<Value> {
  const string = yield* forceString(m, s);
  const { keys, values } = (yield* forceAttrs(m, ctx)).flat();
  const context = new Set<Reference>(contextOf(string));
  for (let i = 0; i < values.length; i++) {
    const path = m.symbols.names[keys.ids[i]!]!;
    if (!isStorePath(m.settings.storeDir, path)) {
      throw new NixError("value", `context key '${path}' is not a store path`);
    }
    yield* addUses(m, context, path, yield* forceAttrs(m, values[i]!));
  }
  return makeString(textOf(string), context);
}

/** Adds what a set like one of `getContext`'s says of a store path. */
function* addUses(m: Machine, context: Set<Reference>, path: string, uses: Attrs): Steps<null> {
  const itself = uses.get(m.known.path);
  if (itself !== undefined && (yield* forceBool(m, itself))) context.add(path);
  const all = uses.get(m.symbols.find("allOutputs"));
  if (all !== undefined && (yield* forceBool(m, all))) {
    if (!isDerivationPath(path)) {
      throw new NixError(
        "value",
        `tried to add all-outputs context of ${path}, which is not a derivation, to a string`,
      );
    }
    context.add(`=${path}`);
  }
  const outputs = uses.get(m.symbols.find("outputs"));
  if (outputs === undefined) return null;
  const names = yield* forceList(m, outputs);
  if (names.length > 0 && !isDerivationPath(path)) {
    throw new NixError(
      "value",
      `tried to add derivation output context of ${path}, which is not a derivation, to a string`,
    );
  }
  for (let i = 0; i < names.length; i++) context.add(`!${yield* forceStringNoContext(m, names[i]!)}!${path}`);
  return null;
}

function* unsafeDiscardStringContext(m: Machine, s: Slot): Steps<Value> {
  return textOf(yield* coerceSlot(m, s, Coercion.Copy));
}

function* unsafeDiscardOutputDependency(m: Machine, s: Slot): Steps<Value> {
  const string = yield* coerceSlot(m, s, Coercion.Copy);
  if (typeof string === "string") return string;
  const context = new Set<Reference>();
  for (const element of string.context) {
    // Those with a late spelling are outputs.
    context.add(typeof element === "string" && element.startsWith("=") ? element.slice(1) : element);
  }
  return new ContextString(string.text, context);
}

function* addDrvOutputDependencies(m: Machine, s: Slot): Steps<Value> {
  const string = yield* coerceSlot(m, s, Coercion.Copy);
  const [text, ...others] = spellingsOf(contextOf(string));
  if (text === undefined || others.length > 0) {
    const size = text === undefined ? 0 : others.length + 1;
    throw new NixError(
      "context",
      `context of string '${textOf(string)}' must have exactly one element, but has ${size}`,
    );
  }
  const element = parseElement(text);
  switch (element.type) {
    case "deep":
      return string;
    case "built":
      throw new NixError(
        "context",
        `\`addDrvOutputDependencies\` can only act on derivations, not on a derivation output such as '${element.output}'`,
      );
    case "opaque":
      if (!isDerivationPath(element.path)) {
        throw new NixError("context", `path '${element.path}' is not a derivation`);
      }
      return new ContextString(textOf(string), new Set([`=${element.path}`]));
  }
}

export const contextBuiltins: readonly Definition[] = [
  define("addDrvOutputDependencies", ["s"], addDrvOutputDependencies),
  define("appendContext", ["s", "context"], appendContext),
  define("getContext", ["s"], getContext),
  define("hasContext", ["s"], hasContext),
  define("unsafeDiscardOutputDependency", ["s"], unsafeDiscardOutputDependency),
  define("unsafeDiscardStringContext", ["s"], unsafeDiscardStringContext),
];
