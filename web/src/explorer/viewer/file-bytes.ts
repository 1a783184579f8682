/** The bytes of a file, read in pages that are kept for a while. */
import type { StoreAnswer, StoreFailure } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";

/** Bytes of a page. */
const pageSize = 65_536;
/** Pages that are kept. */
const keptPages = 64;
/** Bytes that are asked for at once; the worker gives no more. */
const mostBytes = 2 ** 20;

/** A file could not be read. */
export class ReadFailure extends Error {
  constructor(readonly failure: StoreFailure) {
    super(failure.message);
  }
}

export class FileBytes {
  private readonly pages = new Map<number, Promise<Uint8Array>>();

  constructor(
    private readonly client: Pick<ExplorerClient, "read">,
    private readonly node: string,
    readonly size: number,
  ) {}

  /** Bytes `from` … `to`, fewer at the end of the file. @throws ReadFailure */
  async range(from: number, to: number): Promise<Uint8Array> {
    const end = Math.min(to, this.size);
    const bytes = new Uint8Array(Math.max(0, end - from));
    for (let page = Math.floor(from / pageSize); page * pageSize < end; page++) {
      const part = await this.page(page);
      const start = page * pageSize;
      const [first, last] = [Math.max(from, start), Math.min(end, start + part.length)];
      bytes.set(part.subarray(first - start, last - start), first - from);
    }
    return bytes;
  }

  /**
   * A longer stretch, without keeping it.
   * @param isWanted - asked between parts; null is the answer once it says no
   * @throws ReadFailure
   */
  async stretch(
    from: number,
    to: number,
    told: (read: number) => void,
    isWanted: () => boolean,
  ): Promise<Uint8Array | null> {
    const end = Math.min(to, this.size);
    const bytes = new Uint8Array(Math.max(0, end - from));
    for (let at = from; at < end; at += mostBytes) {
      const part = bytesOf(await this.client.read(this.node, at, Math.min(end, at + mostBytes)));
      if (!isWanted()) return null;
      bytes.set(part, at - from);
      told(at - from + part.length);
    }
    return bytes;
  }

  private page(page: number): Promise<Uint8Array> {
    const known = this.pages.get(page);
    if (known !== undefined) {
      this.pages.delete(page);
      this.pages.set(page, known);
      return known;
    }
    const from = page * pageSize;
    const asked = this.client.read(this.node, from, Math.min(this.size, from + pageSize)).then(bytesOf);
    this.pages.set(page, asked);
    asked.catch(() => this.pages.delete(page));
    if (this.pages.size > keptPages) this.pages.delete(this.pages.keys().next().value!);
    return asked;
  }
}

function bytesOf(answer: StoreAnswer<Uint8Array>): Uint8Array {
  if (answer.type === "ok") return answer.value;
  if (answer.type === "failed") throw new ReadFailure(answer.failure);
  throw new ReadFailure({ kind: "internal", message: "the reading was cancelled" });
}

/** What went wrong, however it was told. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof ReadFailure) return error.failure;
  return { kind: "internal", message: error instanceof Error ? error.message : String(error) };
}
