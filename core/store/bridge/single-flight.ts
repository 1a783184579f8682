/** Doing once what several ask for at the same time. */

interface Flight<T, S> {
  readonly result: Promise<T>;
  readonly shared: S;
  readonly abort: AbortController;
  waiting: number;
}

/** What is under way. */
export interface Joined<T, S> {
  /** Rejects with the reason of the asker's signal when that aborts. */
  readonly result: Promise<T>;
  readonly shared: S;
}

/**
 * Work by key: who asks for what is under way waits for that. It is given up when nobody waits any more.
 * @typeParam S - what the work and all who wait for it have in common while it is under way
 */
export class SingleFlight<T, S = null> {
  private readonly flights = new Map<string, Flight<T, S>>();

  constructor(private readonly share: () => S) {}

  /** @param signal - of this one asker: rejects with its reason */
  async run(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal, shared: S) => Promise<T>,
  ): Promise<T> {
    return this.join(key, signal, work).result;
  }

  /** The same, for who wants to see what is shared while it is under way. @throws the signal's reason */
  join(key: string, signal: AbortSignal, work: (signal: AbortSignal, shared: S) => Promise<T>): Joined<T, S> {
    signal.throwIfAborted();
    const flight = this.flights.get(key) ?? this.start(key, work);
    flight.waiting++;
    return { result: this.wait(key, flight, signal), shared: flight.shared };
  }

  private async wait(key: string, flight: Flight<T, S>, signal: AbortSignal): Promise<T> {
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason as Error);
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      return await Promise.race([flight.result, aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
      flight.waiting--;
      if (flight.waiting === 0) {
        if (this.flights.get(key) === flight) this.flights.delete(key);
        flight.abort.abort(new Error("nobody waits for it any more"));
      }
    }
  }

  private start(key: string, work: (signal: AbortSignal, shared: S) => Promise<T>): Flight<T, S> {
    const abort = new AbortController();
    const shared = this.share();
    const result = work(abort.signal, shared).finally(() => {
      if (this.flights.get(key)?.result === result) this.flights.delete(key);
    });
    // All who wait may have left.
    result.catch(() => {});
    const flight = { result, shared, abort, waiting: 0 };
    this.flights.set(key, flight);
    return flight;
  }
}
