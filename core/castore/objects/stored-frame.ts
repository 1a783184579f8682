/** zstd without compressing: for hosts without an encoder, and for what can't be made smaller. */

/** Largest block (RFC 8878, 3.1.1.2.4). */
const blockSize = 128 << 10;

const magic = [0x28, 0xb5, 0x2f, 0xfd];

/** A zstd frame that holds the content as it is, in raw blocks. @param content - below 4 GiB */
export function storedFrame(content: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(content.length / blockSize));
  const frame = new Uint8Array(9 + 3 * blocks + content.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // One segment, so that no window is named, and a content size of four bytes.
  frame[4] = 0xa0;
  view.setUint32(5, content.length, true);
  let at = 9;
  for (let i = 0; i < blocks; i++) {
    const block = content.subarray(i * blockSize, (i + 1) * blockSize);
    const header = (block.length << 3) | (i === blocks - 1 ? 1 : 0);
    frame[at] = header & 255;
    frame[at + 1] = (header >>> 8) & 255;
    frame[at + 2] = header >>> 16;
    frame.set(block, at + 3);
    at += 3 + block.length;
  }
  return frame;
}

/**
 * Unpacks a frame that holds its content as it is, which needs no decoder.
 * @param into - as long as the content
 * @returns false for every other frame, of which a part may have been written then
 */
export function unpackStored(frame: Uint8Array, into: Uint8Array): boolean {
  const flags = frame[4] ?? 0;
  // No checksum and no dictionary; the magic number, and where the blocks begin.
  if ((flags & 0x0f) !== 0 || !magic.every((byte, i) => frame[i] === byte)) return false;
  const isSingle = (flags & 0x20) !== 0;
  let from = 5 + (isSingle ? 0 : 1) + [isSingle ? 1 : 0, 2, 4, 8][flags >>> 6]!;
  let to = 0;
  for (let isLast = false; !isLast;) {
    const header = (frame[from] ?? 6) | ((frame[from + 1] ?? 0) << 8) | ((frame[from + 2] ?? 0) << 16);
    const size = header >>> 3;
    from += 3;
    if ((header & 6) !== 0 || from + size > frame.length || to + size > into.length) return false;
    into.set(frame.subarray(from, from + size), to);
    from += size;
    to += size;
    isLast = (header & 1) === 1;
  }
  return to === into.length && from === frame.length;
}
