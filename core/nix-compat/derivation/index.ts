/** Derivations: the door of this folder. */
export * from "./derivation.ts";
export {
  type DerivationDraft,
  drvPathOf,
  finishDerivation,
  finishDraft,
  type FinishedDerivation,
  type FinishedDraft,
  writeDraft,
} from "./finish.ts";
export { DerivationInputs } from "./inputs.ts";
export { hashDerivationModulo, type ModuloOf } from "./modulo.ts";
export { parseDerivation } from "./parse.ts";
export { type EnvEntries, quoteATerm, writeDerivation } from "./write.ts";
export { formatDerivationsJson, parseDerivationsJson } from "./json.ts";
export { derivationFaults, validateDerivation, type ValidationOptions } from "./validate.ts";
export { explainPaths, pathsHold, type ExplainedPath, type PathStep } from "./explain.ts";
