/** What is wrong with a NAR, or with what somebody wants written into one, and where. */
export class NarError extends Error {
  /**
   * @param reason - what is wrong; a byte string
   * @param offset - bytes from the NAR's start to where it is wrong
   */
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(`bad NAR at byte ${offset}: ${reason}`);
    this.name = "NarError";
  }
}
