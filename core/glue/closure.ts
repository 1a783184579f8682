/** What derivations and sources depend on, and their contents. */
import { NixError } from "../eval/index.ts";
import { isDerivationName, type NarSink } from "../nix-compat/index.ts";
import { asIoError } from "./errors.ts";
import type { EvalStore } from "./eval-store.ts";
import { type Accepted, writeNar } from "./nar-hash.ts";
import type { EvalIO } from "./eval-io.ts";

/**
 * Store paths and all they refer to, each after what it refers to.
 * @throws NixError where something neither was made by this evaluator nor is a derivation it can read
 */
export function closureOf(store: EvalStore, roots: Iterable<string>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const stack: { path: string; left: Iterator<string> }[] = [];
  const enter = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    stack.push({ path, left: referencesOf(store, path)[Symbol.iterator]() });
  };
  for (const root of roots) {
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { done, value } = top.left.next();
      if (done !== true) enter(value);
      else {
        order.push(top.path);
        stack.pop();
      }
    }
  }
  return order;
}

/** The paths a store object refers to, sorted. @throws NixError when they are not known */
export function referencesOf(store: EvalStore, path: string): readonly string[] {
  const object = store.objects.get(path);
  if (object !== undefined) return object.references;
  if (isDerivationName(path)) {
    const { inputDrvs, inputSrcs } = store.derivations.get(path);
    return [...new Set([...inputDrvs.keys(), ...inputSrcs])].sort();
  }
  throw new NixError(
    "io",
    `'${path}' was not made by this evaluation, and what it refers to is not known: it can't be taken along`,
  );
}

/** Where the content of a store object is to be read, and what a filter let through of it. */
export function contentOf(store: EvalStore, path: string): { io: EvalIO; root: string; accepted: Accepted } {
  const object = store.objects.get(path);
  if (object?.type === "copy") return { io: store.tree, root: object.from, accepted: object.accepted };
  return { io: store.tree, root: path, accepted: null };
}

/** Writes the NAR of a store object. @throws NixError when its files can't be read any more */
export function writeObjectNar(store: EvalStore, path: string, sink: NarSink): void {
  const { io, root, accepted } = contentOf(store, path);
  asIoError(() => writeNar(io, root, accepted, sink));
}
