/** Builtins that put files into the store: `toFile`, `path`, `filterSource`, `storePath`. */
import { NixError } from "../errors.ts";
import { baseName, kindOf, listDirectory } from "../files.ts";
import type { Machine } from "../machine.ts";
import { storeOf } from "../store-hooks.ts";
import type { FileKind } from "../sources.ts";
import { describe, typeError } from "../values/describe.ts";
import {
  contextOf,
  ContextString,
  isFunction,
  type Reference,
  spellingsOf,
  textOf,
  type Slot,
  type Value,
} from "../values/value.ts";
import { forceAttrs, forceBool, forceFunction, forceString, forceStringNoContext } from "./types.ts";
import { define, type Definition } from "./define.ts";
import { readablePath } from "./files.ts";
import { call2, force, nested, type Steps } from "./primitives.ts";

/** A store path as a value: a string that refers to it. */
function pathValue(path: string): ContextString {
  return new ContextString(path, new Set([path]));
}

function* toFile(m: Machine, name: Slot, s: Slot): Steps<Value> {
  const fileName = yield* forceStringNoContext(m, name);
  const contents = yield* forceString(m, s);
  const references: string[] = [];
  for (const element of spellingsOf(contextOf(contents))) {
    if (!element.startsWith("/")) {
      const text = element.startsWith("=") ? element.slice(1) : element;
      throw new NixError(
        "context",
        `in 'toFile': the file named '${fileName}' must not contain a reference to a derivation but contains (${text})`,
      );
    }
    references.push(element);
  }
  return pathValue(storeOf(m, "toFile").toFile(fileName, textOf(contents), references.sort()));
}

/**
 * Asks a filter about everything below a directory, in the order of names; what it rejects is not entered.
 * @param accepted - gets the paths it let through
 */
export function* walk(m: Machine, path: string, filter: Value, accepted: Set<string>): Steps<void> {
  const entries = listDirectory(m.io, path);
  for (const name of [...entries.keys()].sort()) {
    const below = path === "/" ? `/${name}` : `${path}/${name}`;
    const kind: FileKind = entries.get(name)!;
    const answer = yield* force(m, yield* call2(m, filter, below, kind));
    if (typeof answer !== "boolean") throw typeError(m, "a Boolean", answer);
    if (!answer) continue;
    accepted.add(below);
    if (kind === "directory") yield* nested(m, walk, below, filter, accepted);
  }
}

/** What a filter lets through of a tree. A plain file is not asked about. */
function* acceptedBy(m: Machine, path: string, filter: Value): Steps<Set<string> | null> {
  const accepted = new Set<string>();
  if (kindOf(m.io, path) === "directory") yield* walk(m, path, filter, accepted);
  return accepted;
}

function* filterSource(m: Machine, filter: Slot, path: Slot): Steps<Value> {
  const store = storeOf(m, "filterSource");
  const from = yield* readablePath(m, path);
  const fn = m.profile.callableFilters ? yield* forceFunction(m, filter) : yield* force(m, filter);
  if (!m.profile.callableFilters && !isFunction(fn)) {
    const found = describe(fn);
    throw new NixError("type", `first argument in call to 'filterSource' is not a function but ${found}`);
  }
  const accepted = yield* acceptedBy(m, from, fn);
  const request = { name: baseName(from), path: from, recursive: true, sha256: null, accepted };
  return pathValue(store.addPath(request));
}

function* path(m: Machine, args: Slot): Steps<Value> {
  const store = storeOf(m, "path");
  const attrs = (yield* forceAttrs(m, args)).flat();
  let from: string | null = null;
  let name = "";
  let filter: Value | undefined;
  let recursive = true;
  let sha256: string | null = null;
  const { ids } = attrs.keys;
  for (let i = 0; i < ids.length; i++) {
    const key = m.symbols.names[ids[i]!]!;
    const slot = attrs.values[i]!;
    switch (key) {
      case "path":
        from = yield* readablePath(m, slot);
        break;
      case "name":
        name = yield* forceStringNoContext(m, slot);
        break;
      case "filter":
        filter = m.profile.callableFilters ? yield* forceFunction(m, slot) : yield* force(m, slot);
        break;
      case "recursive":
        recursive = yield* forceBool(m, slot);
        break;
      case "sha256":
        sha256 = yield* forceStringNoContext(m, slot);
        break;
      default:
        throw new NixError("unexpected-argument", `unsupported argument '${key}' to 'addPath'`);
    }
  }
  if (from === null) throw new NixError("missing-argument", "'path' required");
  if (name === "") name = baseName(from);
  const accepted = recursive && filter !== undefined ? yield* acceptedBy(m, from, filter) : null;
  return pathValue(store.addPath({ name, path: from, recursive, sha256, accepted }));
}

function* storePath(m: Machine, slot: Slot): Steps<Value> {
  if (m.settings.pure) {
    throw new NixError("restricted", "'builtins.storePath' is not allowed in pure evaluation mode");
  }
  const value = yield* force(m, slot);
  const before = value instanceof ContextString ? value.context : [];
  const spelled = yield* readablePath(m, value);
  const { path: resolved, storePath: root } = storeOf(m, "storePath").storePath(spelled);
  return new ContextString(resolved, new Set<Reference>([...before, root]));
}

export const storePathBuiltins: readonly Definition[] = [
  define("storePath", ["path"], storePath),
  define("toFile", ["name", "s"], toFile),
  define("path", ["args"], path),
  define("filterSource", ["filter", "path"], filterSource),
];
