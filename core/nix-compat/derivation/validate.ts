/** The rules a derivation has to keep beyond its form (reference, section 4.3). */
import { fromBase16 } from "../encodings.ts";
import { digestSizes, isHashAlgorithm } from "../hash.ts";
import {
  checkStorePathName,
  defaultStoreDir,
  isDerivationName,
  parseStorePath,
  StorePathError,
} from "../store-path.ts";
import { type Derivation, DerivationError, type DerivationOutput } from "./derivation.ts";

/** What to allow. */
export interface ValidationOptions {
  /** Default `/nix/store`. */
  storeDir?: string;
  /** Whether outputs may have no path yet: addressed by their content, or dependent on such. Default false. */
  unknownPaths?: boolean;
}

/** What Nix writes in place of the hash of an output that is built anew every time. */
const impure = "impure";

/** What is wrong with a derivation, one sentence each; empty when nothing is. */
export function derivationFaults(drv: Derivation, options: ValidationOptions = {}): string[] {
  const { storeDir = defaultStoreDir, unknownPaths = false } = options;
  const faults: string[] = [];
  const storePath = (path: string, what: string): void => {
    const fault = faultOf(() => void parseStorePath(path, storeDir));
    if (fault !== null) faults.push(`${what}: ${fault}`);
  };
  if (drv.outputs.size === 0) faults.push("a derivation must have at least one output");
  for (const [name, output] of drv.outputs) {
    faults.push(...outputNameFaults(name), ...outputFaults(name, output, drv.outputs.size));
    if (output.path !== "") storePath(output.path, `output '${name}'`);
    else if (!unknownPaths) faults.push(`output '${name}' has no path`);
  }
  for (const [path, outputs] of drv.inputDrvs) {
    storePath(path, "input derivation");
    if (!isDerivationName(path)) faults.push(`input derivation '${path}' must end in '.drv'`);
    if (outputs.length === 0) faults.push(`input derivation '${path}' is listed without outputs`);
    for (const name of outputs) faults.push(...outputNameFaults(name));
  }
  for (const path of drv.inputSrcs) storePath(path, "input source");
  if (drv.system === "") faults.push("the system is empty");
  if (drv.builder === "") faults.push("the builder is empty");
  if (drv.env.has("")) faults.push("an environment variable has an empty name");
  return faults;
}

/** Throws the first of {@link derivationFaults}. @throws DerivationError */
export function validateDerivation(drv: Derivation, options: ValidationOptions = {}): void {
  const [fault] = derivationFaults(drv, options);
  if (fault !== undefined) throw new DerivationError(`invalid derivation: ${fault}`);
}

function faultOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof StorePathError) return error.message;
    throw error;
  }
}

function outputNameFaults(name: string): string[] {
  // `drv` would make the attribute `drvPath` ambiguous.
  if (name === "drv") return ["an output can't be called 'drv'"];
  const fault = faultOf(() => checkStorePathName(name));
  return fault === null ? [] : [`invalid output name: ${fault}`];
}

function outputFaults(name: string, { path, hashAlgo, hash }: DerivationOutput, count: number): string[] {
  if (hashAlgo === "") return hash === "" ? [] : [`output '${name}' has a hash but no hash algorithm`];
  const faults: string[] = [];
  const algorithm = hashAlgo.replace(/^(?:r|text):/, "");
  if (!isHashAlgorithm(algorithm)) {
    faults.push(`output '${name}' has the unknown hash algorithm '${hashAlgo}'`);
  } else if (hash !== "" && hash !== impure && fromBase16(hash)?.length !== digestSizes[algorithm]) {
    faults.push(`output '${name}': '${hash}' is not a ${algorithm} hash in base 16`);
  }
  if (hash === "" || hash === impure) {
    if (path !== "") faults.push(`output '${name}' is addressed by its content but has a path already`);
  } else if (name !== "out" || count > 1) {
    faults.push(`a derivation with a fixed output can only have the one output 'out', not '${name}'`);
  }
  return faults;
}
