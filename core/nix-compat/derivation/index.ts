/** Derivations: the door of this folder. */
export * from "./derivation.ts";
export {
  byContent,
  type DerivationDraft,
  draftPath,
  drvPathOf,
  fillInPaths,
  finishDerivation,
  type FinishedDerivation,
  writeDraft,
} from "./finish.ts";
export { DerivationInputs, writeInputs } from "./inputs.ts";
export { addOutputs, fixedModulo, hashDerivationModulo, inputsModulo, type ModuloOf } from "./modulo.ts";
export { parseDerivation } from "./parse.ts";
export { type EnvEntries, quoteATerm, writeDerivation } from "./write.ts";
export { formatDerivationsJson, parseDerivationsJson } from "./json.ts";
export { derivationFaults, validateDerivation, type ValidationOptions } from "./validate.ts";
export { explainPaths, pathsHold, type ExplainedPath, type PathStep } from "./explain.ts";
