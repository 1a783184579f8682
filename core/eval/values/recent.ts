/** What was used lately, found by a number: a cache that forgets instead of growing without end. */

/** Entries of a generation: when so many were used, those that were not used since the ones before go. */
const generation = 4096;

/** Values by numbers, of which the last few thousand used are kept. */
export class Recent<T> {
  private young = new Map<number, T>();
  private old = new Map<number, T>();

  /** The value last set for a key, unless it was forgotten. */
  get(key: number): T | undefined {
    let value = this.young.get(key);
    if (value === undefined && (value = this.old.get(key)) !== undefined) this.set(key, value);
    return value;
  }

  set(key: number, value: T): void {
    if (this.young.size >= generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
