/** Letting others have their turn during long work. */

/**
 * Resolves after what waits in this thread's queue of events: answers of the database, requests to cancel. Waiting for
 * a promise that is settled does not do that.
 */
export function rest(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      // An open port would keep Node running.
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
