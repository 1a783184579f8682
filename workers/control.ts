/** How the page watches and stops what the worker does. */
import type { ControlLayout } from "./protocol.ts";

export interface Control {
  /** Asked now and then; true means stop. */
  stopped(): boolean;
  /** Told now and then how far it is. */
  progress(thunks: number, calls: number): void;
}

/** What nobody watches. */
export const unwatched: Control = { stopped: () => false, progress: () => undefined };

const layout: ControlLayout = { stop: 0, thunks: 1, calls: 2, bytes: 12 };

/** Control through shared memory; without it the page can only end the worker. */
export function controlBy(buffer: SharedArrayBuffer | null): Control {
  if (buffer === null) return unwatched;
  const cells = new Int32Array(buffer);
  return {
    stopped: () => Atomics.load(cells, layout.stop) !== 0,
    progress(thunks, calls) {
      cells[layout.thunks] = thunks;
      cells[layout.calls] = calls;
    },
  };
}
