/** `match` and `split`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { compileRegex, RegexError, type Bounds, type Regex } from "../regex/index.ts";
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

/** What the groups of a match captured: strings, null for groups that took no part. */
function groupsOf(subject: string, bounds: Bounds): Slot[] {
  // Of the right length from the start: an array that grows keeps room for more.
  const groups = new Array<Slot>((bounds.length >> 1) - 1);
  for (let g = 0; g < groups.length; g++) {
    const start = bounds[2 * g + 2]!;
    groups[g] = start < 0 ? null : subject.slice(start, bounds[2 * g + 3]);
  }
  return groups;
}

function poller(m: Machine): () => void {
  return () => m.poll();
}

export const regexBuiltins: readonly Definition[] = [
  define("match", ["regex", "str"], function* (m, regex, str) {
    const compiled = compile(yield* forceStringNoContext(m, regex));
    const subject = textOf(yield* forceString(m, str));
    const bounds = compiled.match(subject, poller(m));
    return bounds === null ? null : groupsOf(subject, bounds);
  }),
  define("split", ["regex", "str"], function* (m, regex, str) {
    const compiled = compile(yield* forceStringNoContext(m, regex));
    const value = yield* forceString(m, str);
    const subject = textOf(value);
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
