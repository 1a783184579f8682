/** Doing work ahead of its consumer, within limits. */

/** How far to work ahead. */
export interface AheadLimits<T> {
  /** Items being worked on, or done and not yet taken. */
  readonly count: number;
  /** What an item costs, and how much those items may cost together; one item may always be worked on. */
  readonly cost?: ((item: T) => number) | undefined;
  readonly budget?: number | undefined;
}

/**
 * The results of asynchronous work on items, in the items' order, with several in progress at once. Leaving the
 * loop early waits for the work in progress and drops its results through `discard`; after an error, too.
 */
export async function* mapAhead<T, U>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<U> | U,
  limits: AheadLimits<T>,
  discard: (result: U) => Promise<void> | void = () => {},
): AsyncGenerator<U, void> {
  const source = iteratorOf(items);
  const { cost = () => 0, budget = Infinity } = limits;
  const queue: { result: Promise<U>; cost: number }[] = [];
  let spent = 0;
  let waiting: { item: T; cost: number } | null = null;
  let exhausted = false;
  const fits = (next: { cost: number }): boolean =>
    queue.length === 0 || (queue.length < limits.count && spent + next.cost <= budget);
  const start = ({ item, cost }: { item: T; cost: number }): void => {
    const result = Promise.resolve(item).then(work);
    // Whoever takes the result sees the failure; until then it must not count as unhandled.
    result.catch(() => {});
    queue.push({ result, cost });
    spent += cost;
  };
  try {
    while (true) {
      while (!exhausted && queue.length < Math.max(1, limits.count)) {
        if (waiting === null) {
          const step = await source.next();
          if (step.done === true) exhausted = true;
          else waiting = { item: step.value, cost: cost(step.value) };
        }
        if (waiting === null || !fits(waiting)) break;
        start(waiting);
        waiting = null;
      }
      const head = queue.shift();
      if (head === undefined) return;
      const result = await head.result;
      spent -= head.cost;
      yield result;
    }
  } finally {
    if (!exhausted) await source.return?.();
    for (const { result } of queue) await result.then(discard, () => {});
  }
}

function iteratorOf<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
