/**
 * What a store adds to the language: the seam between evaluator and glue. The evaluator's side of a
 * store-bound builtin (forcing, coercing, contexts: all that needs an executor) is in `dual/`; what it hands
 * over is plain data, and nothing on the other side ever evaluates. Texts are byte strings, paths absolute.
 * All methods throw `NixError`s.
 */
import { NixError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { LateValue } from "./values/late.ts";
import type { Context, ContextString } from "./values/value.ts";

/** The arguments of `derivationStrict`, evaluated. */
export interface DerivationRequest {
  name: string;
  /** Names of outputs as declared, without repetitions. */
  outputs: readonly string[];
  /** "" if missing. */
  system: string;
  /** "" if missing. */
  builder: string;
  args: readonly string[];
  /** The environment: names and values in turn, in the order of names. The variables of outputs don't count. */
  env: readonly string[];
  /** All that the attributes refer to. */
  context: Context;
  /** `outputHash`; null if absent. */
  outputHash: string | null;
  /** `outputHashAlgo`; null if absent. */
  outputHashAlgo: string | null;
  /** `outputHashMode`; null if absent. */
  outputHashMode: string | null;
  /** `__contentAddressed`. */
  contentAddressed: boolean;
  /** `__impure`. */
  impure: boolean;
}

/** A derivation's place in the store. */
export interface DerivationResult {
  /** Its path, a string that refers to it with all it needs: most derivations are never asked for it. */
  drvPath: LateValue;
  /** The path of each output, or what stands for it until it is known, in the order of the request. */
  outputs: readonly ContextString[];
}

/** A derivation file as `import` finds it. */
export interface ImportedDerivation {
  name: string;
  /** The path of each output, or what stands for it until it is known, in the order of names. */
  outputs: ReadonlyMap<string, string>;
}

/** What `builtins.path` and `filterSource` ask for. */
export interface PathRequest {
  /** Name in the store. */
  name: string;
  path: string;
  /** Whether the NAR is hashed; else the bytes of the plain file. */
  recursive: boolean;
  /** The digest it must have, as written; null: any. */
  sha256: string | null;
  /** What a filter let through: paths below `path`; null: all. */
  accepted: ReadonlySet<string> | null;
}

/** What `fetchurl` and `fetchTarball` ask for. */
export interface UrlRequest {
  builtin: "fetchurl" | "fetchTarball";
  url: string;
  /** Name in the store; null: by default. */
  name: string | null;
  /** The digest it must have, as written; null: any. */
  sha256: string | null;
}

/** An attribute of a fetcher's argument or answer. Strings with what they refer to. */
export type FetchAttribute = string | ContextString | number | boolean;

/** What `fetchGit`, `fetchMercurial` and `fetchTree` ask for. */
export interface TreeRequest {
  builtin: "fetchGit" | "fetchMercurial" | "fetchTree";
  /** The argument where it was no set; else null. */
  text: string | null;
  /** The argument where it was a set. */
  attributes: ReadonlyMap<string, string | number | boolean>;
}

/** What `getFlake` is told. */
export interface FlakeRequest {
  /** The flake reference. */
  reference: string;
}

/** A flake as it was found: what the call of its `outputs` starts from. */
export interface FlakeResult {
  /** Contents of `flake.lock`, complete: made anew if there is none. */
  lockText: string;
  /** `outPath` and the rest of what `fetchTree` says of the flake's tree. */
  sourceInfo: ReadonlyMap<string, FetchAttribute>;
  /** Directory of `flake.nix` below that. */
  directory: string;
}

export interface StoreHooks {
  /** The store path, with its context, of a copy of the file or directory at `path`. */
  copyPath(path: string): string | ContextString;
  /** Sees to it that what a context names is there to be read (built, fetched). */
  realise(context: Context): void;
  /** Adds a derivation. */
  derive(request: DerivationRequest): DerivationResult;
  /** The derivation whose file is at `path`; null when this is no such place. */
  derivationAt(path: string): ImportedDerivation | null;
  /** Adds a text file that refers to these store paths (sorted); answers its path. */
  toFile(name: string, text: string, references: readonly string[]): string;
  /** Copies a tree; answers its path. */
  addPath(request: PathRequest): string;
  /** `path` with links resolved, and the store path it is at or below, made present. */
  storePath(path: string): { path: string; storePath: string };
  /** Which of these paths a text mentions, of what reading `path` may have brought along; for `readFile`. */
  referencesOf(path: string, text: string): Context | null;
  /** What stands for an output of a derivation that is itself only known once something is built. */
  outputOf(drv: string, context: Context | null, output: string): ContextString;
  fetchUrl(request: UrlRequest): string;
  fetchTree(request: TreeRequest): ReadonlyMap<string, FetchAttribute>;
  fetchClosure(attributes: ReadonlyMap<string, string | boolean>): ContextString;
  getFlake(request: FlakeRequest): FlakeResult;
}

/** The store of an evaluator. @throws NixError where there is none, naming who asked */
export function storeOf(m: Machine, builtin: string): StoreHooks {
  if (m.storeHooks !== null) return m.storeHooks;
  throw new NixError(
    "unsupported",
    `'builtins.${builtin}' needs a store, and this evaluator was made without one`,
  );
}
