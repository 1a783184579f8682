/** Running digests of streams, in WebAssembly. */
import type { IHasher } from "hash-wasm";

/** The algorithms that streams are hashed with. */
export type StreamAlgorithm = "blake3" | "sha256";

/** Hashers kept for the next stream; each holds a small WebAssembly memory. */
const maxIdle = 16;
const idle: Record<StreamAlgorithm, IHasher[]> = { blake3: [], sha256: [] };

/** The digest of bytes that arrive piece by piece. */
export class StreamHasher {
  private constructor(
    private readonly algorithm: StreamAlgorithm,
    private hasher: IHasher | null,
  ) {}

  /** Begins a digest. */
  static async open(algorithm: StreamAlgorithm): Promise<StreamHasher> {
    return new StreamHasher(algorithm, (idle[algorithm].pop() ?? (await create(algorithm))).init());
  }

  /** Adds bytes, which are not kept. */
  update(data: Uint8Array): void {
    this.running().update(data);
  }

  /** The digest of all bytes; ends the hasher. */
  digest(): Uint8Array {
    const digest = this.running().digest("binary");
    this.release();
    return digest;
  }

  /** Ends the hasher without a digest. May be called more than once, and after {@link digest}. */
  release(): void {
    const { hasher } = this;
    this.hasher = null;
    if (hasher !== null && idle[this.algorithm].length < maxIdle) idle[this.algorithm].push(hasher);
  }

  private running(): IHasher {
    if (this.hasher === null) throw new Error("the hasher has ended");
    return this.hasher;
  }
}

async function create(algorithm: StreamAlgorithm): Promise<IHasher> {
  const { createBLAKE3, createSHA256 } = await import("hash-wasm");
  return algorithm === "blake3" ? createBLAKE3() : createSHA256();
}
