/** Why something shared can't be opened; the message is for people. */
export class LinkError extends Error {
  override readonly name = "LinkError";
}
