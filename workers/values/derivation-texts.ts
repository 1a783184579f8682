/** The texts of a derivation and of all derivations it is made from, for handing them over. */
import { NixError } from "../../core/eval/index.ts";
import type { EvalStore } from "../../core/glue/index.ts";
import { isDerivationName, isStorePath } from "../../core/nix-compat/index.ts";
import type { DerivationTexts } from "../values-protocol.ts";

/** Bytes of texts in one answer, about: what a page takes in without a pause. */
const batchBytes = 512 * 1024;

/** Whether a path is that of a derivation that this evaluation made, or can read. */
export function hasDerivation(store: EvalStore, path: string): boolean {
  return isStorePath(path, store.storeDir) && isDerivationName(path) && store.tree.kind(path) === "regular";
}

/**
 * The paths of a derivation and of all it is made from, each after its inputs. Those that the evaluation neither
 * made nor can read are left out.
 * @throws NixError of kind `io` where the derivation itself is not known
 */
export function derivationClosure(store: EvalStore, drvPath: string): string[] {
  if (!hasDerivation(store, drvPath)) {
    throw new NixError("io", `there is no derivation '${drvPath}': this evaluation did not make or meet it`);
  }
  const order: string[] = [];
  const seen = new Set<string>();
  const stack: { path: string; left: Iterator<string> }[] = [];
  const enter = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    if (!hasDerivation(store, path)) return;
    stack.push({ path, left: store.derivations.get(path).inputDrvs.keys() });
  };
  enter(drvPath);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { done, value } = top.left.next();
    if (done !== true) enter(value);
    else {
      order.push(top.path);
      stack.pop();
    }
  }
  return order;
}

/** A batch of texts, from a place in the order of {@link derivationClosure}. */
export function textsFrom(store: EvalStore, order: readonly string[], from: number): DerivationTexts {
  const texts: DerivationTexts["texts"] = [];
  let bytes = 0;
  let at = Math.max(0, Math.trunc(from));
  for (; at < order.length && bytes < batchBytes; at++) {
    const aterm = store.tree.read(order[at]!);
    texts.push({ path: order[at]!, aterm });
    bytes += aterm.length;
  }
  return { texts, total: order.length, next: at < order.length ? at : null };
}
