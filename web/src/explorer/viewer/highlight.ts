/** Colours lines of a text, from its beginning on, as far as they are needed. */
import { StringStream, type StreamParser } from "@codemirror/language";

/** A piece of a line; `classes` is empty for plain text. */
export interface Piece {
  text: string;
  classes: string;
}

/** Rows between states that are kept. */
const step = 100;
/** Rows that are coloured on the way to others in one go: beyond that, from a fresh state. */
const farthest = 20_000;
const indentUnit = 2;

/** Names of tokens, as stream parsers give them, and the classes of @lezer/highlight's classHighlighter. */
const classOf: Readonly<Record<string, string>> = {
  comment: "tok-comment",
  lineComment: "tok-comment",
  blockComment: "tok-comment",
  keyword: "tok-keyword",
  controlKeyword: "tok-keyword",
  modifier: "tok-keyword",
  builtin: "tok-variableName2",
  string: "tok-string",
  "string-2": "tok-string2",
  escape: "tok-string2",
  number: "tok-number",
  integer: "tok-number",
  float: "tok-number",
  atom: "tok-atom",
  bool: "tok-atom",
  null: "tok-atom",
  meta: "tok-meta",
  tag: "tok-keyword",
  attribute: "tok-propertyName tok-definition",
  property: "tok-propertyName",
  propertyName: "tok-propertyName",
  def: "tok-propertyName tok-definition",
  "propertyName.definition": "tok-propertyName tok-definition",
  "variableName.special": "tok-variableName2",
  "string.special": "tok-string2",
  "variable-2": "tok-variableName2",
  "variable-3": "tok-variableName2",
  type: "tok-variableName2",
  typeName: "tok-variableName2",
  operator: "tok-operator",
  bracket: "tok-punctuation",
  punctuation: "tok-punctuation",
  link: "tok-url",
  url: "tok-url",
  header: "tok-heading",
  inserted: "tok-inserted",
  positive: "tok-inserted",
  deleted: "tok-deleted",
  negative: "tok-deleted",
};

export class Highlighter<State> {
  private readonly states = new Map<number, State>();

  constructor(
    private readonly parser: StreamParser<State>,
    private readonly rows: readonly { text: string }[],
  ) {}

  /** Pieces of the rows `from` … `to`, end exclusive. */
  pieces(from: number, to: number): Piece[][] {
    let at = Math.floor(from / step) * step;
    while (at > 0 && from - at < farthest && !this.states.has(at)) at -= step;
    let state = this.states.get(at);
    if (state === undefined) state = this.start();
    const found: Piece[][] = [];
    for (; at < Math.min(to, this.rows.length); at++) {
      if (at % step === 0 && !this.states.has(at)) this.states.set(at, this.copy(state));
      const pieces = this.line(this.rows[at]!.text, state);
      if (at >= from) found.push(pieces);
    }
    return found;
  }

  private line(text: string, state: State): Piece[] {
    if (text === "") {
      this.parser.blankLine?.(state, indentUnit);
      return [];
    }
    const pieces: Piece[] = [];
    const stream = new StringStream(text, 8, indentUnit);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = this.parser.token(stream, state);
      // A tokenizer that stands still is pushed on.
      if (stream.pos === stream.start) stream.next();
      const classes = classesOf(style);
      const last = pieces.at(-1);
      if (last !== undefined && last.classes === classes) last.text += stream.current();
      else pieces.push({ text: stream.current(), classes });
    }
    return pieces;
  }

  private start(): State {
    return this.parser.startState?.(indentUnit) ?? (true as State);
  }

  private copy(state: State): State {
    if (this.parser.copyState !== undefined) return this.parser.copyState(state);
    if (typeof state !== "object" || state === null) return state;
    const copied: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(state)) copied[key] = Array.isArray(value) ? [...value] : value;
    return copied as State;
  }
}

/** `keyword`, `string.special`, `comment meta` and the like. */
function classesOf(style: string | null | undefined): string {
  // Some tokenizers say nothing instead of null, against their type.
  if (style === undefined || style === null || style === "") return "";
  // A name in JSON is called a string as well.
  if (style === "string property") return classOf["attribute"]!;
  for (const word of style.split(" ")) {
    const [name = "", modifier = ""] = word.split(".");
    const modified = `${name}.${modifier}`;
    if (Object.hasOwn(classOf, modified)) return classOf[modified]!;
    if (Object.hasOwn(classOf, name)) return classOf[name]!;
  }
  return "";
}
