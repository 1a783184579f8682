/** POSIX extended regular expressions with the semantics Nix gets from libstdc++ (reference 1.6). */
import { RegexError } from "./error.ts";
import { parseRegex } from "./parse.ts";
import { Regex } from "./regex.ts";

export { RegexError } from "./error.ts";
export type { Bounds, Matches, Poll } from "./bounds.ts";
export { groupsOf, Regex } from "./regex.ts";

/** Patterns kept compiled. */
const cacheSize = 128;
const cache = new Map<string, Regex | RegexError>();

/** The pattern asked for last, as loops ask for one again and again. */
let lastPattern: string | null = null;
let lastRegex: Regex | null = null;

/** The compiled pattern; the ones used last are kept. @throws RegexError */
export function compileRegex(pattern: string): Regex {
  if (pattern === lastPattern) return lastRegex!;
  let compiled = cache.get(pattern);
  if (compiled === undefined) {
    try {
      compiled = new Regex(parseRegex(pattern), undefined, pattern);
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      compiled = error;
    }
    if (cache.size >= cacheSize) cache.delete(cache.keys().next().value!);
  } else cache.delete(pattern);
  cache.set(pattern, compiled);
  if (compiled instanceof RegexError) throw compiled;
  lastPattern = pattern;
  lastRegex = compiled;
  return compiled;
}
