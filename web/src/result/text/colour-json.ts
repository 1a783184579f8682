/** Colours of JSON, which is no Nix: names, strings, numbers and the three words. */
import type { Piece } from "../../editor/nix-language.ts";

/** What is left of a string whose beginning is elsewhere. */
const restOfString = /(?:[^"\\]|\\.)*(?:"|\\?$)/sy;
const token = /"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\d[\d.eE+-]*|[a-z]+|[{}[\],:]+/gs;

/**
 * Colours a part of a JSON text.
 * @param inString - whether it begins within a string
 * @param escaped - whether it begins behind the backslash of an escape
 */
export function colourJson(part: string, inString: boolean, escaped: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (to: number, classes: string): void => {
    if (to > at) pieces.push({ text: part.slice(at, to), classes });
    at = to;
  };
  if (inString) {
    restOfString.lastIndex = escaped ? Math.min(1, part.length) : 0;
    restOfString.test(part);
    const end = restOfString.lastIndex;
    add(end, isName(part, end) ? name : "tok-string");
  }
  token.lastIndex = at;
  for (let found = token.exec(part); found !== null; found = token.exec(part)) {
    add(found.index, "");
    const end = found.index + found[0].length;
    const first = found[0].charAt(0);
    if (first === '"') add(end, isName(part, end) ? name : "tok-string");
    else if (/[-\d]/.test(first)) add(end, "tok-number");
    else add(end, /[a-z]/.test(first) ? "tok-atom" : "tok-punctuation");
  }
  add(part.length, "");
  return pieces;
}

/** As names in Nix, by which one finds one's way. */
const name = "tok-propertyName tok-definition";

/** Whether the string that ends there names what follows it. */
function isName(part: string, end: number): boolean {
  return /^\s*:/.test(part.slice(end, end + 16));
}
