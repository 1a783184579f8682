/** POSIX extended regular expressions as Nix has them. */
export class RegexError extends Error {
  constructor(
    message: string,
    readonly tooLarge = false,
  ) {
    super(message);
  }
}
export interface Regex {
  readonly groups: number;
  match(subject: string, poll: () => void): Int32Array | null;
  search(subject: string, from: number, poll: () => void): Int32Array | null;
  searchAfter(subject: string, previous: Int32Array, poll: () => void): Int32Array | null;
}
export function compileRegex(pattern: string): Regex {
  throw new RegexError(`not yet: ${pattern}`);
}
