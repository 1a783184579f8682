/**
 * Parts of the evaluator that the first evaluation seldom needs: fetched when they are asked for, or when there
 * is nothing else to do. Evaluation can't wait, so whoever misses a part gives up, and is run again with it.
 */
import { type Deep, NixError } from "../../core/eval/index.ts";
import type { FetchesOptions, StoreEvaluatorOptions } from "../../core/glue/index.ts";

/** What `makeFetches` of glue is. */
export type MakeFetches = (options: FetchesOptions) => NonNullable<StoreEvaluatorOptions["fetches"]>;

/** The parts by name. */
export interface PartTypes {
  /** Fetching builtins, with archives, git and flakes. */
  fetching: MakeFetches;
  /** What nesting deeper than JavaScript's stack needs, and rare builtins. */
  nesting: Deep;
}

export type PartName = keyof PartTypes;

/** The parts as errors name them. */
const partWords: Readonly<Record<PartName, string>> = {
  fetching: "fetching",
  nesting: "deep nesting, regular expressions and TOML",
};

/** How to bring each part. */
export type PartLoaders = { readonly [N in PartName]: () => Promise<PartTypes[N]> };

/** The parts as chunks of this program. */
export const partChunks: PartLoaders = {
  nesting: async () => (await import("./nesting.ts")).deepParts,
  fetching: async () => (await import("./fetching.ts")).makeFetches,
};

/** The parts that are here by now. */
export class Parts {
  private readonly here: Partial<PartTypes> = {};
  private readonly failures = new Map<PartName, string>();

  constructor(private readonly loaders: PartLoaders = partChunks) {}

  /**
   * A part.
   * @param missed - told when it is not here yet; an error is thrown that no Nix code catches
   * @throws NixError of kind `io` when it can't be had
   */
  get<N extends PartName>(name: N, missed: (name: N) => void): PartTypes[N] {
    const part = this.here[name];
    if (part !== undefined) return part;
    const failure = this.failures.get(name);
    if (failure !== undefined) {
      // The next one who asks may have more luck.
      this.failures.delete(name);
      throw new NixError(
        "io",
        `the part of the evaluator for ${partWords[name]} could not be loaded: ${failure}`,
      );
    }
    missed(name);
    throw new NixError("stopped", `the part of the evaluator for ${partWords[name]} is not here yet`);
  }

  /** Brings a part. Never rejects: {@link get} tells when that failed. */
  async load(name: PartName): Promise<void> {
    if (this.here[name] !== undefined) return;
    try {
      Object.assign(this.here, { [name]: await this.loaders[name]() });
      this.failures.delete(name);
    } catch (error) {
      this.failures.set(name, error instanceof Error ? error.message : String(error));
    }
  }

  /** Brings all parts, one after the other. What can't be brought is tried again when it is needed. */
  async loadAll(): Promise<void> {
    for (const name of Object.keys(this.loaders) as PartName[]) {
      await this.load(name);
      this.failures.delete(name);
    }
  }
}
