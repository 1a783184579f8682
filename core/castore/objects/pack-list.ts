/**
 * What is in which block of a published tree. Blobs have numbers: the order in which a walk over the tree (depth
 * first, names ascending) meets them first; so the list needs no digests, and is small.
 */
import { CastoreError } from "../errors.ts";

/** Some blobs, one after the other, in one zstd frame. */
export interface Block {
  readonly pack: number;
  /** Where in the pack's file the frame is. */
  readonly offset: number;
  /** Bytes of the frame. */
  readonly packed: number;
  /** Numbers of the blobs. */
  readonly blobs: readonly number[];
}

/** Writes a list: numbers of 7 bits a byte. Blocks come in the order of packs and offsets, without gaps. */
export function encodePackList(blocks: readonly Block[]): Uint8Array {
  const bytes: number[] = [];
  const put = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
  };
  put(blocks.length);
  let previous = -1;
  for (const { pack, packed, blobs } of blocks) {
    put(pack);
    put(packed);
    put(blobs.length);
    for (const blob of blobs) {
      const step = blob - previous - 1;
      put(step >= 0 ? 2 * step : -2 * step - 1);
      previous = blob;
    }
  }
  return Uint8Array.from(bytes);
}

/** @throws CastoreError (`corrupt`) */
export function decodePackList(bytes: Uint8Array): Block[] {
  let at = 0;
  const take = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length && scale < 2 ** 50; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new CastoreError("corrupt", `the list of packs is damaged at byte ${at}`);
  };
  const count = take();
  const blocks: Block[] = [];
  const ends = new Map<number, number>();
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const pack = take();
    const packed = take();
    const blobs: number[] = [];
    for (let left = take(); left > 0; left--) {
      const coded = take();
      previous += 1 + (coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2);
      blobs.push(previous);
    }
    const offset = ends.get(pack) ?? 0;
    ends.set(pack, offset + packed);
    blocks.push({ pack, offset, packed, blobs });
  }
  return blocks;
}
