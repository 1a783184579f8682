/**
 * Environments: linked scopes, shared by all thunks of a scope.
 *
 * Four classes of fixed size instead of arrays (one indirection less), and not more than four: a
 * property access that has seen more than four classes is no longer cached by V8.
 */
import type { Slot } from "./value.ts";

export type Env = Env1 | Env2 | Env4 | EnvN;

/** A scope with one slot: `x: …`, `with`. */
export class Env1 {
  constructor(
    readonly up: Env | null,
    public v0: Slot,
  ) {}
}

/** A scope with two slots. */
export class Env2 {
  constructor(
    readonly up: Env | null,
    public v0: Slot,
    public v1: Slot,
  ) {}
}

/** A scope with three or four slots. */
export class Env4 {
  constructor(
    readonly up: Env | null,
    public v0: Slot,
    public v1: Slot,
    public v2: Slot,
    public v3: Slot,
  ) {}
}

/** A scope with more: slots from 4 on are in `rest`. */
export class EnvN {
  constructor(
    readonly up: Env | null,
    public v0: Slot,
    public v1: Slot,
    public v2: Slot,
    public v3: Slot,
    readonly rest: Slot[],
  ) {}
}

/** An environment of `size` slots, all null until set. */
export function makeEnv(size: number, up: Env | null): Env {
  if (size <= 1) return new Env1(up, null);
  if (size === 2) return new Env2(up, null, null);
  if (size <= 4) return new Env4(up, null, null, null, null);
  return new EnvN(up, null, null, null, null, new Array<Slot>(size - 4).fill(null));
}

/** Slot `i`, where the environment is known to have it. */
export function getSlot(env: Env, i: number): Slot {
  switch (i) {
    case 0:
      return env.v0;
    case 1:
      return (env as Env2).v1;
    case 2:
      return (env as Env4).v2;
    case 3:
      return (env as Env4).v3;
    default:
      return (env as EnvN).rest[i - 4]!;
  }
}

/** Sets slot `i`, where the environment is known to have it. */
export function setSlot(env: Env, i: number, slot: Slot): void {
  switch (i) {
    case 0:
      env.v0 = slot;
      break;
    case 1:
      (env as Env2).v1 = slot;
      break;
    case 2:
      (env as Env4).v2 = slot;
      break;
    case 3:
      (env as Env4).v3 = slot;
      break;
    default:
      (env as EnvN).rest[i - 4] = slot;
  }
}
