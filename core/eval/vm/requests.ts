/** What generator functions ask of the VM. (A thunk stands for "force it", a generator for "run it".) */
import type { Lambda } from "../values/code.ts";
import type { Env } from "../values/env.ts";
import type { Slot, Value } from "../values/value.ts";

/** Apply `fn` to the arguments, one after the other. */
export class CallRequest {
  constructor(
    readonly fn: Value,
    readonly args: readonly Slot[],
  ) {}
}

/** Run a function's body in its scope. */
export class EnterRequest {
  constructor(
    readonly lambda: Lambda,
    readonly scope: Env,
  ) {}
}
