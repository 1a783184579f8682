/** Builtins that need a store: declared here, so that their names and arities are known; glue replaces them. */
import { NixError } from "../errors.ts";
import { flakeRefToString, parseFlakeRef, type FlakeRefValue } from "../flake-ref.ts";
import type { Machine } from "../machine.ts";
import { Attrs } from "../values/attrs.ts";
import { isInt, isString, textOf, type Slot } from "../values/value.ts";
import { forceAttrs, forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { force } from "./primitives.ts";
import { typeName } from "../values/describe.ts";

/** A builtin that can only say what it lacks. */
function needsStore(name: string, params: readonly string[], doc: string): Definition {
  return define(name, params, doc, function* () {
    throw new NixError("unsupported", `'builtins.${name}' needs a store, which this build does not have yet`);
  });
}

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

export const storeBuiltins: readonly Definition[] = [
  needsStore(
    "derivationStrict",
    ["args"],
    "Writes a derivation to the store at once and gives `drvPath` and the path of each output. `derivation` is a lazy cover over it.",
  ),
  needsStore(
    "storePath",
    ["path"],
    "Makes a path that already is in the store a dependency: a string with that path as its context.",
  ),
  needsStore(
    "toFile",
    ["name", "s"],
    "Stores the string *s* as a file of this name and gives its store path. *s* may refer to store paths, but not to outputs of derivations.",
  ),
  needsStore(
    "path",
    ["args"],
    `Copies a path to the store. *args* has \`path\` and optionally \`name\`, \`filter\` (a function of path and
type that tells what to copy), \`recursive\` and \`sha256\`.`,
  ),
  needsStore(
    "filterSource",
    ["filter", "path"],
    "Copies to the store what *filter* accepts of a directory; *filter* is given each path and its type (`regular`, `directory`, `symlink`, `unknown`).",
  ),
  needsStore(
    "fetchurl",
    ["url"],
    "Downloads a file and gives its store path. *url* is a URL or `{ url, name?, sha256? }`.",
  ),
  needsStore(
    "fetchTarball",
    ["args"],
    "Downloads and unpacks an archive and gives the store path of the tree. *args* is a URL or `{ url, name?, sha256? }`.",
  ),
  needsStore(
    "fetchGit",
    ["args"],
    "Fetches a Git repository: a URL or `{ url, rev?, ref?, submodules?, … }`.",
  ),
  needsStore("fetchMercurial", ["args"], "Fetches a Mercurial repository: a URL or `{ url, rev?, name? }`."),
  needsStore("fetchTree", ["input"], "Fetches a tree described by `{ type, … }` or a URL-like reference."),
  needsStore(
    "fetchClosure",
    ["args"],
    "Fetches a store path and all it needs from a binary cache: `{ fromStore, fromPath, toPath?, inputAddressed? }`.",
  ),
  needsStore("getFlake", ["args"], "Fetches a flake and gives its outputs and some metadata."),
  needsStore(
    "outputOf",
    ["drv", "output"],
    "A reference to an output of a derivation that may itself only be known after a build.",
  ),
  needsStore(
    "exec",
    ["args"],
    "Runs a program and evaluates what it prints. Off unless allowed by a setting.",
  ),
  needsStore(
    "importNative",
    ["path", "symbol"],
    "Loads a builtin from a shared library. Off unless allowed by a setting.",
  ),
  define(
    "parseFlakeRef",
    ["flake-ref"],
    `The parts of a flake reference as a set.

\`parseFlakeRef "github:NixOS/nixpkgs/23.05?dir=lib"\` is
\`{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }\`.`,
    function* (m, flakeRef) {
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
    },
  ),
  define(
    "flakeRefToString",
    ["attrs"],
    `The URL-like spelling of a flake reference given as a set.

\`flakeRefToString { dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }\` is
\`"github:NixOS/nixpkgs/23.05?dir=lib"\`.`,
    function* (m, attrs) {
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
    },
  ),
];
