/** What a caller chooses about parsing. */

/** Which Nix release to behave like. */
export type Profile = "2.36" | "2.8";

/** What to do about a discouraged literal. */
export type Lint = "ignore" | "warn" | "fatal";

/** Settings of {@link parse}. */
export interface ParseOptions {
  /** Whether `|>` and `<|` are operators. */
  pipeOperators: boolean;
  profile: Profile;
  lints: { urlLiterals: Lint; shortPathLiterals: Lint; absolutePathLiterals: Lint };
}

/** The settings of a plain `nix` 2.36. */
export const defaultParseOptions: ParseOptions = {
  pipeOperators: false,
  profile: "2.36",
  lints: { urlLiterals: "ignore", shortPathLiterals: "ignore", absolutePathLiterals: "ignore" },
};
