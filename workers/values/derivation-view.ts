/** Derivations as the page shows them. */
import { Attrs, isString, NixError, type Slot, textOf, type Value } from "../../core/eval/index.ts";
import type { EvalStore } from "../../core/glue/index.ts";
import {
  type Derivation,
  DerivationError,
  formatDerivationsJson,
  isDerivationName,
  isStorePath,
  parseDerivation,
  parseStorePath,
} from "../../core/nix-compat/index.ts";
import type { PageEvaluator } from "../page-evaluator.ts";
import { fromBytes } from "../text.ts";
import type { DerivationView } from "../values-protocol.ts";

/** The derivation that a set is; forces its drvPath. @throws NixError where it is none */
export function derivationOf(page: PageEvaluator, slot: Slot): DerivationView {
  const { evaluator, store } = page;
  const value: Value = evaluator.force(slot);
  const attribute = value instanceof Attrs ? value.get(evaluator.machine.known.drvPath) : undefined;
  if (attribute === undefined) {
    throw new NixError("type", "this value is no derivation: it has no attribute 'drvPath'");
  }
  const path = evaluator.force(attribute);
  if (!isString(path)) throw new NixError("type", "the attribute 'drvPath' of this set is no string");
  return viewDerivation(store, textOf(path));
}

/** A derivation by its path. @throws NixError of kind `io` where there is none */
export function viewDerivation(store: EvalStore, drvPath: string): DerivationView {
  const aterm = textOfDerivation(store, drvPath);
  let drv: Derivation;
  try {
    drv = parseDerivation(aterm);
  } catch (error) {
    if (error instanceof DerivationError) {
      throw new NixError("value", `error parsing derivation '${drvPath}': ${error.message}`);
    }
    throw error;
  }
  const json = formatDerivationsJson(new Map([[drvPath, drv]]));
  const { name } = parseStorePath(drvPath, store.storeDir);
  return {
    name: fromBytes(name.slice(0, -".drv".length)),
    drvPath: fromBytes(drvPath),
    system: fromBytes(drv.system),
    builder: fromBytes(drv.builder),
    args: drv.args.map(fromBytes),
    outputs: [...drv.outputs].map(([output, { path, hashAlgo, hash }]) => ({
      name: fromBytes(output),
      path,
      hashAlgo,
      hash,
    })),
    env: [...drv.env].map(([variable, value]) => ({ name: fromBytes(variable), value: fromBytes(value) })),
    inputDrvs: [...drv.inputDrvs].map(([path, outputs]) => ({
      drvPath: fromBytes(path),
      outputs: outputs.map(fromBytes),
    })),
    inputSrcs: drv.inputSrcs.map(fromBytes),
    aterm,
    json: fromBytes(json),
  };
}

function textOfDerivation(store: EvalStore, drvPath: string): string {
  if (!isStorePath(drvPath, store.storeDir) || !isDerivationName(drvPath)) {
    throw new NixError("io", `'${drvPath}' is not the path of a derivation in the store`);
  }
  if (store.tree.kind(drvPath) !== "regular") {
    throw new NixError("io", `there is no derivation '${drvPath}': this evaluation did not make or meet it`);
  }
  return store.tree.read(drvPath);
}
