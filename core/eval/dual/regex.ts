/** `match` and `split`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { compileRegex, groupsOf, RegexError, type Regex } from "../regex/index.ts";
import { textOf, type Slot } from "../values/value.ts";
import { forceString, forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";

/** The compiled pattern. @throws NixError kind `value` when it is none. */
function compile(pattern: string): Regex {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    const text = error.tooLarge
      ? `memory limit exceeded by regular expression '${pattern}'`
      : `invalid regular expression '${pattern}'`;
    throw new NixError("value", text);
  }
}

function poller(m: Machine): () => void {
  return () => m.poll();
}

const noGroups: Slot[] = [];

/** The result of `split` from what lies between the matches of a pattern without groups. */
function withoutGroups(between: readonly string[]): Slot[] {
  const pieces = new Array<Slot>(2 * between.length - 1);
  for (let i = 0; i < pieces.length; i++) pieces[i] = (i & 1) === 1 ? noGroups : between[i >> 1]!;
  return pieces;
}

export const regexBuiltins: readonly Definition[] = [
  define("match", ["regex", "str"], function* (m, regex, str) {
    const compiled = compile(yield* forceStringNoContext(m, regex));
    const subject = textOf(yield* forceString(m, str));
    return compiled.captures(subject, poller(m));
  }),
  define("split", ["regex", "str"], function* (m, regex, str) {
    const compiled = compile(yield* forceStringNoContext(m, regex));
    const value = yield* forceString(m, str);
    const subject = textOf(value);
    const between = compiled.pieces(subject);
    if (between !== null) {
      m.allocate(between.length * 64);
      return between.length === 1 ? [value] : withoutGroups(between);
    }
    const scan = compiled.scan(subject, poller(m));
    const pieces: Slot[] = [];
    let from = 0;
    for (let bounds = scan.search(0); bounds !== null; bounds = scan.after(bounds)) {
      pieces.push(subject.slice(from, bounds[0]), groupsOf(subject, bounds));
      m.allocate(64 + 16 * bounds.length);
      from = bounds[1]!;
    }
    // Without a match the string itself is the result, context and all.
    if (pieces.length === 0) return [value];
    pieces.push(subject.slice(from));
    return pieces;
  }),
];
