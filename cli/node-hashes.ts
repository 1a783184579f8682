/** Node's own hash functions, which use the processor's instructions for them. */
import { createHash, hash } from "./crypto.ts";
import type { HashAlgorithm, HashEngine } from "../core/nix-compat/index.ts";

/** Whether Node has it: BLAKE3 came with a later version. */
const has = (algorithm: HashAlgorithm): boolean => algorithm !== "blake3";

/** Texts up to this size, in bytes, are gathered in one array, which is kept. */
const keptSize = 1 << 17;

let kept: Buffer | null = null;

/** Buffer's writer of byte strings without the checks of `write`, which take longer than the rest. Not documented. */
type QuickWriter = Buffer & { latin1Write?(text: string, at: number): number };

/** The bytes of some texts, one after the other; good until the next call. */
function bytesOf(texts: readonly string[]): Uint8Array {
  let size = 0;
  for (let i = 0; i < texts.length; i++) size += texts[i]!.length;
  const bytes: QuickWriter =
    size > keptSize ? Buffer.allocUnsafeSlow(size) : (kept ??= Buffer.allocUnsafeSlow(keptSize));
  let at = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    at += bytes.latin1Write?.(text, at) ?? bytes.write(text, at, "latin1");
  }
  return bytes.subarray(0, size);
}

/** Texts up to this size, in bytes, are looked through for a byte whose UTF-8 is another. */
const smallSize = 1024;
// oxlint-disable-next-line no-control-regex -- all of ASCII is what is asked for
const foreign = /[^\x00-\x7f]/;

/** What `hash` takes for the bytes of a text. */
function input(text: string): Uint8Array | string {
  return text.length <= smallSize && !foreign.test(text) ? text : bytesOf([text]);
}

export const nodeHashes: HashEngine = {
  hashText: (algorithm, text) => (has(algorithm) ? hash(algorithm, input(text), "latin1") : null),
  hashTextsBase16: (algorithm, texts) =>
    has(algorithm) ? hash(algorithm, texts.length === 1 ? input(texts[0]!) : bytesOf(texts), "hex") : null,
  hashBytes: (algorithm, data) => (has(algorithm) ? createHash(algorithm).update(data).digest() : null),
  create(algorithm) {
    if (!has(algorithm)) return null;
    const hasher = createHash(algorithm);
    return { update: (data) => void hasher.update(data), digest: () => hasher.digest() };
  },
};
