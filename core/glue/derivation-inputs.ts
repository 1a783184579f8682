/** From contexts to the inputs of derivations. */
import { DerivationInputs, isDerivationName } from "../nix-compat/index.ts";

/** What an element of a context stands for; made once, as the same ones turn up time and again. */
interface Reference {
  /** A store path: a derivation's where outputs are referred to, else a source. */
  readonly path: string;
  /** The one output that is referred to; null for a source. */
  readonly outputs: readonly string[] | null;
  /** What it adds to the sum that tells one set of references from others. */
  readonly weight: number;
  /** The round that it last turned up in. */
  round: number;
}

/** Inputs, and the references that they were made from. */
interface Known {
  readonly references: readonly Reference[];
  readonly inputs: DerivationInputs;
}

/** What has to be known of derivations. */
export interface DerivationGraph {
  /** The path as the string that it is known by, if it is: maps find that by its place in memory. */
  knownPath(drvPath: string): string;
  /** All store paths that a derivation's file refers to, directly or not, itself included. @throws NixError */
  closure(drvPath: string): Iterable<string>;
  /** The names of a derivation's outputs. @throws NixError */
  outputsOf(drvPath: string): Iterable<string>;
}

const onlyOut: readonly string[] = ["out"];

function byPath(a: Reference, b: Reference): number {
  return a.path < b.path ? -1 : a.path === b.path ? 0 : 1;
}

/** A number without any pattern in it, from one that counts up (the end of MurmurHash 3). */
function scattered(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Makes {@link DerivationInputs}: the same ones for derivations with the same context. */
export class InputsByContext {
  private readonly references = new Map<string, Reference>();
  /** By the sum of weights; of several with one sum, the last. */
  private readonly known = new Map<number, Known>();
  private found: Reference[] = [];
  private sum = 0;
  private round = 0;

  constructor(private readonly graph: DerivationGraph) {}

  /** The inputs of a derivation whose attributes have this context. @throws NixError */
  of(context: ReadonlySet<string>): DerivationInputs {
    this.found = [];
    this.sum = 0;
    this.round++;
    // What a derivation needs besides is found anew each time: seldom asked for.
    let deep: string[] | null = null;
    context.forEach((element) => {
      if (element.charCodeAt(0) === 0x3d) (deep ??= []).push(element.slice(1));
      else this.add(element);
    });
    if (deep !== null) return this.withClosures(deep);
    const { found, sum, round } = this;
    const same = this.known.get(sum);
    if (same?.references.length === found.length && same.references.every((r) => r.round === round)) {
      same.inputs.shared = true;
      return same.inputs;
    }
    const inputs = inputsOf(found);
    this.known.set(sum, { references: found, inputs });
    return inputs;
  }

  private add(element: string): void {
    let reference = this.references.get(element);
    if (reference === undefined) {
      const weight = scattered(this.references.size + 1);
      if (element.charCodeAt(0) === 0x21) {
        const end = element.indexOf("!", 1);
        const output = element.slice(1, end);
        const path = this.graph.knownPath(element.slice(end + 1));
        reference = { path, outputs: output === "out" ? onlyOut : [output], weight, round: 0 };
      } else reference = { path: element, outputs: null, weight, round: 0 };
      this.references.set(element, reference);
    }
    reference.round = this.round;
    this.sum = (this.sum + reference.weight) | 0;
    this.found.push(reference);
  }

  private withClosures(deep: readonly string[]): DerivationInputs {
    const { graph, found } = this;
    const add = (path: string, outputs: readonly string[] | null): void => {
      found.push({ path, outputs, weight: 0, round: 0 });
    };
    for (const drvPath of deep) {
      for (const path of graph.closure(drvPath)) {
        add(path, null);
        if (!isDerivationName(path)) continue;
        for (const output of graph.outputsOf(path)) add(path, [output]);
      }
    }
    return inputsOf(found);
  }
}

/** Sorts what is referred to into derivations and sources. */
function inputsOf(references: readonly Reference[]): DerivationInputs {
  const built: Reference[] = [];
  const srcs: string[] = [];
  for (const reference of references) {
    if (reference.outputs === null) srcs.push(reference.path);
    else built.push(reference);
  }
  built.sort(byPath);
  const drvs = new Map<string, readonly string[]>();
  for (let i = 0; i < built.length;) {
    const { path, outputs } = built[i]!;
    let end = i + 1;
    while (end < built.length && built[end]!.path === path) end++;
    drvs.set(path, end === i + 1 ? outputs! : outputsOf(built.slice(i, end)));
    i = end;
  }
  srcs.sort();
  return new DerivationInputs(drvs, srcs.some((src, i) => src === srcs[i - 1]) ? [...new Set(srcs)] : srcs);
}

/** The names of the outputs that are referred to, sorted. */
function outputsOf(references: readonly Reference[]): readonly string[] {
  return [...new Set(references.map(({ outputs }) => outputs![0]!))].sort();
}
