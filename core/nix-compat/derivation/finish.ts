/** From a derivation without output paths to one with them, its text, its own path and its hash modulo. */
import { hashTextBase16, hashTextsBase16 } from "../hash.ts";
import { makeOutputPath, makeStorePath, outputPlaceholder } from "../store-path.ts";
import { type Derivation, type DerivationOutput, fixedOutput, outputKind } from "./derivation.ts";
import { DerivationInputs } from "./inputs.ts";
import { fixedModulo, type ModuloOf } from "./modulo.ts";
import {
  type EnvEntries,
  envEntries,
  writeBuilder,
  writeDerivation,
  writeEnvAround,
  writeOutputs,
} from "./write.ts";

/** A derivation in the making. */
export interface DerivationDraft {
  /** In the order of names; those of fixed content have their path from the beginning. */
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
  readonly inputs: DerivationInputs;
  readonly system: string;
  readonly builder: string;
  readonly args: readonly string[];
  /** The variables of outputs need not be there, and what they are does not count. */
  readonly env: EnvEntries;
}

/** What a draft comes to, besides the paths of its outputs. */
export interface FinishedDraft {
  /** Where the `.drv` file belongs. */
  drvPath: string;
  /** Hash modulo in base 16 for those that depend on it; null when its outputs are only known once built. */
  modulo: string | null;
}

/** A derivation that is ready to be written. */
export interface FinishedDerivation extends FinishedDraft {
  /** The bytes of the `.drv` file. */
  text: string;
}

/** What an output's variable holds; "" for a path that is not known. */
function variableOf(name: string, { path, hashAlgo }: DerivationOutput): string {
  return hashAlgo !== "" && path === "" ? outputPlaceholder(name) : path;
}

/** Where the parts are that stand for outputs and inputs. */
const outputsPart = 0;
const inputsPart = 1;
/** Where the first variable of an output is; the others are each two further on. */
const firstVariable = 3;

/** The text in parts; those for the inputs and the paths of outputs are empty. */
function partsOf({ outputs, system, builder, args, env }: DerivationDraft): string[] {
  const around = writeEnvAround(env, [...outputs.keys()]);
  const parts = ["", "", writeBuilder(system, builder, args) + around[0]!];
  for (let i = 1; i < around.length; i++) parts.push("", around[i]!);
  return parts;
}

/** Writes the paths of outputs, as they are now, into the parts of a text. */
function fillIn(parts: string[], outputs: ReadonlyMap<string, DerivationOutput>): void {
  parts[outputsPart] = writeOutputs(outputs);
  let i = firstVariable;
  for (const [name, output] of outputs) {
    parts[i] = variableOf(name, output);
    i += 2;
  }
}

/**
 * Fills in the paths of outputs that are addressed by inputs, in `outputs`.
 * @param name - without `.drv`
 * @param known - the hash modulo of a derivation that was finished before; undefined for a new one
 */
export function finishDraft(
  draft: DerivationDraft,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
  known: (drvPath: string) => string | null | undefined = () => undefined,
): FinishedDraft {
  const { outputs, inputs } = draft;
  const parts = partsOf(draft);
  const fixed = fixedOutput(draft);
  const inputsModulo = fixed === null && allDeferred(outputs) ? inputs.modulo(moduloOf) : null;
  if (inputsModulo !== null) {
    parts[outputsPart] = writeOutputs(outputs);
    parts[inputsPart] = inputsModulo;
    const masked = hashTextsBase16("sha256", parts);
    outputs.forEach((output, key) => {
      output.path = makeOutputPath(name, key, masked, storeDir);
    });
  }
  fillIn(parts, outputs);
  parts[inputsPart] = inputs.text;
  const drvPath = pathOf(inputs, name, hashTextsBase16("sha256", parts), storeDir);
  let modulo = known(drvPath);
  if (modulo === undefined) {
    if (fixed !== null) modulo = fixedModulo(fixed);
    else if (inputsModulo === null) modulo = null;
    else {
      parts[inputsPart] = inputsModulo;
      modulo = hashTextsBase16("sha256", parts);
    }
  }
  return { drvPath, modulo };
}

/** Whether no output is addressed by content. */
function allDeferred(outputs: ReadonlyMap<string, DerivationOutput>): boolean {
  for (const output of outputs.values()) if (outputKind(output) !== "deferred") return false;
  return true;
}

/** The bytes of the `.drv` file of a draft that is finished. */
export function writeDraft(draft: DerivationDraft): string {
  const parts = partsOf(draft);
  fillIn(parts, draft.outputs);
  parts[inputsPart] = draft.inputs.text;
  return parts.join("");
}

/**
 * {@link finishDraft} with the environment as a map, in which the paths are filled in too.
 * @param drv - with the variables of outputs, where they are to be; sources and output names sorted. Changed in place
 */
export function finishDerivation(
  drv: Derivation,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): FinishedDerivation {
  const inputs = new DerivationInputs(drv.inputDrvs, drv.inputSrcs);
  const finished = finishDraft({ ...drv, inputs, env: envEntries(drv.env) }, name, moduloOf, storeDir);
  for (const [output, fields] of drv.outputs) drv.env.set(output, variableOf(output, fields));
  return { ...finished, text: writeDerivation(drv) };
}

/** The path of a `.drv` file: a text with its inputs as references. */
export function drvPathOf(
  { inputDrvs, inputSrcs }: Pick<Derivation, "inputDrvs" | "inputSrcs">,
  name: string,
  text: string,
  storeDir: string,
): string {
  return pathOf(new DerivationInputs(inputDrvs, inputSrcs), name, hashTextBase16("sha256", text), storeDir);
}

/** @param digest - of the text, in base 16 */
function pathOf(inputs: DerivationInputs, name: string, digest: string, storeDir: string): string {
  return makeStorePath(inputs.type, digest, `${name}.drv`, storeDir);
}
