/** Work in slices, so that the page stays awake. */

/** Milliseconds of a slice. */
const slice = 12;

/** Runs steps to their end; null where `stopped` says that nobody waits any more. */
export async function runInSlices<T>(steps: Generator<void, T>, stopped: () => boolean): Promise<T | null> {
  for (;;) {
    const until = performance.now() + slice;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve));
    if (stopped()) return null;
  }
}
