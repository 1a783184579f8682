/** How a builtin is described. */

/** A Nix text and what our evaluator prints for it, everything evaluated (`error: …` where it fails). */
export interface Example {
  readonly code: string;
  readonly result: string;
}

/** What may be said of a builtin besides its text. */
export interface Extra {
  /** The release that brought it; left out where 2.8 has it. */
  readonly since?: string;
  /** The experimental feature that turns it on. */
  readonly feature?: string;
  /** How versions differ, or what is different in a page; Markdown. */
  readonly note?: string;
}

export interface BuiltinDoc extends Extra {
  /** As an attribute of `builtins`. */
  readonly name: string;
  /** Names of the arguments; empty for constants. */
  readonly params: readonly string[];
  /** Markdown, in our own words. */
  readonly text: string;
  readonly examples: readonly Example[];
}

/** Writes an entry. `params` is a list of words, `examples` pairs of text and result. */
export function entry(
  name: string,
  params: string,
  text: string,
  examples: readonly (readonly [code: string, result: string])[] = [],
  extra: Extra = {},
): BuiltinDoc {
  return {
    name,
    params: params === "" ? [] : params.split(" "),
    text,
    examples: examples.map(([code, result]) => ({ code, result })),
    ...extra,
  };
}
