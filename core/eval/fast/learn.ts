/** Shows V8 what happens when the depth budget is spent, before it optimises what asks whether it is. */
import type { Machine, Spill } from "../machine.ts";
import { blackhole, Lambda } from "../values/code.ts";
import { Env1 } from "../values/env.ts";
import { Thunk } from "../values/value.ts";
import { enter } from "./apply.ts";
import { forceThunk } from "./primitives.ts";
import { Code } from "../values/code.ts";

/** Calls after which V8 has a place to note what it sees of a function. */
const calls = 150;

// Two functions, since V8 would expect the one it has seen.
const tick = (): null => null;
const tock = (): null => null;

/** VMs that do nothing, of as many shapes as make V8 stop expecting a certain one. */
const idle: readonly Spill[] = ["a", "b", "c", "d", "e"].map((shape, i) => {
  const nothing = i % 2 === 0 ? tick : tock;
  return {
    [shape]: 0,
    force: nothing,
    run: nothing,
    enter: nothing,
    apply: nothing,
    steps: nothing as never,
  };
});

/**
 * Lets the ways out of the hottest functions be taken once. Optimised code has no way out that was never taken:
 * a deep recursion would throw away the code of each of its frames when it gets there.
 */
export function learnSpilling(m: Machine): void {
  const { spill, depth } = m;
  m.depth = -1;
  const lambda = new Lambda(null as never, null as never, blackhole, null, 1);
  const scope = new Env1(null, null);
  const code = new Code(() => null, 1, null, null);
  const thunk = new Thunk(code, scope);
  for (let i = 0; i < calls; i++) {
    m.spill = idle[i % idle.length]!;
    enter(m, lambda, scope);
    forceThunk(m, thunk);
  }
  m.spill = spill;
  m.depth = depth;
}
