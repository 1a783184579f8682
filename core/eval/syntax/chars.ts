/** Character classes of Nix's lexer, as bits of a table indexed by byte. */

export const IDENT_START = 1;
export const IDENT = 2;
/** Allowed in a path component. */
export const PATH_CHAR = 4;
export const DIGIT = 8;
export const SPACE = 16;
/** Allowed after the colon of a URI. */
export const URI_CHAR = 32;
/** Allowed in the scheme of a URI. */
export const SCHEME = 64;

/** The classes of each byte. */
export const classes: Uint8Array = makeClasses();

function makeClasses(): Uint8Array {
  const table = new Uint8Array(256);
  const add = (bits: number, chars: string): void => {
    for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)]! |= bits;
  };
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const digits = "0123456789";
  add(IDENT_START | IDENT | PATH_CHAR | URI_CHAR | SCHEME, letters);
  add(IDENT | PATH_CHAR | URI_CHAR | SCHEME | DIGIT, digits);
  add(IDENT_START | IDENT | PATH_CHAR | URI_CHAR, "_");
  add(IDENT | URI_CHAR, "'");
  add(IDENT | PATH_CHAR | URI_CHAR | SCHEME, "-");
  add(PATH_CHAR | URI_CHAR | SCHEME, ".+");
  add(URI_CHAR, "%/?:@&=$,!~*");
  add(SPACE, " \t\r\n");
  return table;
}
