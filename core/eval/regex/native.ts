/**
 * Patterns for the JavaScript engine's own matcher, which is fast from its first call on, while ours first has to
 * be optimised. It follows other rules, so it is given only patterns that leave no choice (see `forward.ts`), where
 * the rules don't matter; backtracking out of these takes linear time, since the next byte rules out all other ways.
 */
import { parseBracket, type ByteSet } from "./brackets.ts";

/** Longer subjects are not given to it: it can't be stopped, and backtracking takes memory. */
export const nativeSubject = 1 << 16;
/** The same for splitting, where there is no backtracking. */
export const nativeSplit = 1 << 20;

/** A quantifier, and what follows it if that is another. */
const quantifier = /(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})([*+?{])?/y;

/** A pattern in JavaScript's syntax. */
export interface NativePattern {
  source: string;
  /** Whether there is a `|` in it. */
  alternatives: boolean;
}

/**
 * The pattern in JavaScript's syntax; null where groups might capture something else, and where it is not worth
 * the trouble.
 * @param pattern - one that is known to be well-formed and to leave no choice
 */
export function nativePattern(pattern: string): NativePattern | null {
  let source = "";
  let alternatives = false;
  /** For each open group, whether there is another in it. */
  const open: boolean[] = [];
  for (let at = 0; at < pattern.length;) {
    const c = pattern[at++]!;
    /** Whether what ends here may be repeated: each time, the groups in it would start anew. */
    let repeatable = true;
    switch (c) {
      case "(":
        open.fill(true);
        open.push(false);
        source += "(";
        continue;
      case "|":
        alternatives = true;
        source += "|";
        continue;
      case ")":
        repeatable = !open.pop()!;
        source += ")";
        break;
      case ".":
        source += "[^\\x00]";
        break;
      case "[": {
        const { set, end } = parseBracket(pattern, at);
        at = end;
        source += classOf(set);
        break;
      }
      case "\\":
        source += escaped(pattern.charCodeAt(at++));
        break;
      case "^":
      case "$":
        return null;
      default:
        source += escaped(c.charCodeAt(0));
    }
    quantifier.lastIndex = at;
    const found = quantifier.exec(pattern);
    if (found === null) continue;
    const [text, another] = found;
    if (another !== undefined || /^\{0+[,}]/.test(text)) return null;
    if (!repeatable && text !== "?") return null;
    source += text;
    at += text.length;
  }
  return { source, alternatives };
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/** A set of bytes as a class. */
function classOf(set: ByteSet): string {
  let text = "";
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte] === 0) continue;
    const first = byte;
    while (byte < 255 && set[byte + 1] === 1) byte++;
    text += byte === first ? escaped(first) : `${escaped(first)}-${escaped(byte)}`;
  }
  return `[${text}]`;
}
