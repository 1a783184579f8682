/**
 * Collects what died young. Arrays that come from other threads are large, but the objects that hold them are tiny: the
 * engine lets them gather until it has to look through everything, each 20 ms when much is read, on all processors.
 * Looking only through what is young takes a tenth of a millisecond.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" }) => void;

let collect: Collect | null = null;

/** To be called before other threads start: the engine's settings are theirs, too, and are not to change under them. */
export function prepareCollecting(): void {
  if (collect !== null) return;
  setFlagsFromString("--expose-gc");
  // While it marks bit by bit, the engine keeps what dies meanwhile, so that it soon has to mark again.
  setFlagsFromString("--no-incremental-marking");
  const found: unknown = runInNewContext("gc");
  if (typeof found === "function") collect = found as Collect;
}

/** Collects what is dead of the objects made last. */
export function collectYoung(): void {
  collect?.({ type: "minor" });
}
