/** The page's side of the memory that it shares with a worker while that works. */
import type { ControlLayout } from "../../../workers/index.ts";

export const controlLayout: ControlLayout = { stop: 0, thunks: 1, calls: 2, bytes: 12 };

/** How far some work is, where shared memory tells. */
export interface Progress {
  thunks: number;
  calls: number;
}

export function makeControl(): SharedArrayBuffer {
  return new SharedArrayBuffer(controlLayout.bytes);
}

/** What a worker tells; null where there is no shared memory. */
export function progressOf(control: SharedArrayBuffer | null): Progress | null {
  if (control === null) return null;
  const view = new Int32Array(control);
  return { thunks: view[controlLayout.thunks]! >>> 0, calls: view[controlLayout.calls]! >>> 0 };
}
