/** `getFlake`: finding a flake, and a lock for each of its inputs. */
import { type FlakeRequest, type FlakeResult, NixError } from "../../eval/index.ts";
import { FlakeRefError, parseFlakeRef } from "../../nix-compat/index.ts";
import { asIoError } from "../errors.ts";
import type { EvalStore } from "../eval-store.ts";
import { type FetchedInput, type Input, type ReadonlyInput, textOf, treeAttributes, urlOf } from "./input.ts";
import { type Inputs, isLocked } from "./inputs.ts";
import { type FlakeFile, readFlakeFile } from "./flake-file.ts";
import { canonicalBelow, directoryOf } from "./flake-places.ts";
import { type LockNode, readLockFile } from "./lock-file.ts";
import { Locks } from "./locks.ts";
import type { FetchRules } from "./rules.ts";

/** A flake whose tree is in the store. */
export interface Flake {
  /** Null for one that lies in its parent's tree. */
  fetched: FetchedInput | null;
  /** Its directory. */
  directory: string;
  /** What it is locked to, `dir` included. */
  locked: ReadonlyInput;
  file: FlakeFile;
}

/** An input without the directory of the flake in it. */
function treeOf(input: ReadonlyInput): Input {
  const tree: Input = new Map(input);
  tree.delete("dir");
  return tree;
}

export class Flakes {
  constructor(
    private readonly store: EvalStore,
    private readonly inputs: Inputs,
    private readonly rules: FetchRules,
    private readonly pure: boolean,
  ) {}

  /** Finds a flake and completes its locks. @throws NixError */
  get({ reference }: FlakeRequest): FlakeResult {
    const asked = this.parsed(reference);
    if (this.pure && !isLocked(asked)) {
      throw new NixError(
        "restricted",
        `cannot call 'getFlake' on unlocked flake reference '${reference}' (use --impure to override)`,
      );
    }
    const flake = this.open(asked, []);
    const fetched = flake.fetched!;
    const lockText = new Locks(this, flake, urlOf(asked)).text();
    return {
      lockText,
      sourceInfo: treeAttributes(fetched, false),
      directory: textOf(flake.locked, "dir") ?? "",
    };
  }

  private parsed(reference: string): ReadonlyInput {
    try {
      const input = parseFlakeRef(reference);
      if (this.rules.newInputs || input.get("type") !== "path" || !input.has("dir")) return input;
      throw new NixError("value", `path URL '${reference}' has unsupported parameter 'dir'`);
    } catch (error) {
      if (error instanceof FlakeRefError) throw new NixError("value", error.message);
      throw error;
    }
  }

  get storeDir(): string {
    return this.store.storeDir;
  }

  get keepsLocks(): boolean {
    return this.rules.locksInMemory;
  }

  /** Fetches a flake and reads its `flake.nix`. */
  open(asked: ReadonlyInput, way: readonly string[]): Flake {
    const input = this.inputs.direct(asked);
    const flake = this.openTree(input, way);
    const { self } = flake.file;
    if (!this.rules.relativeInputs || self.size === 0 || input.get("type") !== "git") return flake;
    return this.openTree(new Map([...input, ...self]), way);
  }

  private openTree(input: ReadonlyInput, way: readonly string[]): Flake {
    const fetched = this.inputs.fetch(treeOf(input));
    const locked = new Map(fetched.locked);
    const dir = input.get("dir");
    if (dir !== undefined) locked.set("dir", dir);
    const relative = textOf(input, "dir") ?? "";
    const directory = canonicalBelow(directoryOf(fetched.storePath, input), relative, this.storeDir);
    return { fetched, directory, locked, file: this.readIn(directory, urlOf(locked), way) };
  }

  /** A flake in the tree of another one. */
  openBelow(parent: string, input: ReadonlyInput, way: readonly string[]): Flake {
    const path = textOf(input, "path")!;
    const directory = directoryOf(canonicalBelow(`${parent}/${path}`, path, this.storeDir), input);
    const file = this.readIn(directory, urlOf(input), way);
    return { fetched: null, directory, locked: input, file };
  }

  private readIn(directory: string, url: string, way: readonly string[]): FlakeFile {
    const path = `${directory}/flake.nix`;
    const { tree } = this.store;
    const text = asIoError(() => {
      if (tree.kind(path) === null) throw new Error(`getting status of '${path}': No such file or directory`);
      return tree.read(path);
    });
    return readFlakeFile(text, { path, url, way });
  }

  /** The lock file in a flake's directory; null when there is none. */
  lockIn(directory: string): LockNode | null {
    const path = `${directory}/flake.lock`;
    const { tree } = this.store;
    const text = asIoError(() => (tree.kind(path) === null ? null : tree.read(path)));
    return text === null ? null : readLockFile(text, path);
  }

  /** Fetches a tree that is no flake; answers what it is locked to. */
  lockTree(input: ReadonlyInput): ReadonlyInput {
    const direct = this.inputs.direct(input);
    const locked = new Map(this.inputs.fetch(treeOf(direct)).locked);
    const dir = direct.get("dir");
    return dir === undefined ? locked : locked.set("dir", dir);
  }
}
