/** What MD5, SHA-1 and SHA-2 have in common: blocks, a 0x80 byte, zeros, the length in bits. */

/**
 * The message's last one or two blocks, padded.
 * @param data - the message, or as much of its end as does not fill a block
 * @param blockSize - 64 or 128 bytes; the length field takes an eighth of it.
 * @param total - the length of the whole message in bytes
 */
export function paddedTail(
  data: Uint8Array,
  blockSize: 64 | 128,
  bigEndian: boolean,
  total: number = data.length,
): Uint8Array {
  const rest = data.length % blockSize;
  const lengthField = blockSize / 8;
  const tail = new Uint8Array(rest + 1 + lengthField <= blockSize ? blockSize : 2 * blockSize);
  tail.set(data.subarray(data.length - rest));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  const low = (total % 2 ** 29) * 8;
  const high = Math.floor(total / 2 ** 29);
  view.setUint32(tail.length - (bigEndian ? 4 : 8), low, !bigEndian);
  view.setUint32(tail.length - (bigEndian ? 8 : 4), high, !bigEndian);
  return tail;
}

/** The words as bytes. */
export function wordsToBytes(words: Uint32Array | Int32Array, bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, i) => view.setUint32(4 * i, word, !bigEndian));
  return new Uint8Array(view.buffer);
}
