/** How far lines of Nix are indented: by what is open where they begin. */

/** Something that waits for its end, innermost first; never changed. */
export interface Open {
  /** `{` stands for interpolations too, `=` for a binding's value and for what waits for another semicolon. */
  readonly kind: "{" | "(" | "[" | "let" | "=";
  /** Columns that the line on which it was opened is indented by; null for what does not indent. */
  readonly indent: number | null;
  readonly up: Open | null;
}

export function open(up: Open | null, kind: Open["kind"], indent: number | null): Open {
  return { kind, indent, up };
}

/** Whether the innermost open thing is of a kind. */
export function isOpen(at: Open | null, kind: Open["kind"]): boolean {
  return at?.kind === kind;
}

/** Closes the innermost thing of a kind and what was left open inside of it; nothing when there is none. */
export function close(from: Open | null, kind: Open["kind"]): Open | null {
  for (let at = from; at !== null; at = at.up) {
    if (at.kind === kind) return at.up;
    // A bracket never closes what is around another one.
    if (at.kind !== "=" && kind === "let") return from;
  }
  return from;
}

/** What the beginning of a line closes. */
const closers: readonly (readonly [RegExp, Open["kind"]])[] = [
  [/^\s*\}/, "{"],
  [/^\s*\)/, "("],
  [/^\s*\]/, "["],
  [/^\s*in\b/, "let"],
];

/**
 * Columns to indent a line by; null for as much as the line before.
 * @param mode - what the line begins inside of
 * @param opened - of an indented string that no line has begun in: the indentation of the line it begins on
 */
export function indentation(
  innermost: Open | null,
  mode: string,
  opened: number | undefined,
  textAfter: string,
  unit: number,
): number | null {
  if (mode === "indented") {
    if (opened === undefined) return null;
    return /^\s*''/.test(textAfter) ? opened : opened + unit;
  }
  if (mode !== "code" && mode !== "path") return null;
  for (const [closer, kind] of closers) {
    if (!closer.test(textAfter)) continue;
    for (let at = innermost; at !== null; at = at.up) if (at.kind === kind) return at.indent;
  }
  for (let at = innermost; at !== null; at = at.up) if (at.indent !== null) return at.indent + unit;
  return innermost === null ? 0 : null;
}
