/**
 * Fairness within one thread. Work that only waits for promises that are kept at once, such as synchronous reads and
 * writes that a fast client takes immediately, never lets timers and other connections come to their turn.
 */

/** Milliseconds that such work may go on. */
const turn = 8;

let began = performance.now();
let next: Promise<void> | null = null;

/** To be awaited now and then: lets everything else run if nothing else has for a while. */
export function letOthersRun(): Promise<void> | undefined {
  if (performance.now() - began < turn) return undefined;
  next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = null;
      began = performance.now();
      resolve();
    });
  });
  return next;
}
