/** Builtin functions whose code is large and seldom needed at once: a host may bring it later (see `deep.ts`). */
import type { Definition } from "./define.ts";
import { flakeRefBuiltins } from "./flake-refs.ts";
import { regexBuiltins } from "./regex.ts";
import { tomlBuiltins } from "./toml.ts";

/** Their names and arities are in `rare-names.ts`, too. */
export const rareDefinitions: readonly Definition[] = [
  ...flakeRefBuiltins,
  ...regexBuiltins,
  ...tomlBuiltins,
];
