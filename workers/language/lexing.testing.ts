/** What the real lexer makes of a text, char by char: what tests measure colouring against. */
import { defaultParseOptions, parse, Source } from "../../core/eval/index.ts";
import { Lexer, pathEnd } from "../../core/eval/syntax/lexer.ts";
import { scanIndented, scanString, skipIndentedOpening, Stop } from "../../core/eval/syntax/strings.ts";
import { Tok } from "../../core/eval/syntax/tokens.ts";
import { corpusCases, corpusFiles } from "../../core/eval/testing/corpus.ts";
import { generate } from "../../core/eval/testing/generate.ts";

/**
 * One letter a char: `s` strings, `p` paths and URIs, `n` numbers, `k` keywords, `w` names, `o` operators and
 * punctuation, `c` comments, a space for space, `?` for what can't be told.
 */
export type CharClasses = string;

/** The classes of a text's chars; null for a text that does not parse. Byte strings only. */
export function lexChars(text: string): CharClasses | null {
  const source = new Source({ type: "string" }, text, "/");
  if (parse(source, { ...defaultParseOptions, pipeOperators: true }).errors.length > 0) return null;
  const lexer = new Lexer(source, true);
  const classes: string[] = Array.from(text, (char) => (/[ \t\r\n]/.test(char) ? " " : "c"));
  const paint = (from: number, to: number, letter: string): void => {
    for (let i = from; i < to; i++) classes[i] = letter;
  };
  /** What each open brace or interpolation is inside of. */
  const open: ("brace" | "string" | "indented" | "path" | "other")[] = [];
  const scan = (kind: "string" | "indented", from: number): void => {
    const stop = kind === "string" ? scanString(lexer, { text: "", hasNul: false }) : scanIndented(lexer, []);
    paint(from, lexer.pos, "s");
    if (stop !== Stop.Interpolation) return;
    paint(lexer.pos - 2, lexer.pos, "o");
    open.push(kind);
  };
  const goOnPath = (from: number): void => {
    let end = from;
    for (let next = pathEnd(lexer.bytes, end); next > end; next = pathEnd(lexer.bytes, end)) end = next;
    paint(from, end, "p");
    lexer.pos = lexer.end = end;
    if (!text.startsWith("${", end)) return;
    paint(end, end + 2, "o");
    lexer.pos = lexer.end = end + 2;
    open.push("path");
  };
  for (lexer.next(); !lexer.at(Tok.End); lexer.next()) {
    const { tok, start, end } = lexer;
    if (tok === Tok.Quote) scan("string", start);
    else if (tok === Tok.IndQuote) {
      skipIndentedOpening(lexer);
      scan("indented", start);
    } else if (tok === Tok.Path) {
      paint(start, end, "p");
      goOnPath(end);
    } else if (tok === Tok.RBrace) {
      paint(start, end, "o");
      const inside = open.pop();
      if (inside === "string" || inside === "indented") scan(inside, lexer.pos);
      else if (inside === "path") goOnPath(lexer.pos);
    } else {
      if (tok === Tok.LBrace) open.push("brace");
      if (tok === Tok.DollarCurly) open.push("other");
      paint(start, end, letterOf(tok));
    }
  }
  return classes.join("");
}

function letterOf(tok: Tok): string {
  switch (tok) {
    case Tok.Id:
      return "w";
    case Tok.OrKw:
      return "?";
    case Tok.Int:
    case Tok.Float:
      return "n";
    case Tok.Uri:
    case Tok.SearchPath:
      return "p";
    case Tok.Let:
    case Tok.Rec:
    case Tok.If:
    case Tok.Then:
    case Tok.Else:
    case Tok.Assert:
    case Tok.With:
    case Tok.In:
    case Tok.Inherit:
      return "k";
    default:
      return "o";
  }
}

/** Texts of the hand-written corpus. */
export function corpusTexts(): string[] {
  return corpusFiles().flatMap((file) => corpusCases(file).map((it) => it.expr));
}

/** A program made by chance. */
export function generatedText(seed: number): string {
  return Buffer.from(`${generate(seed)}`, "utf8").toString("latin1");
}
