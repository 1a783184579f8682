/** What fetching builtins ask of glue. */
import type {
  ContextString,
  FetchAttribute,
  FlakeRequest,
  FlakeResult,
  TreeRequest,
  UrlRequest,
} from "../eval/index.ts";

/** The fetching builtins, arguments evaluated. Synchronous; all throw `NixError`s. */
export interface Fetches {
  /** The store path of what `fetchurl` or `fetchTarball` brings; with a hash known at once, and brought on demand. */
  fetchUrl(request: UrlRequest): string;
  /** `outPath` and what else is told of a tree. */
  fetchTree(request: TreeRequest): ReadonlyMap<string, FetchAttribute>;
  fetchClosure(attributes: ReadonlyMap<string, string | boolean>): ContextString;
  getFlake(request: FlakeRequest): FlakeResult;
  /** Brings the output of a derivation that is a mere fetch (`builtin:fetchurl`); false when it is none. */
  realise(drvPath: string): boolean;
}
