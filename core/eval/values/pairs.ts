/** The two forms of each function in `dual/`: who holds one finds the other. */

/** A function of `dual/` or `direct/`, whatever its types. */
export type AnyForm = (...args: never[]) => unknown;

const stepsForms = new WeakMap<AnyForm, AnyForm>();
const directForms = new WeakMap<AnyForm, AnyForm>();

/** Declares that `direct` is derived from the generator function `steps`. */
export function pair(direct: AnyForm, steps: AnyForm): void {
  stepsForms.set(direct, steps);
  directForms.set(steps, direct);
}

/** The generator form of a direct function, ready to be called with any arguments. */
export function stepsOf(direct: AnyForm): (...args: unknown[]) => Generator<unknown, unknown, unknown> {
  const steps = stepsForms.get(direct);
  if (steps === undefined) throw new Error(`${direct.name || "a function"} has no generator form`);
  return steps as unknown as (...args: unknown[]) => Generator<unknown, unknown, unknown>;
}

/** The direct form of a generator function, ready to be called with any arguments. */
export function directOf(steps: AnyForm): (...args: unknown[]) => unknown {
  const direct = directForms.get(steps);
  if (direct === undefined) throw new Error(`${steps.name || "a function"} has no direct form`);
  return direct as unknown as (...args: unknown[]) => unknown;
}
