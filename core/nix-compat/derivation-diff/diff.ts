/**
 * What differs between two derivations and, as far as it is why, between their inputs. A change deep below
 * changes the hashes in everything above; these are not counted.
 */
import type { Derivation } from "../derivation/derivation.ts";
import { type Change, keysOf, ownChanges } from "./changes.ts";
import { matchPaths, nameOf } from "./match.ts";
import { Rewrites } from "./rewrite.ts";

/** A derivation and the path of its file. */
export interface DerivationFile {
  path: string;
  drv: Derivation;
}

/** Reads an input derivation by its store path; null when it is not to be found. */
export type LoadDerivation = (path: string) => Derivation | null;

/** How two derivations differ. */
export interface DerivationDiff {
  from: DerivationFile;
  to: DerivationFile;
  /** What differs in themselves; empty when all comes from inputs. */
  changes: Change[];
  /** Inputs that differ, each with its counterpart. */
  inputs: DerivationDiff[];
  /** Whether the outputs are the same all the same: content that is fixed, got in different ways. */
  sameOutputs: boolean;
}

/**
 * Compares two derivations.
 * @returns null when nothing differs but hashes
 * @throws what `load` throws
 */
export function diffDerivations(
  from: DerivationFile,
  to: DerivationFile,
  load: LoadDerivation,
): DerivationDiff | null {
  return new Comparison(load).compare(from, to);
}

type Pair = [from: DerivationFile, to: DerivationFile];

class Comparison {
  /** By both paths; undefined while being compared. */
  private readonly done = new Map<string, DerivationDiff | null | undefined>();
  private readonly known = new Rewrites();

  constructor(private readonly load: LoadDerivation) {}

  /** Compares inputs first, without recursion: closures are deep. */
  compare(...top: Pair): DerivationDiff | null {
    const key = ([from, to]: Pair): string => `${from.path}\n${to.path}`;
    const stack: { pair: Pair; ready: boolean }[] = [{ pair: top, ready: false }];
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      const { pair, ready } = item;
      if (ready) {
        this.done.set(key(pair), this.compareNew(...pair));
        continue;
      }
      // What is being compared already comes up again only in files that refer to themselves.
      if (this.done.has(key(pair))) continue;
      this.done.set(key(pair), undefined);
      stack.push({ pair, ready: true });
      for (const input of this.inputPairs(...pair)) stack.push({ pair: input, ready: false });
    }
    return this.done.get(key(top)) ?? null;
  }

  /** The inputs that will have to be compared. */
  private inputPairs(from: DerivationFile, to: DerivationFile): Pair[] {
    const asked: [string, string][] = [];
    const { pairs } = matchPaths(from.drv.inputDrvs.keys(), to.drv.inputDrvs.keys(), (ours, theirs) => {
      asked.push([ours, theirs]);
      return 0;
    });
    return [...asked, ...pairs].flatMap(([ours, theirs]): Pair[] => {
      const [before, after] = [this.load(ours), this.load(theirs)];
      if (before === null || after === null) return [];
      return [
        [
          { path: ours, drv: before },
          { path: theirs, drv: after },
        ],
      ];
    });
  }

  private compareNew(from: DerivationFile, to: DerivationFile): DerivationDiff | null {
    const changes: Change[] = [];
    const inputs: DerivationDiff[] = [];
    const local = new Rewrites();
    local.addDerivation(from.path, from.drv, to.path, to.drv);
    this.compareSources(from.drv, to.drv, local, changes);
    const pairs = this.compareInputs(from.drv, to.drv, local, changes, inputs);
    changes.push(...ownChanges(from.drv, to.drv, local, this.known));
    // What differs in itself may only have been tried for a counterpart, with all its inputs.
    if (changes.length === 0) this.known.addAll(local);
    const sameOutputs = haveSameOutputs(from.drv, to.drv);
    if (changes.length === 0 && inputs.length === 0) {
      if (sameOutputs || pairs > 0) return null;
      // Nothing explains that the paths differ: then they are the difference.
      changes.push(...pathChanges(from.drv, to.drv));
      if (changes.length === 0) return null;
    }
    return { from, to, changes, inputs, sameOutputs };
  }

  private compareSources(from: Derivation, to: Derivation, local: Rewrites, changes: Change[]): void {
    const { pairs, removed, added } = matchPaths(from.inputSrcs, to.inputSrcs, () => 0);
    for (const [ours, theirs] of pairs) {
      local.addPath(ours, theirs);
      changes.push({ kind: "source", from: ours, to: theirs });
    }
    for (const path of removed) changes.push({ kind: "source", from: path, to: null });
    for (const path of added) changes.push({ kind: "source", from: null, to: path });
  }

  /** Returns how many inputs have a counterpart with another path. */
  private compareInputs(
    from: Derivation,
    to: Derivation,
    local: Rewrites,
    changes: Change[],
    inputs: DerivationDiff[],
  ): number {
    const { pairs, removed, added } = matchPaths(
      from.inputDrvs.keys(),
      to.inputDrvs.keys(),
      (ours, theirs) => {
        const diff = this.compareInput(ours, theirs);
        if (diff === null) return 0;
        return diff === "unknown" ? Infinity : 1 + diff.changes.length;
      },
    );
    for (const [ours, theirs] of pairs) {
      const diff = this.compareInput(ours, theirs);
      if (diff === "unknown") {
        local.addPath(ours, theirs);
        changes.push({ kind: "unknown-input", from: ours, to: theirs });
        continue;
      }
      if (diff !== null) inputs.push(diff);
      local.addDerivation(ours, this.load(ours)!, theirs, this.load(theirs)!);
      compareUse(theirs, from.inputDrvs.get(ours)!, to.inputDrvs.get(theirs)!, changes);
    }
    for (const [path, outputs] of from.inputDrvs) {
      const others = to.inputDrvs.get(path);
      if (others !== undefined) compareUse(path, outputs, others, changes);
    }
    for (const path of removed) changes.push({ kind: "input", from: path, to: null });
    for (const path of added) changes.push({ kind: "input", from: null, to: path });
    return pairs.length;
  }

  private compareInput(from: string, to: string): DerivationDiff | null | "unknown" {
    const [ours, theirs] = [this.load(from), this.load(to)];
    if (ours === null || theirs === null) return "unknown";
    return this.compare({ path: from, drv: ours }, { path: to, drv: theirs });
  }
}

function compareUse(path: string, from: readonly string[], to: readonly string[], changes: Change[]): void {
  if (from.join("\n") !== to.join("\n")) changes.push({ kind: "input-outputs", path, from, to });
}

function haveSameOutputs(from: Derivation, to: Derivation): boolean {
  return keysOf(from.outputs, to.outputs).every((name) => {
    const path = from.outputs.get(name)?.path ?? "";
    return path !== "" && path === to.outputs.get(name)?.path;
  });
}

function pathChanges(from: Derivation, to: Derivation): Change[] {
  return keysOf(from.outputs, to.outputs).flatMap((name): Change[] => {
    const [ours, theirs] = [from.outputs.get(name)!, to.outputs.get(name)!];
    return ours.path === theirs.path ? [] : [{ kind: "output", name, from: ours, to: theirs }];
  });
}

/** A derivation that differs in itself, and the shortest way to it. */
export interface Cause {
  diff: DerivationDiff;
  /** Names from the top down to it, the top's own left out. */
  way: string[];
}

/** The derivations that differ in themselves, deepest first: why all those above differ. */
export function causesOf(top: DerivationDiff): Cause[] {
  const seen = new Set([top]);
  const queue: Cause[] = [{ diff: top, way: [] }];
  const causes: Cause[] = [];
  for (const cause of queue) {
    if (cause.diff.changes.length > 0) causes.push(cause);
    for (const diff of cause.diff.inputs) {
      if (seen.has(diff)) continue;
      seen.add(diff);
      queue.push({ diff, way: [...cause.way, nameOf(diff.to.path)] });
    }
  }
  return causes.reverse();
}
