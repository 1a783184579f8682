/**
 * Breaks a value printed on one line into lines, as a person would write it. Only white space changes.
 */

/** What is laid out: a value as Nix prints it, or JSON. */
export type LayoutLanguage = "nix" | "json";

/** Columns a group may take on one line. */
const width = 80;

/** Texts longer than this stay as they are. */
const mostCharacters = 8 * 2 ** 20;

/** Values nested deeper than this stay as they are: indenting would take more space than the value. */
const mostDepth = 200;

interface Token {
  start: number;
  end: number;
  kind: "open" | "close" | "separator" | "colon" | "atom";
  /** Of an opening bracket: the index of its closing one; else -1. */
  match: number;
}

/** Lays a printed value out; text that is no such value comes back unchanged. */
export function layOut(text: string, language: LayoutLanguage): string {
  if (text.length <= width || text.length > mostCharacters) return text;
  const tokens = tokenize(text, language);
  return tokens === null ? text : emit(text, tokens, language);
}

const token = {
  nix: /\s+|"(?:[^"\\]|\\[^])*"|«[^»]*»|([[{(])|([\]})])|(;)|[^\s"«[\]{}();]+/gy,
  json: /\s+|"(?:[^"\\]|\\[^])*"|([[{])|([\]}])|(,)|(:)|[^\s"[\]{},:]+/gy,
};

function tokenize(text: string, language: LayoutLanguage): Token[] | null {
  const tokens: Token[] = [];
  const open: number[] = [];
  const pattern = token[language];
  pattern.lastIndex = 0;
  for (let start = 0; start < text.length; start = pattern.lastIndex) {
    const found = pattern.exec(text);
    if (found === null) return null;
    if (/^\s/.test(found[0])) continue;
    const kind = found[1]
      ? "open"
      : found[2]
        ? "close"
        : found[3]
          ? "separator"
          : found[4]
            ? "colon"
            : "atom";
    if (kind === "open" && open.push(tokens.length) > mostDepth) return null;
    if (kind === "close") {
      const from = open.pop();
      if (from === undefined) return null;
      tokens[from]!.match = tokens.length;
    }
    tokens.push({ start, end: pattern.lastIndex, kind, match: -1 });
  }
  return open.length > 0 ? null : tokens;
}

/** The groups that are broken into lines, from the outside in. */
interface Broken {
  close: number;
  /** Whether items just follow each other (a Nix list), else each ends with a separator. */
  list: boolean;
}

function emit(text: string, tokens: Token[], language: LayoutLanguage): string {
  const out: string[] = [];
  const broken: Broken[] = [];
  let column = 0;
  const write = (part: string): void => {
    out.push(part);
    column += part.length;
  };
  const newLine = (): void => {
    const indent = "  ".repeat(broken.length);
    out.push("\n", indent);
    column = indent.length;
  };
  let itemStarts = false;
  let afterAtom = false;
  for (let i = 0; i < tokens.length; i++) {
    const { kind, start, end, match } = tokens[i]!;
    const group = broken.at(-1);
    if (group?.close === i) {
      broken.pop();
      newLine();
      write(text.slice(start, end));
      itemStarts = broken.at(-1)?.list ?? false;
      afterAtom = false;
      continue;
    }
    const isGroup = kind === "open";
    const last = isGroup ? match : i;
    const flat = flatText(text, tokens, i, last, language);
    if (itemStarts) {
      // Short items of a list share a line.
      const fits = group?.list && afterAtom && !isGroup && column + 1 + flat.length <= width;
      if (fits) write(" ");
      else newLine();
    } else if (kind !== "separator" && kind !== "colon" && i > 0 && needsSpace(tokens, i, language)) {
      write(" ");
    }
    itemStarts = false;
    // Room for the separator after it.
    if (isGroup && match > i + 1 && column + flat.length + 1 > width) {
      write(text.slice(start, end));
      broken.push({ close: match, list: language === "nix" && text[start] === "[" });
      itemStarts = true;
      afterAtom = false;
      continue;
    }
    write(flat);
    i = last;
    if (broken.length > 0) itemStarts = broken.at(-1)!.list || kind === "separator";
    afterAtom = !isGroup;
  }
  return out.join("");
}

/** Whether the printed text has, or JSON gets, a space before a token. */
function needsSpace(tokens: Token[], i: number, language: LayoutLanguage): boolean {
  if (language === "json") return tokens[i - 1]!.kind === "colon" || tokens[i - 1]!.kind === "separator";
  return tokens[i - 1]!.end < tokens[i]!.start;
}

/** A token, or a whole group, on one line. JSON, which comes without any space, gets some. */
function flatText(
  text: string,
  tokens: Token[],
  first: number,
  last: number,
  language: LayoutLanguage,
): string {
  const from = tokens[first]!.start;
  const to = tokens[last]!.end;
  if (language === "nix" || first === last || to - from > width) return text.slice(from, to);
  let out = "";
  for (let i = first; i <= last; i++) {
    if (i > first && needsSpace(tokens, i, language)) out += " ";
    out += text.slice(tokens[i]!.start, tokens[i]!.end);
  }
  return out;
}
