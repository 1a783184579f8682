/** The store objects an evaluator made or met. */
import { isDerivationName } from "../nix-compat/index.ts";
import type { Accepted } from "./nar-hash.ts";
import type { EvalIO } from "./eval-io.ts";

/** Where a store object's content is. */
export type StoreObject =
  /** A text of ours: `toFile`, `.drv` files, which are written when they are read. */
  | { readonly type: "text"; readonly text: string; readonly references: readonly string[] }
  /** A copy of files that stand elsewhere. */
  | { type: "copy"; from: string; accepted: Accepted; references: readonly string[] }
  /** What a fetch brings; it happens when somebody looks. */
  | { type: "fetched"; tree: () => { io: EvalIO; root: string }; references: readonly string[] };

/** Store objects by their path. */
export class StoreObjects {
  private readonly byPath = new Map<string, StoreObject>();

  /** @param addLate - adds what is not here yet: derivations whose paths nobody asked for so far */
  constructor(private readonly addLate: () => void) {}

  get(path: string): StoreObject | undefined {
    const object = this.byPath.get(path);
    if (object !== undefined || !isDerivationName(path)) return object;
    this.addLate();
    return this.byPath.get(path);
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  set(path: string, object: StoreObject): void {
    this.byPath.set(path, object);
  }

  /** The paths of all. */
  keys(): Iterable<string> {
    this.addLate();
    return this.byPath.keys();
  }
}
