/** Sizes and hashes of NARs. */
import { encodeNode, StreamHasher, type CallOptions, type Node, type Stores } from "../castore/index.ts";
import { fromBytes } from "../nix-compat/index.ts";
import { NarWriter } from "../nix-compat/index.ts";
import { writeNar, type ReadableStores } from "./nar-render.ts";

/** What is known of a NAR. */
export interface NarSummary {
  /** Bytes. */
  readonly narSize: number;
  /** 32 bytes. */
  readonly narSha256: Uint8Array;
}

/** Tells the size and hash of a tree's NAR. */
export interface NarCalculation {
  /** @throws CastoreError (`missing`, `corrupt`) when the tree can't be read */
  calculate(root: Node, options?: CallOptions): Promise<NarSummary>;
}

/** Writes the NAR, hashes it and throws it away. */
export async function calculateNar(
  stores: ReadableStores,
  root: Node,
  options?: CallOptions,
): Promise<NarSummary> {
  const hasher = await StreamHasher.open("sha256");
  try {
    const writer = new NarWriter((chunk) => hasher.update(chunk));
    // Each step is hashed as it is written: there is nothing to take away.
    const steps = writeNar(stores, root, writer, options);
    while ((await steps.next()).done !== true);
    return { narSize: writer.size, narSha256: hasher.digest() };
  } finally {
    hasher.release();
  }
}

/** Calculates every NAR once: what a tree's NAR is follows from its digest, so it holds forever. */
export class CachedNarCalculation implements NarCalculation {
  private readonly known = new Map<string, NarSummary>();
  private readonly running = new Map<string, Promise<NarSummary>>();

  /**
   * @param inner - asked for what is not known; a service, or the trees' stores
   * @param limit - summaries kept; beyond it those that were not used for longest are forgotten
   */
  constructor(
    private readonly inner: NarCalculation,
    private readonly limit = 100_000,
  ) {}

  async calculate(root: Node, options?: CallOptions): Promise<NarSummary> {
    options?.signal?.throwIfAborted();
    const key = fromBytes(encodeNode(root));
    const known = this.known.get(key);
    if (known !== undefined) {
      this.known.delete(key);
      this.known.set(key, known);
      return known;
    }
    // A calculation that somebody may cancel is not shared: the others still want it.
    if (options?.signal !== undefined) return this.remember(key, await this.inner.calculate(root, options));
    let running = this.running.get(key);
    if (running === undefined) {
      running = this.inner
        .calculate(root)
        .then((summary) => this.remember(key, summary))
        .finally(() => this.running.delete(key));
      this.running.set(key, running);
    }
    return running;
  }

  private remember(key: string, summary: NarSummary): NarSummary {
    this.known.set(key, summary);
    if (this.known.size > this.limit) {
      const [oldest] = this.known.keys();
      this.known.delete(oldest!);
    }
    return summary;
  }
}

/** A {@link NarCalculation} over stores. */
export function calculationOver(stores: Stores): NarCalculation {
  return { calculate: (root, options) => calculateNar(stores, root, options) };
}
