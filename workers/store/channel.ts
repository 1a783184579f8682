/**
 * Answers through shared memory: the evaluator asks by a port and sleeps, the store worker writes the answer into the
 * memory and wakes it. Answers that are too large come in parts. Whoever ends the store worker marks the memory.
 */

/**
 * The memory: indices of 32-bit ints at its start, where contents begin, and its size. A type, so that the page can
 * write the numbers down and the compiler sees that they are the same.
 */
export interface ChannelLayout {
  readonly state: 0;
  readonly length: 1;
  readonly total: 2;
  readonly beat: 3;
  /** Not 0: nobody will answer any more. Whoever sets it wakes `state`. */
  readonly dead: 4;
  readonly data: 64;
  readonly bytes: 4194368;
}

const layout: ChannelLayout = { state: 0, length: 1, total: 2, beat: 3, dead: 4, data: 64, bytes: 4194368 };

/** What `state` holds: the turn times 4, and one of these. */
const answered = 1;
const failed = 2;

/** Milliseconds between two signs of life of the store worker. */
const beatEvery = 500;
/** Milliseconds without one after which the evaluator gives up. */
export const patience = 20_000;

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
    this.cells = new Int32Array(memory, 0, layout.data / 4);
    this.data = new Uint8Array(memory, layout.data);
  }

  /** Waits for an answer. @throws Error what the store worker says, or that it is gone or does not answer */
  read(request: R): Uint8Array {
    const { cells, data } = this;
    this.send({ type: "read", turn: ++this.turn, request });
    let whole: Uint8Array | null = null;
    for (let at = 0; ;) {
      const isFailure = this.wait();
      const length = cells[layout.length]!;
      whole ??= new Uint8Array(cells[layout.total]!);
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
    let beat = Atomics.load(cells, layout.beat);
    let since = performance.now();
    for (;;) {
      const state = Atomics.load(cells, layout.state);
      if (state === this.turn * 4 + answered) return false;
      if (state === this.turn * 4 + failed) return true;
      if (Atomics.load(cells, layout.dead) !== 0)
        throw new Error("the store worker has ended; evaluate again");
      const now = Atomics.load(cells, layout.beat);
      if (now !== beat) {
        beat = now;
        since = performance.now();
      } else if (performance.now() - since > this.waitAtMost) {
        throw new Error(`the store worker has not answered for ${Math.round(this.waitAtMost / 1000)} s`);
      }
      Atomics.wait(cells, layout.state, state, Math.min(beatEvery, this.waitAtMost));
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
    this.cells = new Int32Array(memory, 0, layout.data / 4);
    this.data = new Uint8Array(memory, layout.data);
  }

  /** Takes what came by the port. Never rejects. */
  async take(ask: Ask<R>): Promise<void> {
    const { turn } = ask;
    this.turn = turn;
    if (ask.type === "more") return this.write();
    this.rest = null;
    const beats = setInterval(() => Atomics.add(this.cells, layout.beat, 1), beatEvery);
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
    cells[layout.length] = part.length;
    cells[layout.total] = rest.total;
    Atomics.store(cells, layout.state, this.turn * 4 + rest.code);
    Atomics.notify(cells, layout.state);
  }
}
