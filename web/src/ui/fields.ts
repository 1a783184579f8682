/** An object whose fields are signals: a small store. */
import { batch, createSignal, type Signal } from "solid-js";

/**
 * Makes one.
 * @returns the object, each field read reactively, and what changes some of its fields at once
 */
export function createFields<T extends object>(
  initial: T,
): [fields: Readonly<T>, set: (change: Partial<T>) => void] {
  const names = Object.keys(initial) as (keyof T)[];
  const signals = new Map(names.map((name) => [name, createSignal(initial[name]) as Signal<unknown>]));
  const fields = {} as T;
  for (const [name, [read]] of signals) Object.defineProperty(fields, name, { get: read, enumerable: true });
  const set = (change: Partial<T>): void =>
    batch(() => {
      for (const name of Object.keys(change) as (keyof T)[]) signals.get(name)?.[1](() => change[name]);
    });
  return [fields, set];
}
