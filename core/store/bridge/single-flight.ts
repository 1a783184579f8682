/** Doing once what several ask for at the same time. */

interface Flight<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

/** Work by key: who asks for what is under way waits for that. It is given up when nobody waits any more. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** @param signal - of this one asker: rejects with its reason */
  async run(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const flight = this.flights.get(key) ?? this.start(key, work);
    flight.waiting++;
    const leave = (): void => {
      flight.waiting--;
      if (flight.waiting > 0) return;
      if (this.flights.get(key) === flight) this.flights.delete(key);
      flight.abort.abort(new Error("nobody waits for it any more"));
    };
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal.reason as Error);
      signal.addEventListener("abort", stop, { once: true });
    });
    try {
      return await Promise.race([flight.result, aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
      leave();
    }
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const result = work(abort.signal).finally(() => {
      if (this.flights.get(key)?.result === result) this.flights.delete(key);
    });
    // All who wait may have left.
    result.catch(() => {});
    const flight = { result, abort, waiting: 0 };
    this.flights.set(key, flight);
    return flight;
  }
}
