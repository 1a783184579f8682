/** What derivations are made from, and how it is written in them. */
import { ascending, writeInputDrvs, writeSources } from "./write.ts";

/** The inputs of a derivation, or of many: what is written of them is kept where they are {@link shared}. */
export class DerivationInputs {
  private keptText: string | null = null;
  private keptType: string | null = null;

  constructor(
    /** Output names by the path of the derivation they are of. */
    readonly drvs: ReadonlyMap<string, readonly string[]>,
    /** Sorted. */
    readonly srcs: readonly string[],
    /** Whether more than one derivation has them. */
    private readonly shared = false,
  ) {}

  /** The part of a derivation for its inputs. */
  get text(): string {
    if (this.keptText !== null) return this.keptText;
    const text = writeInputs(this.drvs, this.srcs);
    if (this.shared) this.keptText = text;
    return text;
  }

  /** The store paths of all, sorted. */
  get references(): string[] {
    const paths = [...this.drvs.keys()];
    // A derivation may be both input and source: so where a string refers to it with all its outputs.
    const references = this.srcs.length === 0 ? paths : [...new Set([...paths, ...this.srcs])];
    return ascending(references) ? references : references.sort();
  }

  /** The type in the fingerprint of a `.drv` file: a text with these references. */
  get type(): string {
    if (this.keptType !== null) return this.keptType;
    const type = ["text", ...this.references].join(":");
    if (this.shared) this.keptType = type;
    return type;
  }
}

/**
 * The part of a derivation for its inputs.
 * @param drvs - output names by path, or by hash modulo
 */
export function writeInputs(drvs: ReadonlyMap<string, readonly string[]>, srcs: readonly string[]): string {
  return writeInputDrvs(drvs) + writeSources(srcs);
}
