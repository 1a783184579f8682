/**
 * The hash of a derivation modulo fixed-output derivations: it does not change when the way to get a fixed
 * content changes (Dolstra, "The Purely Functional Software Deployment Model", section 5.4).
 */
import { hashTextBase16 } from "../hash.ts";
import { type Derivation, fixedOutput, outputKind } from "./derivation.ts";
import { envEntries, writeCommand, writeEnv, writeEnvAround, writeInputDrvs, writeOutputs } from "./write.ts";

/** The hash modulo of an input derivation in base 16; null when its output paths are not known before a build. */
export type ModuloOf = (drvPath: string) => string | null;

/** Output names by the hash modulo of the derivation; null when one of those is not known. */
export function inputsModulo(
  drv: { readonly inputDrvs: ReadonlyMap<string, readonly string[]> },
  moduloOf: ModuloOf,
): Map<string, readonly string[]> | null {
  const byHash = new Map<string, readonly string[]>();
  let known = true;
  drv.inputDrvs.forEach((outputs, path) => {
    const hash = known ? moduloOf(path) : null;
    if (hash === null) {
      known = false;
      return;
    }
    addOutputs(byHash, hash, outputs);
  });
  return known ? byHash : null;
}

/** Adds names of outputs, sorted, to those known by a path or by a hash: different ways to one content are one input. */
export function addOutputs(
  inputs: Map<string, readonly string[]>,
  key: string,
  outputs: readonly string[],
): void {
  const others = inputs.get(key);
  inputs.set(key, others === undefined ? outputs : [...new Set([...others, ...outputs])].sort());
}

/** The hash modulo of a derivation with one output of fixed content, in base 16. */
export function fixedModulo({
  hashAlgo,
  hash,
  path,
}: {
  hashAlgo: string;
  hash: string;
  path: string;
}): string {
  return hashTextBase16("sha256", `fixed:out:${hashAlgo}:${hash}:${path}`);
}

/**
 * The hash of a derivation modulo its inputs, in base 16; null when it or an input is addressed by content.
 * @param masked - whether its own output paths count as empty: so for finding these paths
 */
export function hashDerivationModulo(drv: Derivation, moduloOf: ModuloOf, masked = false): string | null {
  const fixed = fixedOutput(drv);
  if (fixed !== null) return fixedModulo(fixed);
  for (const output of drv.outputs.values()) {
    const kind = outputKind(output);
    if (kind === "floating" || kind === "impure") return null;
  }
  const inputs = inputsModulo(drv, moduloOf);
  if (inputs === null) return null;
  const outputs = masked
    ? new Map([...drv.outputs].map(([name, output]) => [name, { ...output, path: "" }]))
    : drv.outputs;
  const text =
    writeOutputs(outputs) +
    writeInputDrvs(inputs) +
    writeCommand(drv) +
    (masked
      ? writeEnvAround(envEntries(drv.env), [...drv.outputs.keys()].sort()).join("")
      : writeEnv(drv.env));
  return hashTextBase16("sha256", text);
}
