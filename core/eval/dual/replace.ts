/** `replaceStrings`. */
import { NixError } from "../errors.ts";
import type { Machine } from "../machine.ts";
import { TextBuilder } from "../text-builder.ts";
import { replaceSeparate, separatePatterns } from "../values/long-replacement.ts";
import { Replacer } from "../values/replacer.ts";
import {
  contextOf,
  makeString,
  textOf,
  ContextUnion,
  type List,
  type Slot,
  type Value,
} from "../values/value.ts";
import { define, type Definition } from "./define.ts";
import type { Steps } from "./primitives.ts";
import { forceList, forceString } from "./types.ts";

/** Replacers by the list their patterns came from: functions like `escape` use one list for many texts. */
const replacers = new WeakMap<List, Replacer>();

function* replacerOf(m: Machine, from: List): Steps<Replacer> {
  let replacer = replacers.get(from);
  if (replacer === undefined) {
    const patterns: string[] = [];
    for (let i = 0; i < from.length; i++) patterns.push(textOf(yield* forceString(m, from[i]!)));
    replacers.set(from, (replacer = new Replacer(patterns)));
  }
  return replacer;
}

function* replaceStrings(m: Machine, from: Slot, to: Slot, s: Slot): Steps<Value> {
  const fromList = yield* forceList(m, from);
  const toList = yield* forceList(m, to);
  if (fromList.length !== toList.length) {
    throw new NixError(
      "value",
      "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
    );
  }
  const replacer = yield* replacerOf(m, fromList);
  if (!m.profile.lazyReplacements) {
    for (let i = 0; i < toList.length; i++) yield* forceString(m, toList[i]!);
  }
  const subject = yield* forceString(m, s);
  const text = textOf(subject);
  const context = new ContextUnion(contextOf(subject));
  const separate = replacer.empty < 0 ? separatePatterns(text, replacer.patterns) : null;
  const result =
    (separate === null ? null : yield* replaceBySearch(m, text, replacer, separate, toList, context)) ??
    (yield* replaceInTurn(m, text, replacer, toList, context));
  m.allocate(result.length);
  return makeString(result, context.context);
}

/** Replaces one pattern after the other; null where they are in each other's way. */
function* replaceBySearch(
  m: Machine,
  text: string,
  { patterns }: Replacer,
  separate: readonly number[],
  toList: List,
  context: ContextUnion,
): Steps<string | null> {
  const pairs: { pattern: string; replacement: string }[] = [];
  for (const i of separate) {
    const replacement = yield* forceString(m, toList[i]!);
    pairs.push({ pattern: patterns[i]!, replacement: textOf(replacement) });
    context.add(contextOf(replacement));
  }
  return replaceSeparate(text, pairs, () => m.poll());
}

/** Looks at every place in turn. */
function* replaceInTurn(
  m: Machine,
  text: string,
  replacer: Replacer,
  toList: List,
  context: ContextUnion,
): Steps<string> {
  const result = new TextBuilder();
  /** Bytes from here to the current place are kept as they are. */
  let kept = 0;
  let polled = 0;
  for (let at = 0; at <= text.length;) {
    if (replacer.empty < 0) {
      at = replacer.seek(text, at);
      if (at >= text.length) break;
    }
    const found = replacer.match(text, at);
    if (found < 0) {
      at++;
      continue;
    }
    if ((++polled & 1023) === 0) m.poll();
    const replacement = yield* forceString(m, toList[found]!);
    if (at > kept) result.add(text.slice(kept, at));
    result.add(textOf(replacement));
    context.add(contextOf(replacement));
    kept = at;
    const length = replacer.patterns[found]!.length;
    if (length === 0) at++;
    else kept = at = at + length;
  }
  result.add(text.slice(kept));
  return result.text;
}

export const replaceBuiltins: readonly Definition[] = [
  define("replaceStrings", ["from", "to", "s"], replaceStrings),
];
