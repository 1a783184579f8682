/** What goes wrong in a store. */

/**
 * - `invalid`: data or an argument breaks the format's rules;
 * - `missing`: an object that something refers to is not there;
 * - `corrupt`: content does not match its digest or its stated size;
 * - `range`: a range begins beyond the end of a blob, or is no range;
 * - `quota`: there is no room left; nothing of what was being stored is visible;
 * - `read-only`: the store can't be written to.
 */
export type CastoreErrorKind = "invalid" | "missing" | "corrupt" | "range" | "quota" | "read-only";

/** An error of a store; the message names the object and, inside a directory, the entry. */
export class CastoreError extends Error {
  override readonly name = "CastoreError";
  readonly kind: CastoreErrorKind;

  constructor(kind: CastoreErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** A byte string as it may stand in a message: printable ASCII as it is, the rest as `\xNN`, cut when long. */
export function quoteBytes(text: string): string {
  const cut = text.length > 64 ? `${text.slice(0, 64)}...` : text;
  const safe = cut.replace(/[^\x20-\x7e]|['\\]/g, (char) =>
    char === "'" || char === "\\" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `'${safe}'`;
}
