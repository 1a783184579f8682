/** What a request is refused with. */

/** Becomes the answer: thrown anywhere while a request is answered. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param message - for people: what is wrong, and what to do */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Nobody waits for the answer any more. */
export const clientGone = 499;
