/** What is known of rare builtins without their code, which is in `dual/rare.ts`. */

/** Names of the parameters, by name of the builtin. */
export const rareParams: Readonly<Record<string, readonly string[]>> = {
  parseFlakeRef: ["flake-ref"],
  flakeRefToString: ["attrs"],
  match: ["regex", "str"],
  split: ["regex", "str"],
  fromTOML: ["e"],
};
