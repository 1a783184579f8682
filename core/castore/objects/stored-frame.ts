/** zstd without compressing: for hosts without an encoder. */

/** Largest block (RFC 8878, 3.1.1.2.4). */
const blockSize = 128 << 10;

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
