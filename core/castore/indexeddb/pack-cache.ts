/** Packs in memory, those not used for longest leaving first. */

type Loader = (pack: number) => Promise<Uint8Array | null>;

/** Several reads of a pack that is not there load it once. */
export class PackCache {
  private readonly packs = new Map<number, Uint8Array>();
  private readonly loading = new Map<number, Promise<Uint8Array | null>>();
  private bytes = 0;

  /** @param budget - bytes that are kept */
  constructor(
    private readonly budget: number,
    private readonly loader: Loader,
  ) {}

  /** A pack; null when it is not there. */
  async get(pack: number): Promise<Uint8Array | null> {
    const found = this.packs.get(pack);
    if (found !== undefined) {
      this.packs.delete(pack);
      this.packs.set(pack, found);
      return found;
    }
    let loading = this.loading.get(pack);
    if (loading === undefined) {
      loading = this.loader(pack)
        .then((bytes) => {
          if (bytes !== null) this.keep(pack, bytes);
          return bytes;
        })
        .finally(() => this.loading.delete(pack));
      this.loading.set(pack, loading);
    }
    return loading;
  }

  /** Loads packs that are not there, all at once. */
  async load(
    packs: readonly number[],
    loader: (wanted: readonly number[]) => Promise<readonly (Uint8Array | undefined)[]>,
  ): Promise<void> {
    const wanted = packs.filter((pack) => !this.packs.has(pack));
    if (wanted.length === 0) return;
    (await loader(wanted)).forEach((bytes, i) => {
      if (bytes !== undefined) this.keep(wanted[i]!, bytes);
    });
  }

  /** Forgets all others. */
  keepOnly(packs: { has(pack: number): boolean }): void {
    for (const [pack, bytes] of this.packs) {
      if (packs.has(pack)) continue;
      this.packs.delete(pack);
      this.bytes -= bytes.length;
    }
  }

  private keep(pack: number, bytes: Uint8Array): void {
    if (this.packs.has(pack)) return;
    this.packs.set(pack, bytes);
    this.bytes += bytes.length;
    for (const [oldest, { length }] of this.packs) {
      if (this.bytes <= this.budget || oldest === pack) break;
      this.packs.delete(oldest);
      this.bytes -= length;
    }
  }
}
