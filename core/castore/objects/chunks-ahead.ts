/** Reading chunks before they are asked for. */
import type { Chunk } from "../blob-service.ts";

/** Bytes that are ahead at this moment, of all readers that share it, and how many may be. */
export interface AheadBudget {
  used: number;
  readonly most: () => number;
}

/** The contents of chunks in their order. {@link end} must be called when nobody asks for more. */
export class ChunksAhead {
  private started = 0;
  private readonly queue: { readonly content: Promise<Uint8Array | null>; readonly size: number }[] = [];

  constructor(
    private readonly chunks: readonly Chunk[],
    private readonly load: (chunk: Chunk) => Promise<Uint8Array | null>,
    private readonly budget: AheadBudget,
  ) {}

  /** The next one, which must exist; rejects as loading it does. */
  async next(): Promise<Uint8Array | null> {
    if (this.queue.length === 0) this.start();
    const { content, size } = this.queue.shift()!;
    this.budget.used -= size;
    while (
      this.started < this.chunks.length &&
      this.budget.used + this.chunks[this.started]!.size <= this.budget.most()
    ) {
      this.start();
    }
    return content;
  }

  private start(): void {
    const chunk = this.chunks[this.started++]!;
    const content = this.load(chunk);
    // Whoever asks for it sees the failure; until then it must not count as unhandled.
    content.catch(() => {});
    this.budget.used += chunk.size;
    this.queue.push({ content, size: chunk.size });
  }

  /** What is ahead is not wanted any more. */
  end(): void {
    for (const { size } of this.queue.splice(0)) this.budget.used -= size;
  }
}
