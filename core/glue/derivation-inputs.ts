/** From contexts to the inputs of derivations. */
import { type Context, type LateReference, spellingOf } from "../eval/index.ts";
import { addOutputs, DerivationInputs, isDerivationName, writeInputs } from "../nix-compat/index.ts";

/** What an element of a context stands for. */
export interface Input {
  /** A store path: a derivation's where an output is referred to, else a source. */
  readonly path: string;
  /** The one output that is referred to; null for a source. */
  readonly outputs: readonly string[] | null;
  /** The hash modulo of the derivation; null when its outputs are only known once built. @throws NixError */
  readonly modulo: string | null;
  /** What it adds to the sum that tells one set of inputs from others. */
  readonly weight: number;
  /** The round that it last turned up in. */
  round: number;
}

/** What has to be known of derivations. */
export interface DerivationGraph {
  /** The path as the string that it is known by, if it is: maps find that by its place in memory. */
  knownPath(drvPath: string): string;
  /** The hash modulo of a derivation; null when its outputs are only known once built. @throws NixError */
  moduloOf(drvPath: string): string | null;
  /** All store paths that a derivation's file refers to, directly or not, itself included. @throws NixError */
  closure(drvPath: string): Iterable<string>;
  /** The names of a derivation's outputs. @throws NixError */
  outputsOf(drvPath: string): Iterable<string>;
}

const onlyOut: readonly string[] = ["out"];

/** An output of a derivation that was made here, whose own path nobody may ever ask for. */
export class OutputReference implements Input, LateReference {
  readonly outputs: readonly string[];
  round = 0;

  constructor(
    private readonly derivation: { readonly drvPath: string; readonly modulo: string | null },
    output: string,
    readonly weight: number,
  ) {
    this.outputs = output === "out" ? onlyOut : [output];
  }

  get path(): string {
    return this.derivation.drvPath;
  }

  get modulo(): string | null {
    return this.derivation.modulo;
  }

  get spelling(): string {
    return `!${this.outputs[0]!}!${this.path}`;
  }
}

/** What is known by its path. */
class PathInput implements Input {
  round = 0;

  constructor(
    readonly path: string,
    readonly outputs: readonly string[] | null,
    readonly weight: number,
    private readonly graph: DerivationGraph,
  ) {}

  get modulo(): string | null {
    return this.graph.moduloOf(this.path);
  }
}

/** The inputs of all derivations with one context. */
export class ContextInputs {
  /** Whether there is more than one: then what is written of their inputs is kept. */
  shared = false;
  /** Undefined: not kept. */
  private keptModulo: string | null | undefined = undefined;
  private keptByPath: DerivationInputs | null = null;

  constructor(readonly all: readonly Input[]) {}

  /** The part of a derivation for them, with hashes modulo; null when one of those is not known. @throws NixError */
  get modulo(): string | null {
    if (this.keptModulo !== undefined) return this.keptModulo;
    const text = this.writeModulo();
    if (this.shared) this.keptModulo = text;
    return text;
  }

  private writeModulo(): string | null {
    const drvs = new Map<string, readonly string[]>();
    for (const input of this.all) {
      if (input.outputs === null) continue;
      const { modulo } = input;
      if (modulo === null) return null;
      addOutputs(drvs, modulo, input.outputs);
    }
    return writeInputs(drvs, this.sources());
  }

  private sources(): string[] {
    const sources: string[] = [];
    for (const input of this.all) if (input.outputs === null) sources.push(input.path);
    sources.sort();
    return sources.some((path, i) => path === sources[i - 1]) ? [...new Set(sources)] : sources;
  }

  /** They by their paths, sorted. */
  get byPath(): DerivationInputs {
    if (this.keptByPath !== null) return this.keptByPath;
    const built = this.all.filter((input) => input.outputs !== null).sort(inOrder);
    const drvs = new Map<string, readonly string[]>();
    for (const { path, outputs } of built) addOutputs(drvs, path, outputs!);
    return (this.keptByPath = new DerivationInputs(drvs, this.sources(), this.shared));
  }
}

function inOrder(a: Input, b: Input): number {
  return a.path < b.path ? -1 : a.path === b.path ? 0 : 1;
}

/** A number without any pattern in it, from one that counts up (the end of MurmurHash 3). */
function scattered(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Makes {@link ContextInputs}: the same ones for derivations with the same context. */
export class InputsByContext {
  /** By the spelling of the element. */
  private readonly spelled = new Map<string, Input>();
  /** By the sum of weights; of several with one sum, the last. */
  private readonly known = new Map<number, ContextInputs>();
  private count = 0;
  private round = 0;

  constructor(private readonly graph: DerivationGraph) {}

  /** What stands for an output of a derivation in contexts. */
  reference(
    derivation: { readonly drvPath: string; readonly modulo: string | null },
    output: string,
  ): OutputReference {
    return new OutputReference(derivation, output, scattered(++this.count));
  }

  /** The inputs of a derivation whose attributes have this context. @throws NixError */
  of(context: Context): ContextInputs {
    const round = ++this.round;
    const found: Input[] = [];
    let sum = 0;
    // What a derivation needs besides is found anew each time: seldom asked for.
    let deep: string[] | null = null;
    context.forEach((reference) => {
      if (typeof reference === "string" && reference.charCodeAt(0) === 0x3d) {
        (deep ??= []).push(reference.slice(1));
        return;
      }
      const input = reference instanceof OutputReference ? reference : this.inputOf(spellingOf(reference));
      input.round = round;
      sum = (sum + input.weight) | 0;
      found.push(input);
    });
    if (deep !== null) return new ContextInputs([...found, ...this.closures(deep)]);
    const same = this.known.get(sum);
    if (same?.all.length === found.length && same.all.every((input) => input.round === round)) {
      same.shared = true;
      return same;
    }
    const inputs = new ContextInputs(found);
    this.known.set(sum, inputs);
    return inputs;
  }

  private inputOf(spelling: string): Input {
    let input = this.spelled.get(spelling);
    if (input === undefined) {
      let path = spelling;
      let outputs: readonly string[] | null = null;
      if (spelling.charCodeAt(0) === 0x21) {
        const end = spelling.indexOf("!", 1);
        const output = spelling.slice(1, end);
        path = this.graph.knownPath(spelling.slice(end + 1));
        outputs = output === "out" ? onlyOut : [output];
      }
      input = new PathInput(path, outputs, scattered(++this.count), this.graph);
      this.spelled.set(spelling, input);
    }
    return input;
  }

  /** What derivations need, each with all its outputs. */
  private closures(drvPaths: readonly string[]): Input[] {
    const { graph } = this;
    const inputs: Input[] = [];
    for (const drvPath of drvPaths) {
      for (const path of graph.closure(drvPath)) {
        inputs.push(new PathInput(path, null, 0, graph));
        if (!isDerivationName(path)) continue;
        for (const output of graph.outputsOf(path)) inputs.push(new PathInput(path, [output], 0, graph));
      }
    }
    return inputs;
  }
}
