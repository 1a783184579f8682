/** Which stretches of a Nix text can be folded: what stands between brackets, in long strings, in let … in. */

/** UTF-16 offsets of what disappears: the brackets stay. */
export interface FoldRange {
  from: number;
  to: number;
}

/** What is open at some place. */
interface Opened {
  kind: "{" | "[" | "(" | "let" | "${";
  /** Where its inside starts. */
  from: number;
  /** For `${`: in what kind of string it stands. */
  within?: "''" | '"';
}

const closes: Record<string, Opened["kind"]> = { "]": "[", ")": "(" };
const special = /[{}[\]()"#]|\/\*|''|\$\{|[a-zA-Z_][a-zA-Z0-9_'-]*|[0-9]+/g;
const indentedPart = /'''|''\$|''\\[^]|''|\$\$|\$\{/g;
const stringPart = /\\[^]|"|\$\$|\$\{/g;

/** All ranges, in no particular order. Whatever the text is, it goes on. */
export function foldRanges(text: string): FoldRange[] {
  const ranges: FoldRange[] = [];
  const stack: Opened[] = [];
  let at = 0;

  /** Goes over the rest of a string from `at`, to its end or the next interpolation. */
  const stringRest = (within: "''" | '"'): void => {
    const part = within === '"' ? stringPart : indentedPart;
    for (part.lastIndex = at; ;) {
      const match = part.exec(text);
      if (match === null) {
        at = text.length;
        return;
      }
      // `$${` is text; of `$$` the second one may not start an interpolation.
      if (match[0] === within || match[0] === "${") {
        at = part.lastIndex;
        if (match[0] === "${") stack.push({ kind: "${", from: at, within });
        else closeString(match.index);
        return;
      }
    }
  };
  /** Where the strings that are being read start, outermost first. */
  const strings: number[] = [];
  const closeString = (end: number): void => {
    const from = strings.pop();
    if (from !== undefined) ranges.push({ from, to: end });
  };

  while (at < text.length) {
    special.lastIndex = at;
    const match = special.exec(text);
    if (match === null) break;
    const [token] = match;
    const { index } = match;
    at = special.lastIndex;
    if (token === "#") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end;
    } else if (token === "/*") {
      const end = text.indexOf("*/", at);
      if (end !== -1) ranges.push({ from: at, to: end });
      at = end === -1 ? text.length : end + 2;
    } else if (token === '"' || token === "''") {
      strings.push(at);
      stringRest(token);
    } else if (token === "${") {
      stack.push({ kind: "${", from: at });
    } else if (token === "{" || token === "[" || token === "(") {
      stack.push({ kind: token, from: at });
    } else if (token === "}") {
      const opened = popTo(stack, (it) => it.kind === "{" || it.kind === "${");
      if (opened === undefined) continue;
      ranges.push({ from: opened.from, to: index });
      if (opened.within !== undefined) stringRest(opened.within);
    } else if (token === "]" || token === ")") {
      const opened = popTo(stack, (it) => it.kind === closes[token], ["{", "${"]);
      if (opened !== undefined) ranges.push({ from: opened.from, to: index });
    } else if (token === "let" && !isAttribute(text, index) && !/^\s*\{/.test(text.slice(at, at + 200))) {
      stack.push({ kind: "let", from: at });
    } else if (token === "in" && !isAttribute(text, index)) {
      const opened = popTo(stack, (it) => it.kind === "let", ["{", "[", "(", "${"]);
      if (opened !== undefined) ranges.push({ from: opened.from, to: index });
    }
  }
  return ranges;
}

/** Closes the innermost fitting one, with all that was left open in it; nothing beyond what stands in the way. */
function popTo(
  stack: Opened[],
  fits: (opened: Opened) => boolean,
  walls: readonly Opened["kind"][] = [],
): Opened | undefined {
  for (let at = stack.length - 1; at >= 0; at--) {
    const opened = stack[at]!;
    if (fits(opened)) {
      stack.length = at;
      return opened;
    }
    if (walls.includes(opened.kind)) return undefined;
  }
  return undefined;
}

/** Whether a word follows the dot of a selection. */
function isAttribute(text: string, at: number): boolean {
  return text[at - 1] === ".";
}
