/** What a derivation is made from, as a graph; and hashes modulo over it. */
import type { CallOptions } from "../castore/index.ts";
import {
  type Derivation,
  DerivationError,
  fixedOutput,
  hashDerivationModulo,
  isDerivationName,
  parseStorePathBase,
} from "../nix-compat/index.ts";
import { nameInside, parseDerivationAt } from "./derivation-file.ts";

/** Texts of derivations by path, byte strings: null for those that are not here. */
export type LoadDerivations = (paths: readonly string[]) => Promise<readonly (string | null)[]>;

/** A derivation, its text and what it says. */
export interface LoadedDerivation {
  drv: Derivation;
  /** Bytes of its text. */
  size: number;
}

/** A node; sources and missing derivations have no inputs. */
export interface DrvNode {
  path: string;
  name: string;
  system: string;
  kind: "derivation" | "fixed" | "source" | "missing";
  inputs: { node: number; outputs: string[] }[];
  size: number;
}

/** Derivations that were read, kept for the next question. */
export class Derivations {
  private readonly known = new Map<string, LoadedDerivation>();
  private readonly modulos = new Map<string, string | null>();
  private kept = 0;

  constructor(
    private readonly load: LoadDerivations,
    /** Bytes of texts after which those read first are forgotten. */
    private readonly limit = 64 << 20,
  ) {}

  /** A derivation and all it is made from, node 0 first. @throws DerivationError naming the path of a bad text */
  async graph(start: string, options: GraphOptions = {}): Promise<DrvNode[]> {
    const nodes: DrvNode[] = [];
    const index = new Map<string, number>();
    const numberOf = (path: string): number => {
      let number = index.get(path);
      if (number === undefined) {
        number = nodes.length;
        index.set(path, number);
        const kind = isDerivationName(path) ? "missing" : "source";
        nodes.push({ path, name: nameOfPath(path), system: "", kind, inputs: [], size: 0 });
      }
      return number;
    };
    numberOf(start);
    for (let done = 0; done < nodes.length;) {
      const level = nodes.slice(done).filter(({ kind }) => kind === "missing");
      done = nodes.length;
      const found = await this.all(
        level.map(({ path }) => path),
        options,
      );
      level.forEach((node, i) => {
        const loaded = found[i];
        if (loaded === null || loaded === undefined) return;
        const { drv, size } = loaded;
        node.kind = fixedOutput(drv) === null ? "derivation" : "fixed";
        node.name = nameInside(drv) ?? node.name;
        node.system = drv.system;
        node.size = size;
        node.inputs = [...drv.inputDrvs].map(([path, outputs]) => ({
          node: numberOf(path),
          outputs: [...outputs],
        }));
        for (const path of drv.inputSrcs) node.inputs.push({ node: numberOf(path), outputs: [] });
      });
      options.progress?.(done, nodes.length);
    }
    return nodes;
  }

  /** One derivation; null where it is not here. @throws DerivationError */
  async get(path: string, options: CallOptions = {}): Promise<LoadedDerivation | null> {
    return (await this.all([path], options))[0]!;
  }

  /** All derivations that one is made from, itself included, as far as they are here. */
  async closure(start: string, options: CallOptions = {}): Promise<Map<string, Derivation>> {
    const found = new Map<string, Derivation>();
    let level = [start];
    const seen = new Set(level);
    while (level.length > 0) {
      const next: string[] = [];
      (await this.all(level, options)).forEach((loaded, i) => {
        if (loaded === null) return;
        found.set(level[i]!, loaded.drv);
        for (const path of loaded.drv.inputDrvs.keys()) {
          if (seen.has(path)) continue;
          seen.add(path);
          next.push(path);
        }
      });
      level = next;
    }
    return found;
  }

  /**
   * Hashes modulo of all inputs of a derivation.
   * @throws DerivationError naming an input that is not here
   */
  async modulosFor(drv: Derivation, options: CallOptions = {}): Promise<(path: string) => string | null> {
    // Fixed outputs need none of their inputs.
    if (fixedOutput(drv) === null) for (const path of drv.inputDrvs.keys()) await this.modulo(path, options);
    return (path) => this.modulos.get(path) ?? null;
  }

  private async modulo(start: string, options: CallOptions): Promise<void> {
    if (this.modulos.has(start)) return;
    const drvs = await this.closure(start, options);
    // Inputs first, without recursion: closures are deep.
    const stack = [{ path: start, ready: false }];
    const begun = new Set<string>();
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      const { path, ready } = item;
      if (this.modulos.has(path)) continue;
      const drv = drvs.get(path);
      if (drv === undefined) throw new DerivationError(`the input derivation ${path} is not here`);
      if (!ready && fixedOutput(drv) === null) {
        if (begun.has(path)) throw new DerivationError(`${path} refers to itself`);
        begun.add(path);
        stack.push({ path, ready: true });
        for (const input of drv.inputDrvs.keys()) {
          if (!this.modulos.has(input)) stack.push({ path: input, ready: false });
        }
        continue;
      }
      this.modulos.set(
        path,
        hashDerivationModulo(drv, (input) => this.modulos.get(input) ?? null),
      );
    }
  }

  private async all(paths: readonly string[], options: CallOptions): Promise<(LoadedDerivation | null)[]> {
    options.signal?.throwIfAborted();
    const unknown = paths.filter((path) => !this.known.has(path));
    const texts = unknown.length === 0 ? [] : await this.load(unknown);
    const fresh = new Map<string, LoadedDerivation>();
    unknown.forEach((path, i) => {
      const text = texts[i] ?? null;
      if (text !== null) fresh.set(path, { drv: parseDerivationAt(path, text), size: text.length });
    });
    const found = paths.map((path) => this.known.get(path) ?? fresh.get(path) ?? null);
    for (const [path, loaded] of fresh) this.keep(path, loaded);
    return found;
  }

  private keep(path: string, loaded: LoadedDerivation): void {
    this.known.set(path, loaded);
    this.kept += loaded.size;
    for (const [oldest, { size }] of this.known) {
      if (this.kept <= this.limit || oldest === path) break;
      this.known.delete(oldest);
      this.kept -= size;
    }
  }
}

interface GraphOptions extends CallOptions {
  /** Told how many nodes were looked at, and how many are known of. */
  progress?: (done: number, known: number) => void;
}

/** The name in a store path. */
function nameOfPath(path: string): string {
  const { name } = parseStorePathBase(path.slice(path.lastIndexOf("/") + 1));
  return name.replace(/\.drv$/, "");
}
