/** Fetching builtins whose code is brought when it is first needed. */
import type { EvalStore, Fetches, FetchesOptions } from "../../core/glue/index.ts";
import type { MakeFetches } from "./index.ts";

/**
 * {@link Fetches} of a store, made when one of them is first used.
 * @param part - gives the code, or throws where it is not here yet
 */
export function lateFetches(part: () => MakeFetches, options: FetchesOptions): (store: EvalStore) => Fetches {
  return (store) => {
    let made: Fetches | null = null;
    const fetches = (): Fetches => (made ??= part()(options)(store));
    return {
      fetchUrl: (request) => fetches().fetchUrl(request),
      fetchTree: (request) => fetches().fetchTree(request),
      fetchClosure: (attributes) => fetches().fetchClosure(attributes),
      getFlake: (request) => fetches().getFlake(request),
      realise: (drvPath) => fetches().realise(drvPath),
    };
  };
}
