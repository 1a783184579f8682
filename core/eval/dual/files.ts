/** Builtins that read files, and those on path texts. */
import { importedDerivationText } from "../derivation-text.ts";
import { NixError } from "../errors.ts";
import {
  baseName,
  directoryName,
  exists,
  findFile,
  importTarget,
  isDirectory,
  kindOf,
  listDirectory,
  readText,
} from "../files.ts";
import type { Machine, SearchPathEntry } from "../machine.ts";
import { canonicalPath } from "../paths.ts";
import { Attrs } from "../values/attrs.ts";
import { makeEnv, setSlot } from "../values/env.ts";
import {
  contextOf,
  ContextString,
  isString,
  makeString,
  Path,
  spellingsOf,
  textOf,
  Thunk,
  type Slot,
  type Value,
} from "../values/value.ts";
import {
  coerceSlot,
  coerceToPathString,
  coerceToString,
  Coercion,
  forceAttrs,
  forceList,
  forceStringNoContext,
} from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { call, force, type Steps } from "./primitives.ts";

/** Makes what a string refers to be there. @throws NixError where there is no store */
function realise(m: Machine, string: ReturnType<typeof makeString>): void {
  const context = contextOf(string);
  if (context === null) return;
  if (m.storeHooks !== null) m.storeHooks.realise(context);
  else {
    const [path] = spellingsOf(context);
    throw new NixError("unsupported", `cannot read '${path}': this evaluator was made without a store`);
  }
}

/** The absolute path an argument names, ready to be read. @throws NixError */
export function* readablePath(m: Machine, slot: Slot): Steps<string> {
  const value = yield* force(m, slot);
  if (value instanceof Path) return value.path;
  const string = yield* coerceToPathString(m, value);
  realise(m, string);
  return canonicalPath(textOf(string));
}

/** What `import` makes of a derivation file in the store; undefined where there is none. */
export function* importedDerivation(m: Machine, path: string): Steps<Value | undefined> {
  const found = path.endsWith(".drv") ? (m.storeHooks?.derivationAt(path) ?? null) : null;
  if (found === null) return undefined;
  const ids: number[] = [];
  const paths: Slot[] = [];
  for (const [output, outPath] of found.outputs) {
    ids.push(m.symbols.intern(output));
    paths.push(new ContextString(outPath, new Set([`!${output}!${path}`])));
  }
  const fn = yield* force(m, m.loader.internalThunk("imported-derivation", importedDerivationText));
  const members: readonly (readonly [string, Slot])[] = [
    ["drvPath", new ContextString(path, new Set([`=${path}`]))],
    ["name", found.name],
    ["outputs", [...found.outputs.keys()]],
    ["paths", Attrs.from(ids, paths)],
  ];
  const argument = Attrs.from(
    members.map(([name]) => m.symbols.intern(name)),
    members.map(([, value]) => value),
  );
  return yield* call(m, fn, argument);
}

/** Evaluates the file a path leads to. @throws NixError */
export function* importPath(m: Machine, slot: Slot): Steps<Value> {
  const path = yield* readablePath(m, slot);
  const derivation = yield* importedDerivation(m, path);
  if (derivation !== undefined) return derivation;
  return yield* force(m, m.loader.importThunk(path));
}

/** Evaluates the file a path leads to with the attributes of a set in scope. @throws NixError */
export function* importScoped(m: Machine, scope: Slot, slot: Slot): Steps<Value> {
  const path = yield* readablePath(m, slot);
  const derivation = yield* importedDerivation(m, path);
  if (derivation !== undefined) return derivation;
  const attrs = (yield* forceAttrs(m, scope)).flat();
  const names = attrs.keys.ids.map((id) => m.symbols.names[id]!);
  const code = m.loader.scopedCode(importTarget(m.io, path), names);
  const env = makeEnv(names.length, null);
  attrs.values.forEach((value, i) => setSlot(env, i, value));
  return yield* force(m, new Thunk(code, env));
}

/** The entries of a list such as `builtins.nixPath`. @throws NixError */
export function* searchPathOf(m: Machine, slot: Slot): Steps<SearchPathEntry[]> {
  const entries: SearchPathEntry[] = [];
  for (const item of yield* forceList(m, slot)) {
    const attrs = yield* forceAttrs(m, item);
    const prefixSlot = attrs.get(m.known.prefix);
    const prefix = prefixSlot === undefined ? "" : yield* forceStringNoContext(m, prefixSlot);
    const pathSlot = attrs.get(m.known.path);
    if (pathSlot === undefined) throw new NixError("missing-attribute", "attribute 'path' missing");
    const path = yield* coerceSlot(m, pathSlot, Coercion.Weak);
    realise(m, path);
    entries.push({ prefix, path: textOf(path) });
  }
  return entries;
}

/** How the search path's archives are brought; null where there is no store. */
function archiveFetcher(m: Machine): ((url: string) => string) | null {
  const store = m.storeHooks;
  if (store === null) return null;
  return (url) => store.fetchUrl({ builtin: "fetchTarball", url, name: null, sha256: null });
}

/** What each evaluator was already warned of. */
const warned = new WeakMap<Machine, Set<string>>();

function warnOnce(m: Machine, text: string): void {
  let texts = warned.get(m);
  if (texts === undefined) warned.set(m, (texts = new Set()));
  if (texts.has(text)) return;
  texts.add(text);
  m.host.warn(text);
}

/** Whether a path text asks for a directory. */
function wantsDirectory(text: string): boolean {
  return text.endsWith("/") || text.endsWith("/.");
}

export const fileBuiltins: readonly Definition[] = [
  define("import", ["path"], importPath),
  define("scopedImport", ["scope", "path"], importScoped),
  define("readFile", ["path"], function* (m, slot) {
    const path = yield* readablePath(m, slot);
    const text = readText(m.io, path);
    if (text.includes("\0")) {
      throw new NixError("value", `the contents of the file '${path}' cannot be represented as a Nix string`);
    }
    m.allocate(text.length);
    return m.storeHooks === null ? text : makeString(text, m.storeHooks.referencesOf(path, text));
  }),
  define("readDir", ["path"], function* (m, slot) {
    const entries = listDirectory(m.io, yield* readablePath(m, slot));
    m.allocate(64 * entries.size);
    return Attrs.from(
      [...entries.keys()].map((name) => m.symbols.intern(name)),
      [...entries.values()],
    );
  }),
  define("readFileType", ["path"], function* (m, slot) {
    return kindOf(m.io, yield* readablePath(m, slot));
  }),
  define("pathExists", ["path"], function* (m, slot) {
    const value = yield* force(m, slot);
    const path = yield* readablePath(m, value);
    return isString(value) && wantsDirectory(textOf(value)) ? isDirectory(m.io, path) : exists(m.io, path);
  }),
  define("findFile", ["search-path", "lookup-path"], function* (m, searchPath, lookupPath) {
    const entries = yield* searchPathOf(m, searchPath);
    const name = yield* forceStringNoContext(m, lookupPath);
    return new Path(
      findFile(
        m.io,
        entries,
        name,
        m.settings.pure,
        (text) => warnOnce(m, text),
        m.host.cwd,
        archiveFetcher(m),
      ),
    );
  }),
  define("toPath", ["s"], function* (m, slot) {
    const value = yield* force(m, slot);
    if (value instanceof Path) return value.path;
    const string = yield* coerceToPathString(m, value);
    return makeString(canonicalPath(textOf(string)), contextOf(string));
  }),
  define("baseNameOf", ["x"], function* (m, slot) {
    const string = yield* coerceSlot(m, slot, Coercion.Weak);
    return makeString(baseName(textOf(string)), contextOf(string));
  }),
  define("dirOf", ["s"], function* (m, slot) {
    const value = yield* force(m, slot);
    if (value instanceof Path) return new Path(directoryName(value.path));
    const string = yield* coerceToString(m, value, Coercion.Weak);
    return makeString(directoryName(textOf(string)), contextOf(string));
  }),
  define("getEnv", ["s"], function* (m, slot) {
    const name = yield* forceStringNoContext(m, slot);
    return m.settings.pure ? "" : (m.host.getEnv(name) ?? "");
  }),
];
