/** The place of a VM until it is needed. */
import type { Machine, Spill } from "./machine.ts";
import type { Code, Lambda } from "./values/code.ts";
import type { Env } from "./values/env.ts";
import type { Slot, Thunk, Value } from "./values/value.ts";

/** Makes the VM when it is first asked, and gives way to it. */
export class LateSpill implements Spill {
  constructor(
    private readonly m: Machine,
    /** Makes the VM, or throws where that can't be had. */
    private readonly make: () => Spill,
  ) {}

  private get made(): Spill {
    return (this.m.spill = this.make());
  }

  force(thunk: Thunk): Value {
    return this.made.force(thunk);
  }

  run(code: Code, env: Env | null): Value {
    return this.made.run(code, env);
  }

  enter(lambda: Lambda, scope: Env): Value {
    return this.made.enter(lambda, scope);
  }

  apply(fn: Value, args: readonly Slot[]): Value {
    return this.made.apply(fn, args);
  }

  steps<T>(make: () => Generator<unknown, T, unknown>): T {
    return this.made.steps(make);
  }
}
