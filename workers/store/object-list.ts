/** Object lists: digest (32 bytes), size (4, little-endian) and content of each object, one after the other. */
import { type Digest, digestFromBytes, digestSize, digestToBytes } from "../../core/castore/index.ts";

const headSize = digestSize + 4;

/** Puts objects together. */
export function encodeObjects(objects: Iterable<readonly [Digest, Uint8Array]>): Uint8Array {
  const all = [...objects];
  const whole = new Uint8Array(all.reduce((size, [, content]) => size + headSize + content.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const [digest, content] of all) {
    whole.set(digestToBytes(digest), at);
    view.setUint32(at + digestSize, content.length, true);
    whole.set(content, at + headSize);
    at += headSize + content.length;
  }
  return whole;
}

/** Takes them apart; contents are views of `bytes`. @throws Error when the list is cut off */
export function* decodeObjects(bytes: Uint8Array): Generator<[Digest, Uint8Array], void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const start = at + headSize;
    const end = start <= bytes.length ? start + view.getUint32(at + digestSize, true) : Infinity;
    if (end > bytes.length) throw new Error("an answer of the store was cut off");
    yield [digestFromBytes(bytes.subarray(at, at + digestSize)), bytes.subarray(start, end)];
    at = end;
  }
}
