/** From a derivation without output paths to one with them, its text, its own path and its hash modulo. */
import { toBase16 } from "../encodings.ts";
import { hashText } from "../hash.ts";
import { makeOutputPath, makeStorePath } from "../store-path.ts";
import { type Derivation, fixedOutput, outputKind } from "./derivation.ts";
import { fixedModulo, inputsModulo, type ModuloOf } from "./modulo.ts";
import { writeCommand, writeEnv, writeInputDrvs, writeOutputs } from "./write.ts";

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
  if (fixed !== null) {
    const text = writeOutputs(drv.outputs) + writeInputDrvs(drv.inputDrvs) + command + writeEnv(drv.env);
    return { drvPath: drvPathOf(drv, name, text, storeDir), text, modulo: fixedModulo(fixed) };
  }
  const floating = [...drv.outputs.values()].some((output) => outputKind(output) === "floating");
  const inputs = floating ? null : inputsModulo(drv, moduloOf);
  const inputsText = inputs === null ? "" : writeInputDrvs(inputs);
  if (inputs !== null) {
    const masked = writeOutputs(drv.outputs) + inputsText + command + writeEnv(drv.env, drv.outputs);
    const modulo = toBase16(hashText("sha256", masked));
    for (const [outputName, output] of drv.outputs) {
      output.path = makeOutputPath(name, outputName, modulo, storeDir);
      drv.env.set(outputName, output.path);
    }
  }
  const head = writeOutputs(drv.outputs);
  const tail = command + writeEnv(drv.env);
  const text = head + writeInputDrvs(drv.inputDrvs) + tail;
  return {
    drvPath: drvPathOf(drv, name, text, storeDir),
    text,
    modulo: inputs === null ? null : toBase16(hashText("sha256", head + inputsText + tail)),
  };
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
  return makeStorePath(type, toBase16(hashText("sha256", text)), `${name}.drv`, storeDir);
}
