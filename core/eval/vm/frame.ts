/** Frames of the VM's own stack. */
import type { Expr } from "../syntax/ast.ts";
import type { Code, Unit } from "../values/code.ts";
import type { Env } from "../values/env.ts";
import type { Thunk } from "../values/value.ts";

/** What unwinding through a frame adds to an error. */
export const Trace = { None: 0, Place: 1, Call: 2, Attr: 3 } as const;

/** A code being run, or a generator being driven. Frames are reused: each push sets every field. */
export class Frame {
  ops: Int32Array | null = null;
  constants: readonly unknown[] = [];
  pc = 0;
  env: Env | null = null;
  unit: Unit | null = null;
  generator: Generator<unknown, unknown, unknown> | null = null;
  /** The thunk that gets the result, and what it was before. */
  thunk: Thunk | null = null;
  code: Code | null = null;
  state: Env | object | null = null;
  /** Whether it counts as a nested call. */
  isCall = false;
  /** Height of the value stack below it. */
  base = 0;
  trace: number = Trace.None;
  traceUnit: Unit | null = null;
  traceNode: Expr | null = null;
  /** For calls the function, for attributes the name. */
  traceSubject: unknown = null;
}

/** What a frame is charged, with the scope and thunk it keeps alive. */
export const frameBytes = 160;

/** What a generator is charged besides: V8 keeps its registers apart. */
export const generatorBytes = 400;

/** What a slot of the value stack is charged. */
export const slotBytes = 8;
