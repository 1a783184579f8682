/** Derivations as data: what a `.drv` file holds. All texts are byte strings. */

/** One output, field by field as in the file. */
export interface DerivationOutput {
  /** The store path; "" while it is not known (addressed by content, or dependent on such). */
  path: string;
  /** "" or an algorithm, with `r:` before it if the NAR is hashed. */
  hashAlgo: string;
  /** The digest in base 16; "" unless it was fixed beforehand. */
  hash: string;
}

/** A build step (Nix manual, "Derivations"). Its name is that of its store path. */
export interface Derivation {
  outputs: Map<string, DerivationOutput>;
  /** Output names by the path of the derivation they are of. */
  inputDrvs: Map<string, readonly string[]>;
  inputSrcs: readonly string[];
  system: string;
  builder: string;
  args: readonly string[];
  env: Map<string, string>;
}

/** A derivation that is malformed; `offset` in bytes where it was read from text. */
export class DerivationError extends Error {
  constructor(
    message: string,
    readonly offset?: number,
  ) {
    super(message);
  }
}

/** How an output's path comes about. */
export type OutputKind = "input-addressed" | "fixed" | "floating" | "impure" | "deferred";

/** Tells it from an output's fields. */
export function outputKind({ path, hashAlgo, hash }: DerivationOutput): OutputKind {
  if (hashAlgo !== "") return hash === "" ? "floating" : hash === "impure" ? "impure" : "fixed";
  return path === "" ? "deferred" : "input-addressed";
}

/** The one output whose content is known beforehand; null for any other derivation. */
export function fixedOutput(drv: {
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
}): DerivationOutput | null {
  const out = drv.outputs.size === 1 ? drv.outputs.get("out") : undefined;
  return out !== undefined && outputKind(out) === "fixed" ? out : null;
}
