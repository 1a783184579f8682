/** Which blocks of a published tree come along with those that are asked for: each request costs as much as many bytes. */
import type { Block } from "./pack-list.ts";

/** Packed bytes that a block and its neighbours make together. */
const usualBytes = 40_000;
/** The same for who reads on where the last ones ended: it doubles up to this. */
const mostBytes = 1 << 18;

export class ReadAhead {
  private readonly brought = new Set<Block>();
  private readonly places: ReadonlyMap<Block, number>;
  /** The place after the last blocks, and the bytes that came with them. */
  private last = { end: -1, bytes: usualBytes };

  /** @param blocks - all of them, in the order of packs and offsets */
  constructor(private readonly blocks: readonly Block[]) {
    this.places = new Map(blocks.map((block, i) => [block, i]));
  }

  /** Those blocks and neighbours that have not been brought yet: first what comes after, then what stands before. */
  widen(wanted: readonly Block[]): Block[] {
    const found = new Set(wanted);
    for (const block of wanted) this.brought.add(block);
    for (const block of wanted) this.addNeighbours(block, found);
    for (const block of found) this.brought.add(block);
    return [...found];
  }

  private addNeighbours(block: Block, found: Set<Block>): void {
    const place = this.places.get(block);
    if (place === undefined) return;
    const limit = place === this.last.end ? Math.min(2 * this.last.bytes, mostBytes) : usualBytes;
    let bytes = block.packed;
    const take = (at: number): boolean => {
      const other = this.blocks[at];
      if (other === undefined || other.pack !== block.pack || bytes + other.packed > limit) return false;
      if (this.brought.has(other) || found.has(other)) return false;
      found.add(other);
      bytes += other.packed;
      return true;
    };
    let end = place + 1;
    while (take(end)) end++;
    for (let before = place - 1; take(before);) before--;
    this.last = { end, bytes: limit };
  }
}
