/** What was used lately, found by a hash: a cache of a fixed size, which forgets instead of growing. */

/** Places, a power of two. */
const size = 8192;

/** Things by hashes: of those whose hashes fall together, the last two stay. */
export class Recent<T> {
  private readonly slots = new Array<T | null>(size).fill(null);

  /** The one put last where this hash falls. */
  first(hash: number): T | null {
    return this.slots[hash & (size - 1)]!;
  }

  /** The one put there before. */
  second(hash: number): T | null {
    return this.slots[(hash & (size - 1)) ^ 1]!;
  }

  put(hash: number, value: T): void {
    const at = hash & (size - 1);
    this.slots[at ^ 1] = this.slots[at]!;
    this.slots[at] = value;
  }

  /** Forgets all. */
  clear(): void {
    this.slots.fill(null);
  }
}
