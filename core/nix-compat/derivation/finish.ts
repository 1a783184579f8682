/** From a derivation without output paths to one with them, its text, its own path and its hash modulo. */
import { hashTextBase16, hashTextsBase16 } from "../hash.ts";
import { makeOutputPath, makeStorePath, outputPlaceholder } from "../store-path.ts";
import { type Derivation, type DerivationOutput, fixedOutput, outputKind } from "./derivation.ts";
import { fixedModulo, inputsModulo, type ModuloOf } from "./modulo.ts";
import {
  ascending,
  type EnvEntries,
  envEntries,
  writeCommand,
  writeEnvAround,
  writeInputDrvs,
  writeOutputs,
} from "./write.ts";

/** A derivation in the making. */
export interface DerivationDraft extends Omit<Derivation, "env"> {
  /** The variables of outputs need not be there, and what they are does not count. */
  env: EnvEntries;
}

/** A derivation that is ready to be written. */
export interface FinishedDerivation {
  /** Where the `.drv` file belongs. */
  drvPath: string;
  /** The bytes of the `.drv` file. */
  text: string;
  /** Hash modulo in base 16 for those that depend on it; null when its outputs are only known once built. */
  modulo: string | null;
}

/** What an output's variable holds; "" for a path that is not known. */
function variableOf(name: string, { path, hashAlgo }: DerivationOutput): string {
  return hashAlgo !== "" && path === "" ? outputPlaceholder(name) : path;
}

/**
 * Fills in the paths of outputs that are addressed by inputs, in `outputs`.
 * @param drv - sources and output names sorted; outputs of fixed content have their path already. Changed in place.
 * @param name - without `.drv`
 */
export function finishDraft(
  drv: DerivationDraft,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): FinishedDerivation {
  const { outputs } = drv;
  const fixed = fixedOutput(drv);
  const names = [...outputs.keys()];
  const env = writeEnvAround(drv.env, names);
  const texts = ["", "", writeCommand(drv), env[0]!];
  const firstVariable = texts.length;
  for (let i = 0; i < names.length; i++) texts.push("", env[i + 1]!);
  const writeOwnPaths = (): void => {
    texts[0] = writeOutputs(outputs);
    for (let i = 0; i < names.length; i++) {
      texts[firstVariable + 2 * i] = variableOf(names[i]!, outputs.get(names[i]!)!);
    }
  };
  const written = (modulo: string | null): FinishedDerivation => {
    texts[1] = writeInputDrvs(drv.inputDrvs);
    const drvPath = pathOf(drv, name, hashTextsBase16("sha256", texts), storeDir);
    // As a chain of its parts: most are never read, and then nobody joins them.
    return { drvPath, text: texts.reduce((text, part) => text + part), modulo };
  };
  writeOwnPaths();
  if (fixed !== null) return written(fixedModulo(fixed));
  const byContent = [...outputs.values()].some((output) => outputKind(output) !== "deferred");
  const inputs = byContent ? null : inputsModulo(drv, moduloOf);
  if (inputs === null) return written(null);
  texts[1] = writeInputDrvs(inputs);
  const masked = hashTextsBase16("sha256", texts);
  for (const output of names) outputs.get(output)!.path = makeOutputPath(name, output, masked, storeDir);
  writeOwnPaths();
  return written(hashTextsBase16("sha256", texts));
}

/**
 * {@link finishDraft} with the environment as a map, in which the paths are filled in too.
 * @param drv - with the variables of outputs, where they are to be; changed in place
 */
export function finishDerivation(
  drv: Derivation,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): FinishedDerivation {
  const finished = finishDraft({ ...drv, env: envEntries(drv.env) }, name, moduloOf, storeDir);
  for (const [output, fields] of drv.outputs) drv.env.set(output, variableOf(output, fields));
  return finished;
}

/** The path of a `.drv` file: a text with its inputs as references. */
export function drvPathOf(
  drv: Pick<Derivation, "inputDrvs" | "inputSrcs">,
  name: string,
  text: string,
  storeDir: string,
): string {
  return pathOf(drv, name, hashTextBase16("sha256", text), storeDir);
}

/** @param digest - of the text, in base 16 */
function pathOf(
  { inputDrvs, inputSrcs }: Pick<Derivation, "inputDrvs" | "inputSrcs">,
  name: string,
  digest: string,
  storeDir: string,
): string {
  const paths = [...inputDrvs.keys()];
  // A derivation may be both input and source: so where a string refers to it with all its outputs.
  const references = inputSrcs.length === 0 ? paths : [...new Set([...paths, ...inputSrcs])];
  if (!ascending(references)) references.sort();
  const type = references.length === 0 ? "text" : `text:${references.join(":")}`;
  return makeStorePath(type, digest, `${name}.drv`, storeDir);
}
