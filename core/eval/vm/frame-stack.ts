/** The VM's stacks: frames and values, what is pushed on them and how frames end. */
import type { FastCompiler } from "../fast/compile.ts";
import { NixError } from "../errors.ts";
import { failThunk, stuckError } from "../fast/primitives.ts";
import { callDepthError } from "../functions.ts";
import type { Machine } from "../machine.ts";
import type { Expr } from "../syntax/ast.ts";
import { locate, traceAttr, traceCall } from "../trace.ts";
import { blackhole, type Code, type Lambda, type Unit } from "../values/code.ts";
import type { Env } from "../values/env.ts";
import type { Builtin, Slot, Thunk, Value } from "../values/value.ts";
import { compileChunk } from "./compile.ts";
import { Frame, frameBytes, generatorBytes, slotBytes, Trace } from "./frame.ts";

/** Frames kept for reuse after a run. */
const keepFrames = 1000;

/** What `dual/` functions return: a run that asks for things. */
export type AnyGenerator = Generator<unknown, unknown, unknown>;

/** The stacks of a VM. */
export class FrameStack {
  protected readonly frames: Frame[] = [];
  /** Index of the running frame; -1 when idle. */
  protected fp = -1;
  protected readonly stack: unknown[] = [];
  protected sp = 0;
  /** Runs inside each other: a builtin called directly may spill in its turn. */
  protected level = 0;
  /** Generators among the frames: what they hold is not on the stacks. */
  protected generators = 0;

  constructor(
    protected readonly m: Machine,
    /** The compiler of a file, which knows what bytecode and closures share. */
    protected readonly compilerOf: (unit: Unit) => FastCompiler,
  ) {}

  protected push(): Frame {
    const fp = ++this.fp;
    let frame = this.frames[fp];
    if (frame === undefined) {
      frame = new Frame();
      this.frames.push(frame);
    }
    frame.ops = null;
    frame.generator = null;
    frame.thunk = null;
    frame.isCall = false;
    frame.base = this.sp;
    frame.trace = Trace.None;
    const used = fp * frameBytes + this.sp * slotBytes + this.generators * generatorBytes;
    if (used > this.m.limits.stackBytes) throw this.overflow();
    return frame;
  }

  protected overflow(): NixError {
    const megabytes = Math.round(this.m.limits.stackBytes / 2 ** 20);
    return new NixError(
      "call-depth",
      `stack overflow: evaluation is nested more deeply than fits into ${megabytes} MB`,
    );
  }

  protected setCode(frame: Frame, code: Code, env: Env | object | null): void {
    if (code.steps !== null) {
      const args = code.held === undefined ? (env as unknown[]) : [env];
      frame.generator = (code.steps as unknown as (m: Machine, ...args: unknown[]) => AnyGenerator).call(
        code,
        this.m,
        ...args,
      );
      this.generators++;
      return;
    }
    const chunk = (code.chunk ??= compileChunk(this.compilerOf(code.unit!), code.expr!));
    frame.ops = chunk.ops;
    frame.constants = chunk.constants;
    frame.pc = 0;
    frame.env = env as Env | null;
    frame.unit = code.unit;
  }

  protected pushCode(code: Code, env: Env | null): void {
    this.setCode(this.push(), code, env);
  }

  protected pushBody(lambda: Lambda, scope: Env): Frame {
    const { m } = this;
    const frame = this.push();
    frame.isCall = true;
    if (++m.callDepth > m.maxCallDepth) throw callDepthError();
    if (--m.ticks < 0) m.poll();
    this.setCode(frame, lambda.body, scope);
    return frame;
  }

  protected pushGenerator(generator: AnyGenerator): Frame {
    const frame = this.push();
    frame.generator = generator;
    this.generators++;
    if (--this.m.ticks < 0) this.m.poll();
    return frame;
  }

  protected pushThunk(
    thunk: Thunk,
    trace: number,
    unit: Unit | null,
    node: Expr | null,
    subject: unknown,
  ): void {
    const code = thunk.code!;
    const frame = this.push();
    frame.trace = trace;
    frame.traceUnit = unit;
    frame.traceNode = node;
    frame.traceSubject = subject;
    if (code.cost === 0) throw stuckError(thunk);
    frame.thunk = thunk;
    frame.code = code;
    const state = thunk.state as Env | object | null;
    frame.state = state;
    thunk.code = blackhole;
    this.m.thunks++;
    this.setCode(frame, code, state);
  }

  /** A generator for an instruction at `node`; its failure is placed there. */
  protected pushAt(generator: AnyGenerator, unit: Unit, node: Expr): void {
    const frame = this.pushGenerator(generator);
    frame.trace = Trace.Place;
    frame.traceUnit = unit;
    frame.traceNode = node;
  }

  /** Ends the running frame with a value. */
  protected finish(frame: Frame, value: unknown): void {
    const { thunk } = frame;
    if (thunk !== null) {
      thunk.code = null;
      thunk.state = value as Value;
    }
    if (frame.isCall) this.m.callDepth--;
    if (frame.generator !== null) this.generators--;
    this.sp = frame.base;
    this.fp--;
  }

  /** Ends the running frame with an error; returns the error as the frame leaves it. */
  protected fail(frame: Frame, thrown: unknown): unknown {
    let error = thrown;
    if (frame.thunk !== null) error = failThunk(this.m, frame.thunk, frame.code!, frame.state, error);
    if (frame.isCall) this.m.callDepth--;
    if (frame.generator !== null) this.generators--;
    switch (frame.trace) {
      case Trace.Place:
        error = locate(error, frame.traceUnit!, frame.traceNode!);
        break;
      case Trace.Call:
        error = traceCall(error, frame.traceUnit!, frame.traceNode!, frame.traceSubject as Value);
        break;
      case Trace.Attr:
        error = traceAttr(error, frame.traceUnit!, frame.traceNode!, frame.traceSubject as string);
        break;
    }
    this.sp = frame.base;
    this.fp--;
    return error;
  }

  /** Lets go of what a run left behind. */
  protected tidy(): void {
    if (this.fp >= 0) return;
    this.sp = 0;
    this.stack.length = 0;
    if (this.frames.length > keepFrames) this.frames.length = keepFrames;
    for (const frame of this.frames) {
      if (frame.env === null && frame.generator === null && frame.thunk === null && frame.state === null)
        break;
      frame.env = null;
      frame.generator = null;
      frame.thunk = null;
      frame.state = null;
    }
  }

  protected pushBuiltin(fn: Builtin, args: readonly Slot[]): Frame {
    const frame = this.push();
    if (--this.m.ticks < 0) this.m.poll();
    frame.generator = (fn.steps as unknown as (m: Machine, ...args: Slot[]) => AnyGenerator)(this.m, ...args);
    this.generators++;
    return frame;
  }
}
