/** Finding a lock for each input of a flake (Nix manual, "nix flake", lock files). */
import { NixError } from "../../eval/index.ts";
import type { Flake, Flakes } from "./flake.ts";
import type { FlakeInput, FlakeInputs } from "./flake-file.ts";
import { canonicalBelow, directoryOf } from "./flake-places.ts";
import { keyOf, type ReadonlyInput, textOf, urlOf } from "./input.ts";
import { isRelativePath, isWay, LockNode, nodeAt, writeLockFile } from "./lock-file.ts";

/** A flake on the way from the root to where locks are looked for. */
interface Level {
  node: LockNode;
  /** The way to it through the inputs of the root. */
  way: readonly string[];
  /** What an older lock file knows of it. */
  old: LockNode | null;
  /** The way to the flake whose lock file that is. */
  lockWay: readonly string[];
  /** Its directory; null for one that was not fetched. */
  directory: string | null;
  /** References of the flakes above and of itself. */
  above: readonly string[];
  /** Whether the lock is known to fit the flake, because the flake is the one that was locked. */
  trusted: boolean;
}

const wayText = (way: readonly string[]): string => way.join("/");

/** Inputs of inputs nest that deep at most, and there are that many of them. */
const maxDepth = 200;
const maxInputs = 50_000;

/** The locks of one flake's inputs, and theirs. */
export class Locks {
  private readonly root = new LockNode(null, null, true, null);
  private readonly overrides = new Map<string, FlakeInput>();
  private readonly old: LockNode | null;
  /** Inputs looked at. */
  private count = 0;

  constructor(
    private readonly flakes: Flakes,
    private readonly flake: Flake,
    private readonly url: string,
  ) {
    this.old = flakes.lockIn(flake.directory);
  }

  /** The complete lock file. @throws NixError */
  text(): string {
    const { root, old, flake } = this;
    const level: Level = {
      node: root,
      way: [],
      old,
      lockWay: [],
      directory: flake.directory,
      above: [keyOf(flake.locked)],
      trusted: false,
    };
    this.lock(flake.file.inputs, level);
    this.checkWays(root, [], new Set());
    const text = writeLockFile(root);
    const before = old ?? new LockNode(null, null, true, null);
    if (!this.flakes.keepsLocks && text !== writeLockFile(before)) {
      throw new NixError(
        "value",
        `flake '${this.url}' requires lock file changes but they're not allowed due to '--no-update-lock-file'`,
      );
    }
    return text;
  }

  private lock(inputs: FlakeInputs, level: Level): void {
    this.count += inputs.size;
    if (level.way.length > maxDepth || this.count > maxInputs) {
      throw new NixError("value", `inputs of '${this.url}' nest too deep, or in circles`);
    }
    this.addOverrides(inputs, level.way);
    for (const [id, declared] of inputs) {
      const way = [...level.way, id];
      const override = this.overrides.get(wayText(way));
      const input =
        override === undefined ? declared : { ...declared, ...override, overrides: declared.overrides };
      if (input.follows !== null) level.node.inputs.set(id, input.follows);
      else level.node.inputs.set(id, this.lockInput(id, way, input, override !== undefined, level));
    }
  }

  /** What a flake declares for inputs of its inputs; declarations further out come first, and win. */
  private addOverrides(inputs: FlakeInputs, way: readonly string[]): void {
    for (const [id, { overrides }] of inputs) {
      const below = [...way, id];
      for (const [name, override] of overrides) {
        const key = wayText([...below, name]);
        // Without a reference or way of its own it only holds declarations for what is below.
        const says = override.follows !== null || override.reference?.get("id") !== name;
        if (says && !this.overrides.has(key)) this.overrides.set(key, override);
      }
      this.addOverrides(overrides, below);
    }
  }

  private lockInput(
    id: string,
    way: readonly string[],
    input: FlakeInput,
    overridden: boolean,
    level: Level,
  ): LockNode {
    const reference = input.reference!;
    const edge = level.old?.inputs.get(id);
    const old = edge === undefined || isWay(edge) ? null : edge;
    if (old !== null && !overridden && old.original !== null && keyOf(old.original) === keyOf(reference)) {
      return this.keep(old, way, level);
    }
    return this.lockAnew(way, input, reference, level, old);
  }

  /** Takes over a lock. Where it may no longer fit the flake, the flake's own declarations are looked at again. */
  private keep(old: LockNode, way: readonly string[], level: Level): LockNode {
    const node = new LockNode(old.locked, old.original, old.isFlake, old.parent === null ? null : level.way);
    const directory =
      level.directory === null || old.parent === null ? null : this.belowOf(level.directory, old.locked!);
    const below: Level = { ...level, node, way, old, directory, trusted: true };
    const inputs = new Map<string, FlakeInput>();
    for (const [name, edge] of old.inputs) {
      if (!isWay(edge)) {
        inputs.set(name, {
          reference: edge.original,
          isFlake: edge.isFlake,
          follows: null,
          overrides: new Map(),
        });
      } else if (level.trusted || this.overrides.has(wayText([...way, name]))) {
        const follows = [...level.lockWay, ...edge];
        inputs.set(name, { reference: null, isFlake: true, follows, overrides: new Map() });
      } else {
        // Whose wish was it? If nobody's any more, there may be inputs that are not in the lock.
        const flake =
          directory === null
            ? this.flakes.open(old.locked!, way)
            : this.flakes.openBelow(level.directory!, old.locked!, way);
        this.lock(flake.file.inputs, { ...below, directory: flake.directory, trusted: false });
        return node;
      }
    }
    this.lock(inputs, below);
    return node;
  }

  private belowOf(directory: string, locked: ReadonlyInput): string {
    const path = textOf(locked, "path") ?? "";
    return directoryOf(canonicalBelow(`${directory}/${path}`, path, this.flakes.storeDir), locked);
  }

  private lockAnew(
    way: readonly string[],
    input: FlakeInput,
    reference: ReadonlyInput,
    level: Level,
    old: LockNode | null,
  ): LockNode {
    const relative = isRelativePath(reference);
    if (relative && level.directory === null) {
      throw new NixError(
        "value",
        `input '${wayText(way)}' has the relative path '${textOf(reference, "path")!}', but the flake that declares it was not fetched`,
      );
    }
    if (!input.isFlake) {
      const locked = relative ? reference : this.flakes.lockTree(reference);
      return new LockNode(locked, reference, false, relative ? level.way : null);
    }
    const key = keyOf(reference);
    if (level.above.includes(key) && !relative) {
      throw new NixError("value", `found circular import of flake '${urlOf(reference)}'`);
    }
    const flake = relative
      ? this.flakes.openBelow(level.directory!, reference, way)
      : this.flakes.open(reference, way);
    const node = new LockNode(flake.locked, reference, true, relative ? level.way : null);
    this.lock(flake.file.inputs, {
      node,
      way,
      old: old ?? this.flakes.lockIn(flake.directory),
      lockWay: old === null ? way : level.lockWay,
      directory: flake.directory,
      above: [...level.above, key],
      trusted: false,
    });
    return node;
  }

  /** Checks that each input that follows another leads somewhere. */
  private checkWays(node: LockNode, way: readonly string[], seen: Set<LockNode>): void {
    if (seen.has(node)) return;
    seen.add(node);
    for (const [id, edge] of node.inputs) {
      if (!isWay(edge)) this.checkWays(edge, [...way, id], seen);
      else if (nodeAt(this.root, edge) === null) {
        throw new NixError(
          "value",
          `input '${wayText([...way, id])}' follows a non-existent input '${wayText(edge)}'`,
        );
      }
    }
  }
}
