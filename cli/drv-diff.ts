/** The text of `tvix drv diff`. */
export { describeDerivationDiff as drvDiff } from "../core/nix-compat/index.ts";
