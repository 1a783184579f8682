/** From a derivation without output paths to one with them, its text, its own path and its hash modulo. */
import { hashTextBase16 } from "../hash.ts";
import { makeOutputPath, makeStorePath } from "../store-path.ts";
import { type Derivation, fixedOutput, outputKind } from "./derivation.ts";
import { fixedModulo, inputsModulo, type ModuloOf } from "./modulo.ts";
import { writeCommand, writeEnv, writeEnvAround, writeInputDrvs, writeOutputs } from "./write.ts";

/** A derivation that is ready to be written. */
export interface FinishedDerivation {
  /** Where the `.drv` file belongs. */
  drvPath: string;
  /** The bytes of the `.drv` file. */
  text: string;
  /** Hash modulo in base 16 for those that depend on it; null when its outputs are only known once built. */
  modulo: string | null;
}

/**
 * Fills in the paths of outputs that are addressed by inputs, in `outputs` and `env`.
 * @param drv - sources and output names sorted; outputs of fixed content have their path already. Changed in place.
 * @param name - without `.drv`
 */
export function finishDerivation(
  drv: Derivation,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): FinishedDerivation {
  const fixed = fixedOutput(drv);
  const command = writeCommand(drv);
  const inputDrvs = writeInputDrvs(drv.inputDrvs);
  const written = (head: string, tail: string, modulo: string | null): FinishedDerivation => {
    const text = head + inputDrvs + tail;
    return { drvPath: drvPathOf(drv, name, text, storeDir), text, modulo };
  };
  if (fixed !== null) {
    return written(writeOutputs(drv.outputs), command + writeEnv(drv.env), fixedModulo(fixed));
  }
  const byContent = [...drv.outputs.values()].some((output) => outputKind(output) !== "deferred");
  const inputs = byContent ? null : inputsModulo(drv, moduloOf);
  if (inputs === null) {
    return written(writeOutputs(drv.outputs), command + writeEnv(drv.env), null);
  }
  const inputsText = writeInputDrvs(inputs);
  const names = [...drv.outputs.keys()].sort();
  for (const outputName of names) if (!drv.env.has(outputName)) drv.env.set(outputName, "");
  const env = writeEnvAround(drv.env, names);
  const masked = hashTextBase16("sha256", writeOutputs(drv.outputs) + inputsText + command + env.join(""));
  let tail = command + env[0]!;
  names.forEach((outputName, i) => {
    const path = makeOutputPath(name, outputName, masked, storeDir);
    drv.outputs.get(outputName)!.path = path;
    drv.env.set(outputName, path);
    tail += path + env[i + 1]!;
  });
  const head = writeOutputs(drv.outputs);
  return written(head, tail, hashTextBase16("sha256", head + inputsText + tail));
}

/** The path of a `.drv` file: a text with its inputs as references. */
export function drvPathOf(
  { inputDrvs, inputSrcs }: Derivation,
  name: string,
  text: string,
  storeDir: string,
): string {
  // A derivation may be both input and source: so where a string refers to it with all its outputs.
  const references = [...new Set([...inputDrvs.keys(), ...inputSrcs])].sort();
  const type = references.length === 0 ? "text" : `text:${references.join(":")}`;
  return makeStorePath(type, hashTextBase16("sha256", text), `${name}.drv`, storeDir);
}
