/** Running digests of streams, in WebAssembly. */
import type { IHasher } from "hash-wasm";
import { createHostHasher, type Hasher } from "../nix-compat/index.ts";
import { Blake3, ready } from "./kernels/index.ts";

/** The algorithms that streams are hashed with. */
export type StreamAlgorithm = "blake3" | "sha256";

/** What runs one digest after another. */
interface Engine {
  update(data: Uint8Array): unknown;
  digest(): Uint8Array;
  /** Begins anew. */
  reset(): void;
}

/** Engines kept for the next stream; each holds some memory. */
const maxIdle = 16;
const idle: Record<StreamAlgorithm, Engine[]> = { blake3: [], sha256: [] };

/** The digest of bytes that arrive piece by piece. */
export class StreamHasher {
  private constructor(
    private readonly algorithm: StreamAlgorithm,
    private engine: Engine | null,
  ) {}

  /** Begins a digest. @throws KernelError where WebAssembly can't run */
  static async open(algorithm: StreamAlgorithm): Promise<StreamHasher> {
    const engine = idle[algorithm].pop() ?? (await create[algorithm]());
    engine.reset();
    return new StreamHasher(algorithm, engine);
  }

  /** Adds bytes, which are not kept. */
  update(data: Uint8Array): void {
    this.running().update(data);
  }

  /** The digest of all bytes; ends the hasher. */
  digest(): Uint8Array {
    const digest = this.running().digest();
    this.release();
    return digest;
  }

  /** Ends the hasher without a digest. May be called more than once, and after {@link digest}. */
  release(): void {
    const { engine } = this;
    this.engine = null;
    if (engine !== null && idle[this.algorithm].length < maxIdle) idle[this.algorithm].push(engine);
  }

  private running(): Engine {
    if (this.engine === null) throw new Error("the hasher has ended");
    return this.engine;
  }
}

/** SHA-256 of the host, which makes a new one for each digest. */
class HostEngine implements Engine {
  constructor(private hasher: Hasher | null) {}

  update(data: Uint8Array): void {
    this.hasher!.update(data);
  }

  digest(): Uint8Array {
    return new Uint8Array(this.hasher!.digest());
  }

  reset(): void {
    this.hasher = createHostHasher("sha256");
  }
}

const create: Record<StreamAlgorithm, () => Promise<Engine>> = {
  async blake3() {
    await ready();
    return new Blake3();
  },
  async sha256() {
    // Node's is six times as fast as WebAssembly.
    const host = createHostHasher("sha256");
    if (host !== null) return new HostEngine(host);
    const { createSHA256 } = await import("hash-wasm");
    const hasher: IHasher = await createSHA256();
    return {
      update: (data) => hasher.update(data),
      digest: () => hasher.digest("binary"),
      reset: () => void hasher.init(),
    };
  },
};
