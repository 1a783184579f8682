/** Colours for a part of a printed value that may begin in the middle of a string. */
import { colourValue, type Piece } from "../../editor/nix-language.ts";
import { colourJson } from "./colour-json.ts";
import { splitAtStorePaths } from "../store-paths.ts";
import type { OutputFormat } from "../../../../workers/index.ts";

/**
 * What a text is coloured as: `quoted` has strings in double quotes, in which nothing but a backslash is special; null
 * for plain text, in which store paths are marked.
 */
export type Colouring = OutputFormat | "quoted" | null;

/** Where a part begins. */
export interface ColourState {
  inString: boolean;
  /** Whether the part before ended with the backslash of an escape. */
  escaped: boolean;
}

/** Where every text begins. */
export const startState: ColourState = { inString: false, escaped: false };

/** The state after a part of Nix or JSON. */
export function stateAfter(part: string, state: ColourState): ColourState {
  let { inString, escaped } = state;
  for (let i = 0; i < part.length; i++) {
    const c = part.charCodeAt(i);
    if (escaped) escaped = false;
    else if (c === 0x22) inString = !inString;
    else if (c === 0x5c) escaped = inString;
  }
  return { inString, escaped };
}

/** Colours a part. */
export function colourPart(part: string, state: ColourState, colouring: Colouring): Piece[] {
  if (colouring === null) {
    return splitAtStorePaths(part).map(({ text, path }) => ({
      text,
      classes: path === null ? "" : "store-path",
    }));
  }
  if (colouring === "xml") return colourXml(part);
  if (colouring === "json") return colourJson(part, state.inString, state.escaped);
  if (colouring === "quoted") return colourQuoted(part, state);
  if (!state.inString) return colourValue(part);
  // What was left out before tells the colourer where it is; it is taken away again.
  const before = state.escaped ? '"\\' : '"';
  return without(colourValue(before + part), before.length);
}

/** Strings, and what is between them. */
function colourQuoted(part: string, state: ColourState): Piece[] {
  const pieces: Piece[] = [];
  let { inString, escaped } = state;
  let from = 0;
  const add = (to: number, classes: string): void => {
    if (to > from) pieces.push({ text: part.slice(from, to), classes });
    from = to;
  };
  for (let i = 0; i < part.length; i++) {
    const c = part.charCodeAt(i);
    if (escaped) escaped = false;
    else if (c === 0x5c) escaped = inString;
    else if (c === 0x22) {
      if (inString) add(i + 1, "tok-string");
      else add(i, "tok-punctuation");
      inString = !inString;
    }
  }
  add(part.length, inString ? "tok-string" : "tok-punctuation");
  return pieces;
}

/** Pieces without the first so many characters. */
function without(pieces: Piece[], length: number): Piece[] {
  let left = length;
  const rest: Piece[] = [];
  for (const piece of pieces) {
    const text = piece.text.slice(left);
    left = Math.max(0, left - piece.text.length);
    if (text !== "") rest.push({ ...piece, text });
  }
  return rest;
}

const xml = /(<[?/]?)([\w-]+)|([\w-]+)(=)("[^"]*")|([?/]?>)/g;

/** XML as `toXML` writes it: tags, attributes, values. */
function colourXml(text: string): Piece[] {
  const pieces: Piece[] = [];
  const add = (part: string | undefined, classes: string): void => {
    if (part !== undefined && part !== "") pieces.push({ text: part, classes });
  };
  let from = 0;
  for (const found of text.matchAll(xml)) {
    add(text.slice(from, found.index), "");
    add(found[1], "tok-punctuation");
    add(found[2], "tok-keyword");
    add(found[3], "tok-propertyName tok-definition");
    add(found[4], "tok-operator");
    add(found[5], "tok-string");
    add(found[6], "tok-punctuation");
    from = found.index + found[0].length;
  }
  add(text.slice(from), "");
  return pieces;
}
