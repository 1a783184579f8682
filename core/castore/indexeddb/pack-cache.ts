/** Packs in memory, those not used for longest leaving first. */

/** Gives packs in the order of their numbers; undefined for those that are not there. */
type Loader = (packs: readonly number[]) => Promise<readonly (Uint8Array | undefined)[]>;

/** Packs that are loaded before somebody asks, where packs are read one after the other. */
const aheadPacks = 16;

/** Packs that are loaded in one go, at least: each go takes some time of its own. */
const leastAhead = 4;

/** Several reads of a pack that is not there load it once. */
export class PackCache {
  private readonly packs = new Map<number, Uint8Array>();
  private readonly loading = new Map<number, Promise<Uint8Array | null>>();
  private bytes = 0;
  /** The pack that was asked for last, and how many just before it were asked for, too. */
  private readonly run = { last: -1, length: 0 };

  /** @param budget - bytes that are kept */
  constructor(
    private readonly budget: number,
    private readonly loader: Loader,
  ) {}

  /** A pack; null when it is not there. */
  async get(pack: number): Promise<Uint8Array | null> {
    const ahead = this.ahead(pack);
    const found = this.packs.get(pack);
    if (found !== undefined) {
      this.packs.delete(pack);
      this.packs.set(pack, found);
      this.begin(ahead);
      return found;
    }
    if (!this.loading.has(pack)) this.begin([pack, ...ahead]);
    else this.begin(ahead);
    return this.loading.get(pack)!;
  }

  /** Loads packs that are not there, all at once. */
  async load(packs: readonly number[]): Promise<void> {
    this.begin(packs.filter((pack) => !this.isComing(pack)));
    await Promise.all(packs.flatMap((pack) => this.loading.get(pack) ?? []));
  }

  /** Forgets all others. */
  keepOnly(packs: { has(pack: number): boolean }): void {
    for (const [pack, bytes] of this.packs) {
      if (packs.has(pack)) continue;
      this.packs.delete(pack);
      this.bytes -= bytes.length;
    }
  }

  private isComing(pack: number): boolean {
    return this.packs.has(pack) || this.loading.has(pack);
  }

  /** What is worth loading besides a pack: those after it, in not too small numbers, when it is one of a run. */
  private ahead(pack: number): number[] {
    const { run } = this;
    if (pack !== run.last) {
      run.length = pack === run.last + 1 ? run.length + 1 : 0;
      run.last = pack;
    }
    if (run.length === 0) return [];
    const wanted: number[] = [];
    for (let next = pack + 1; next <= pack + aheadPacks; next++) {
      if (!this.isComing(next)) wanted.push(next);
    }
    return wanted.length >= leastAhead ? wanted : [];
  }

  /** Starts to load packs, all in one go. */
  private begin(wanted: readonly number[]): void {
    if (wanted.length === 0) return;
    const all = this.loader(wanted);
    wanted.forEach((pack, i) => {
      const one = all
        .then((found) => {
          const bytes = found[i] ?? null;
          if (bytes !== null) this.keep(pack, bytes);
          return bytes;
        })
        .finally(() => this.loading.delete(pack));
      // Who asks for the pack sees the failure; nobody may.
      one.catch(() => {});
      this.loading.set(pack, one);
    });
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
