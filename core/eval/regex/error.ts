/** A pattern that is no regular expression, or too large a one. */
export class RegexError extends Error {
  constructor(
    message: string,
    /** Whether it would be fine if it were smaller. */
    readonly tooLarge = false,
  ) {
    super(message);
  }
}
