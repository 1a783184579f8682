/** Where one is in a graph of derivations: the way from the first one to the one on show. */
import type { DerivationTarget } from "../types.ts";
import { storePathName } from "../store-paths.ts";

/** The derivations on the way; the last one is on show. */
export type Trail = readonly DerivationTarget[];

/** A step to an input. One that is on the way already is gone back to. */
export function stepTo(trail: Trail, drvPath: string): Trail {
  const at = trail.findIndex((target) => target.type === "path" && target.drvPath === drvPath);
  return at >= 0 ? trail.slice(0, at + 1) : [...trail, { type: "path", drvPath }];
}

/** How a derivation is called on the way. */
export function targetName(target: DerivationTarget): string {
  return target.type === "value" ? target.name : storePathName(target.drvPath).replace(/\.drv$/, "");
}
