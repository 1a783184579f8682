/**
 * Language profiles: the differences between Nix versions, one named entry each. Whoever asks "which
 * Nix?" asks for one of these names, never for a version.
 */

/** The Nix versions that can be followed. */
export const profileNames = ["2.36", "2.8"] as const;
export type ProfileName = (typeof profileNames)[number];

/** The listed differences; the comment tells what `true` means and since when it is so. */
export interface Profile {
  readonly name: ProfileName;
  /** Value of `builtins.nixVersion`. */
  readonly nixVersion: string;
  /** 64-bit overflow is an error (2.25); else it wraps. */
  readonly overflowErrors: boolean;
  /** floor/ceil out of range, or of ints that no double holds, are errors. */
  readonly roundingErrors: boolean;
  /** A failed thunk remembers its error (2.34); else it runs again. */
  readonly memoisedFailures: boolean;
  /** The right operand of `//` is evaluated first (2.32). */
  readonly updateRightFirst: boolean;
  /** Nested keys common to two literals of one attribute merge; else they clash. */
  readonly mergeNestedLiterals: boolean;
  /** Dynamic attributes of a later literal survive merging (2.17). */
  readonly mergeDynamics: boolean;
  /** NUL in a string literal is an error (2.26); else it ends the literal's value. */
  readonly nulErrors: boolean;
  /** `__curPos` in text without a file has no `file` (null); else the source text is in it. */
  readonly curPosWithoutFileIsNull: boolean;
  /** filter and sort look at the function even for an empty list. */
  readonly filterSortCheckEmpty: boolean;
  /** genList looks at the function even for length 0. */
  readonly genListCheckEmpty: boolean;
  /** sort is peeksort (2.30), which differs for comparators that are no order; else std::stable_sort. */
  readonly peeksort: boolean;
  /** genericClosure needs `operator` even for an empty startSet. */
  readonly closureNeedsOperator: boolean;
  /** replaceStrings forces replacements only when used (2.16). */
  readonly lazyReplacements: boolean;
  /** toJSON writes floats as the shortest round trip, NaN and infinities as null (2.12); else `%g`. */
  readonly jsonShortestFloats: boolean;
  /** toJSON writes backspace and form feed as `\b` and `\f` (2.12); else as `\u0008` and `\u000c`. */
  readonly jsonShortControls: boolean;
  /** toJSON rejects strings that are no UTF-8. */
  readonly jsonStrictUtf8: boolean;
  /** `nix-instantiate --eval --json` ends its output with a line end. */
  readonly jsonLineEnd: boolean;
  /** toJSON's `__toString` must give a string, path or set that peels to one. */
  readonly jsonStrictToString: boolean;
  /** fromJSON rejects ints beyond i64 (2.25); else they wrap. */
  readonly jsonIntErrors: boolean;
  /** fromTOML rejects ints beyond i64; else they clamp. */
  readonly tomlIntErrors: boolean;
  /** The hash function BLAKE3 is known (behind a feature). */
  readonly blake3: boolean;
  /** readFile of a store path keeps only the references found in the text (2.12). */
  readonly readFileScansReferences: boolean;
  /** Store path names can't be `.` or `..`, nor begin with one of them and a dash (2.21); else dots are like letters. */
  readonly reservedDotNames: boolean;
  /** `builtins.path` wants a callable filter, and `filterSource` takes sets with `__functor` too. */
  readonly callableFilters: boolean;
  /** `outputHashMode` may be `nar`, or `text` and `git` behind features; else flat and recursive only. */
  readonly moreHashModes: boolean;
  /** An unknown `outputHashAlgo` is an error; else it counts as none. */
  readonly strictHashAlgorithms: boolean;
  /** The reserved output name: `drvPath`; else `drv`. */
  readonly reservedOutput: "drv" | "drvPath";
  /** Calls nest 10,000 deep at most where Nix's own limit is asked for (2.20). */
  readonly hasCallDepthLimit: boolean;
  /** A flake's `outPath` is its directory and it has `_type` (2.14), and getFlake takes paths (2.35). */
  readonly newFlakes: boolean;
  /** addErrorContext copies a path to the store for its text. */
  readonly contextCopiesPaths: boolean;
  /** Nix's own files: where `derivation` is written, and `<nix/fetchurl.nix>` may make impure derivations. */
  readonly newInternalFiles: boolean;
  /** trace prints as `nix eval` does (`«thunk»`, 2.20), and printed names that are keywords are quoted. */
  readonly newPrinter: boolean;
  /** elemAt's index and substring's start and length are 64-bit, and that start is checked before all else; else 32-bit. */
  readonly longIndices: boolean;
  /** Attributes are compared and deeply evaluated in 2.8's order: names of `syntax/symbols28.ts` first. */
  readonly earlySymbols: boolean;
  /** Builtins this version does not have, by name. */
  readonly missingBuiltins: ReadonlySet<string>;
}

const newest: Profile = {
  name: "2.36",
  nixVersion: "2.36.0",
  overflowErrors: true,
  roundingErrors: true,
  memoisedFailures: true,
  updateRightFirst: true,
  mergeNestedLiterals: true,
  mergeDynamics: true,
  nulErrors: true,
  curPosWithoutFileIsNull: true,
  filterSortCheckEmpty: false,
  genListCheckEmpty: true,
  peeksort: true,
  closureNeedsOperator: false,
  lazyReplacements: true,
  jsonShortestFloats: true,
  jsonShortControls: true,
  jsonStrictUtf8: true,
  jsonLineEnd: true,
  jsonStrictToString: true,
  jsonIntErrors: true,
  tomlIntErrors: true,
  blake3: true,
  readFileScansReferences: true,
  reservedDotNames: true,
  callableFilters: true,
  moreHashModes: true,
  strictHashAlgorithms: true,
  reservedOutput: "drvPath",
  hasCallDepthLimit: true,
  newFlakes: true,
  contextCopiesPaths: false,
  newInternalFiles: true,
  newPrinter: true,
  longIndices: true,
  earlySymbols: false,
  missingBuiltins: new Set([
    "fetchTree",
    "fetchClosure",
    "getFlake",
    "exec",
    "importNative",
    "parseFlakeRef",
    "flakeRefToString",
    "outputOf",
  ]),
};

const nix28: Profile = {
  name: "2.8",
  nixVersion: "2.8.0",
  overflowErrors: false,
  roundingErrors: false,
  memoisedFailures: false,
  updateRightFirst: false,
  mergeNestedLiterals: false,
  mergeDynamics: false,
  nulErrors: false,
  curPosWithoutFileIsNull: false,
  filterSortCheckEmpty: true,
  genListCheckEmpty: false,
  peeksort: false,
  closureNeedsOperator: true,
  lazyReplacements: false,
  jsonShortestFloats: false,
  jsonShortControls: false,
  jsonStrictUtf8: false,
  jsonLineEnd: false,
  jsonStrictToString: false,
  jsonIntErrors: false,
  tomlIntErrors: false,
  blake3: false,
  readFileScansReferences: false,
  reservedDotNames: false,
  callableFilters: false,
  moreHashModes: false,
  strictHashAlgorithms: false,
  reservedOutput: "drv",
  hasCallDepthLimit: false,
  newFlakes: false,
  contextCopiesPaths: true,
  newInternalFiles: false,
  newPrinter: false,
  longIndices: false,
  earlySymbols: true,
  missingBuiltins: new Set([
    "fetchClosure",
    "getFlake",
    "exec",
    "importNative",
    "readFileType",
    "break",
    "traceVerbose",
    "convertHash",
    "addDrvOutputDependencies",
    "warn",
    "parseFlakeRef",
    "flakeRefToString",
    "outputOf",
  ]),
};

const profiles: Record<ProfileName, Profile> = { "2.36": newest, "2.8": nix28 };

/** The table entry of a version. */
export function profileOf(name: ProfileName): Profile {
  return profiles[name];
}
