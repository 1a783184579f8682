/** Flake references, as the evaluator needs them: `nix-compat` knows them. */
export {
  flakeRefToString,
  type FlakeRefParts,
  type FlakeRefValue,
  parseFlakeRef,
} from "../nix-compat/index.ts";
