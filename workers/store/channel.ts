/**
 * Answers through shared memory: the evaluator asks by a port and sleeps, the store worker writes the answer into the
 * memory and wakes it. Answers that are too large come in parts. Whoever ends the store worker marks the memory.
 */

/** Cells of 32 bits at the start of the memory. */
const cell = { state: 0, length: 1, total: 2, beat: 3, dead: 4 } as const;

/** Where contents begin. */
const dataStart = 64;

/** What `state` holds: the turn times 4, and one of these. */
const answered = 1;
const failed = 2;

/** Bytes of memory for one evaluator. */
export const channelBytes = dataStart + (1 << 22);

/** Milliseconds between two signs of life of the store worker. */
const beatEvery = 500;
/** Milliseconds without one after which the evaluator gives up. */
export const patience = 20_000;

/** Says that nobody will answer any more. */
export function markDead(memory: SharedArrayBuffer): void {
  const cells = new Int32Array(memory, 0, dataStart / 4);
  Atomics.store(cells, cell.dead, 1);
  Atomics.notify(cells, cell.state);
}

/** What the evaluator sends by the port. */
export type Ask<R> = { type: "read"; turn: number; request: R } | { type: "more"; turn: number };

/** The evaluator's side. */
export class SharedReader<R> {
  private readonly cells: Int32Array;
  private readonly data: Uint8Array;
  private turn = 0;

  constructor(
    memory: SharedArrayBuffer,
    private readonly send: (ask: Ask<R>) => void,
    private readonly waitAtMost = patience,
  ) {
    this.cells = new Int32Array(memory, 0, dataStart / 4);
    this.data = new Uint8Array(memory, dataStart);
  }

  /** Waits for an answer. @throws Error what the store worker says, or that it is gone or does not answer */
  read(request: R): Uint8Array {
    const { cells, data } = this;
    this.send({ type: "read", turn: ++this.turn, request });
    let whole: Uint8Array | null = null;
    for (let at = 0; ;) {
      const isFailure = this.wait();
      const length = cells[cell.length]!;
      whole ??= new Uint8Array(cells[cell.total]!);
      whole.set(data.subarray(0, length), at);
      at += length;
      if (at >= whole.length) {
        if (isFailure) throw new Error(new TextDecoder().decode(whole));
        return whole;
      }
      this.send({ type: "more", turn: ++this.turn });
    }
  }

  /** Whether what came is a failure. */
  private wait(): boolean {
    const { cells } = this;
    let beat = Atomics.load(cells, cell.beat);
    let since = performance.now();
    for (;;) {
      const state = Atomics.load(cells, cell.state);
      if (state === this.turn * 4 + answered) return false;
      if (state === this.turn * 4 + failed) return true;
      if (Atomics.load(cells, cell.dead) !== 0) throw new Error("the store worker has ended; evaluate again");
      const now = Atomics.load(cells, cell.beat);
      if (now !== beat) {
        beat = now;
        since = performance.now();
      } else if (performance.now() - since > this.waitAtMost) {
        throw new Error(`the store worker has not answered for ${Math.round(this.waitAtMost / 1000)} s`);
      }
      Atomics.wait(cells, cell.state, state, Math.min(beatEvery, this.waitAtMost));
    }
  }
}

/** The store worker's side, for one evaluator. */
export class SharedAnswers<R> {
  private readonly cells: Int32Array;
  private readonly data: Uint8Array;
  /** The newest question; older ones are not waited for any more. */
  private turn = 0;
  private rest: { bytes: Uint8Array; total: number; code: number } | null = null;

  constructor(
    memory: SharedArrayBuffer,
    private readonly answer: (request: R) => Promise<Uint8Array>,
  ) {
    this.cells = new Int32Array(memory, 0, dataStart / 4);
    this.data = new Uint8Array(memory, dataStart);
  }

  /** Takes what came by the port. Never rejects. */
  async take(ask: Ask<R>): Promise<void> {
    const { turn } = ask;
    this.turn = turn;
    if (ask.type === "more") return this.write();
    this.rest = null;
    const beats = setInterval(() => Atomics.add(this.cells, cell.beat, 1), beatEvery);
    let rest: { bytes: Uint8Array; code: number };
    try {
      rest = { bytes: await this.answer(ask.request), code: answered };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      rest = { bytes: new TextEncoder().encode(message), code: failed };
    } finally {
      clearInterval(beats);
    }
    if (turn !== this.turn) return;
    this.rest = { ...rest, total: rest.bytes.length };
    this.write();
  }

  private write(): void {
    const { cells, data, rest } = this;
    if (rest === null) return;
    const part = rest.bytes.subarray(0, data.length);
    data.set(part);
    rest.bytes = rest.bytes.subarray(part.length);
    cells[cell.length] = part.length;
    cells[cell.total] = rest.total;
    Atomics.store(cells, cell.state, this.turn * 4 + rest.code);
    Atomics.notify(cells, cell.state);
  }
}
