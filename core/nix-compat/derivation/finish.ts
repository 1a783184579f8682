/** From a derivation without output paths to one with them, its text, its own path and its hash modulo. */
import { hashTextBase16, hashTextsBase16 } from "../hash.ts";
import { makeOutputPath, makeStorePath, outputPlaceholder } from "../store-path.ts";
import { type Derivation, type DerivationOutput, fixedOutput, outputKind } from "./derivation.ts";
import { DerivationInputs, writeInputs } from "./inputs.ts";
import { fixedModulo, inputsModulo, type ModuloOf } from "./modulo.ts";
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
  readonly system: string;
  readonly builder: string;
  readonly args: readonly string[];
  /** The variables of outputs need not be there, and what they are does not count. */
  readonly env: EnvEntries;
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

/** Whether an output is addressed by content: the paths of the others have nothing to do with inputs then. */
export function byContent({ outputs }: Pick<DerivationDraft, "outputs">): boolean {
  for (const output of outputs.values()) if (outputKind(output) !== "deferred") return true;
  return false;
}

/**
 * Fills in the paths of outputs that are addressed by inputs, in `outputs`.
 * @param draft - not {@link byContent}
 * @param name - without `.drv`
 * @param inputs - the part for the inputs, with hashes modulo
 * @returns the hash modulo of the derivation, in base 16
 */
export function fillInPaths(draft: DerivationDraft, name: string, inputs: string, storeDir: string): string {
  const { outputs } = draft;
  const parts = partsOf(draft);
  parts[outputsPart] = writeOutputs(outputs);
  parts[inputsPart] = inputs;
  const masked = hashTextsBase16("sha256", parts);
  outputs.forEach((output, key) => {
    output.path = makeOutputPath(name, key, masked, storeDir);
  });
  fillIn(parts, outputs);
  return hashTextsBase16("sha256", parts);
}

/** The bytes of the `.drv` file of a draft whose outputs have their paths, in parts. */
function finishedParts(draft: DerivationDraft, inputs: DerivationInputs): string[] {
  const parts = partsOf(draft);
  fillIn(parts, draft.outputs);
  parts[inputsPart] = inputs.text;
  return parts;
}

/** Where the `.drv` file of a draft belongs whose outputs have their paths. */
export function draftPath(
  draft: DerivationDraft,
  name: string,
  inputs: DerivationInputs,
  storeDir: string,
): string {
  return pathOf(inputs, name, hashTextsBase16("sha256", finishedParts(draft, inputs)), storeDir);
}

/** The bytes of that file. */
export function writeDraft(draft: DerivationDraft, inputs: DerivationInputs): string {
  return finishedParts(draft, inputs).join("");
}

/**
 * Finishes a derivation: fills in the paths of outputs that are addressed by inputs, there and in the environment.
 * @param drv - with the variables of outputs, where they are to be; sources and output names sorted; outputs of fixed
 *   content have their path already. Changed in place.
 * @param name - without `.drv`
 */
export function finishDerivation(
  drv: Derivation,
  name: string,
  moduloOf: ModuloOf,
  storeDir: string,
): FinishedDerivation {
  const draft = { ...drv, env: envEntries(drv.env) };
  const fixed = fixedOutput(drv);
  let modulo = fixed === null ? null : fixedModulo(fixed);
  const drvs = byContent(draft) ? null : inputsModulo(drv, moduloOf);
  if (drvs !== null) modulo = fillInPaths(draft, name, writeInputs(drvs, drv.inputSrcs), storeDir);
  for (const [output, fields] of drv.outputs) drv.env.set(output, variableOf(output, fields));
  const text = writeDerivation(drv);
  return { drvPath: drvPathOf(drv, name, text, storeDir), text, modulo };
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
