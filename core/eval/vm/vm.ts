/**
 * The bytecode VM: runs codes and generators of requests on a stack of its own, so that nesting is bounded
 * by memory, not by JavaScript's stack.
 */
import { addDynamic, DynamicAttrs } from "../bindings.ts";
import { assertionError, notBoolean } from "../control.ts";
import { interpolate, interpolatePath } from "../dual/coerce.ts";
import { equal, lessThan } from "../dual/equality.ts";
import { attributeName } from "../dual/names.ts";
import { plus, plusLeft, type WeakLeft } from "../dual/plus.ts";
import { lookupWith } from "../dual/scopes.ts";
import { NixError } from "../errors.ts";
import type { AttrsBase } from "../fast/bindings.ts";
import type { Run, Scope } from "../fast/compile.ts";
import type { Machine, Spill } from "../machine.ts";
import { concatLists, notASetError, updateAttrs } from "../operators.ts";
import { absolutePath, canonicalPath, pathPiece } from "../paths.ts";
import { missingAttribute, notASet } from "../select.ts";
import type { ApplyExpr, AssertExpr, BinaryExpr, DynamicDef, Expr, SelectExpr } from "../syntax/ast.ts";
import { locate, traceCall } from "../trace.ts";
import { divide, multiply, subtract } from "../values/arithmetic.ts";
import { Attrs } from "../values/attrs.ts";
import type { Code, Lambda, Unit } from "../values/code.ts";
import { Env1, getSlot, type Env } from "../values/env.ts";
import { makeSlot, type Maker } from "../values/maker.ts";
import {
  Builtin,
  Closure,
  contextOf,
  makeString,
  Path,
  textOf,
  Thunk,
  ContextUnion,
  type ContextString,
  type Slot,
  type Value,
} from "../values/value.ts";
import { applyClosure, applySlow, applyTraced, takes } from "./apply.ts";
import type { SelectStep, WithName } from "./compile.ts";
import { type Frame, Trace } from "./frame.ts";
import { FrameStack, type AnyGenerator } from "./frame-stack.ts";
import { Opcode } from "./ops.ts";
import { CallRequest, EnterRequest } from "./requests.ts";

/** The share of the depth budget that is lent to a builtin. */
const lentShare = 0.25;

const none = Symbol("none");

export class VM extends FrameStack implements Spill {
  force(thunk: Thunk): Value {
    const entry = this.fp + 1;
    this.pushThunk(thunk, Trace.None, null, null, null);
    return this.loop(entry) as Value;
  }

  run(code: Code, env: Env | null): Value {
    const entry = this.fp + 1;
    this.pushCode(code, env);
    return this.loop(entry) as Value;
  }

  enter(lambda: Lambda, scope: Env): Value {
    const entry = this.fp + 1;
    this.pushBody(lambda, scope);
    return this.loop(entry) as Value;
  }

  apply(fn: Value, args: readonly Slot[]): Value {
    const entry = this.fp + 1;
    this.pushGenerator(applySlow(this.m, fn, args));
    return this.loop(entry) as Value;
  }

  steps<T>(make: () => Generator<unknown, T, unknown>): T {
    const entry = this.fp + 1;
    this.pushGenerator(make());
    return this.loop(entry) as T;
  }

  /** Runs until the frame at index `entry` ends; its value is returned, its error thrown. */
  private loop(entry: number): unknown {
    this.level++;
    try {
      return this.drive(entry);
    } finally {
      this.level--;
    }
  }

  private drive(entry: number): unknown {
    /** What the frame that just ended hands to a generator below. */
    let value: unknown = undefined;
    let thrown: unknown = none;
    for (;;) {
      try {
        for (;;) {
          const frame = this.frames[this.fp]!;
          const { generator } = frame;
          let done: boolean;
          let result: unknown;
          if (generator !== null) {
            let answer: IteratorResult<unknown, unknown>;
            if (thrown !== none) {
              const error = thrown;
              thrown = none;
              answer = generator.throw(error);
            } else answer = generator.next(value);
            value = undefined;
            done = answer.done === true;
            result = answer.value;
            if (!done) {
              if (this.request(result)) continue;
              // Answered at once.
              value = (result as Thunk).state;
              continue;
            }
          } else {
            result = this.execute(frame);
            done = result !== none;
            if (!done) continue;
          }
          this.finish(frame, result);
          if (this.fp < entry) {
            this.tidy();
            return result;
          }
          if (this.frames[this.fp]!.generator === null) {
            this.stack[this.sp++] = result;
            value = undefined;
          } else value = result;
        }
      } catch (e) {
        let error: unknown = this.fail(this.frames[this.fp]!, e);
        for (;;) {
          if (this.fp < entry) {
            this.tidy();
            throw error;
          }
          const below = this.frames[this.fp]!;
          if (below.generator !== null) break;
          error = this.fail(below, error);
        }
        thrown = error;
      }
    }
  }

  /** Pushes the frame a generator asks for; false when the answer is there already (a thunk that is done). */
  private request(request: unknown): boolean {
    if (request instanceof Thunk) {
      if (request.code === null) return false;
      this.pushThunk(request, Trace.None, null, null, null);
    } else if (request instanceof CallRequest) {
      const { fn, args } = request;
      if (fn instanceof Builtin && fn.arity === args.length) this.pushBuiltin(fn, args);
      else if (fn instanceof Closure && args.length === 1 && fn.lambda.formals === null) {
        this.pushBody(fn.lambda, new Env1(fn.env, args[0]!));
      } else this.pushGenerator(applySlow(this.m, fn, args));
    } else if (request instanceof EnterRequest) this.pushBody(request.lambda, request.scope);
    else this.pushGenerator(request as AnyGenerator);
    return true;
  }

  /**
   * Whether builtins may run in their direct form. Work inside a deep recursion is mostly shallow: the
   * outermost run lends builtins a little of what is left of JavaScript's stack; should they need more, they
   * spill, and from there on all is done here.
   */
  private get lends(): boolean {
    return this.level === 1 && this.m.depthBudget > 0;
  }

  /** Calls a builtin in its direct form. */
  private runBuiltin(fn: Builtin, args: readonly Slot[]): Value {
    const { m } = this;
    const { depth } = m;
    if (--m.ticks < 0) m.poll();
    m.depth = (m.depthBudget * lentShare) | 0;
    try {
      return (fn.direct as unknown as (m: Machine, ...args: readonly Slot[]) => Value)(m, ...args);
    } finally {
      m.depth = depth;
    }
  }

  /** Runs bytecode of the top frame until it returns (its value) or has pushed another frame (`none`). */
  private execute(frame: Frame): unknown {
    const { m, stack } = this;
    const ops = frame.ops!;
    const { constants } = frame;
    const unit = frame.unit!;
    let { pc } = frame;
    for (;;) {
      const a = ops[pc + 1]!;
      const b = ops[pc + 2]!;
      const op = ops[pc]!;
      pc += 3;
      frame.pc = pc;
      switch (op) {
        case Opcode.Const:
          stack[this.sp++] = constants[a];
          break;
        case Opcode.Force: {
          const top = stack[this.sp - 1];
          if (!(top instanceof Thunk)) break;
          if (top.code === null) stack[this.sp - 1] = top.state;
          else {
            this.sp--;
            this.pushThunk(top, Trace.None, null, null, null);
            return none;
          }
          break;
        }
        case Opcode.Var: {
          let scope = frame.env!;
          for (let depth = a; depth > 0; depth--) scope = scope.up!;
          const slot = getSlot(scope, b);
          if (!(slot instanceof Thunk)) stack[this.sp++] = slot;
          else if (slot.code === null) stack[this.sp++] = slot.state;
          else {
            this.pushThunk(slot, Trace.None, null, null, null);
            return none;
          }
          break;
        }
        case Opcode.WithVar: {
          const name = constants[a] as WithName;
          this.pushAt(lookupWith(m, frame.env!, name.withs, name.id, name.name), unit, name.node);
          return none;
        }
        case Opcode.Delay:
          stack[this.sp++] = makeSlot(constants[a] as Maker<Scope>, frame.env as Scope);
          break;
        case Opcode.Make:
          stack[this.sp++] = (constants[a] as Run)(frame.env as Scope, m);
          break;
        case Opcode.Scope:
          stack[this.sp++] = frame.env;
          frame.env = (constants[a] as (env: Scope) => Scope)(frame.env as Scope);
          break;
        case Opcode.With:
          stack[this.sp++] = frame.env;
          frame.env = new Env1(frame.env, new Thunk(constants[a] as Code, frame.env));
          break;
        case Opcode.Leave: {
          const result = stack[--this.sp];
          frame.env = stack[this.sp - 1] as Env | null;
          stack[this.sp - 1] = result;
          break;
        }
        case Opcode.Jump:
          pc = a;
          break;
        case Opcode.JumpIfNot: {
          const cond = stack[--this.sp];
          if (cond === false) pc = a;
          else if (cond !== true) throw notBoolean(m, unit, constants[b] as Expr, cond as Value);
          break;
        }
        case Opcode.Logic: {
          const node = constants[b] as BinaryExpr;
          const left = stack[--this.sp];
          if (left !== true && left !== false) throw notBoolean(m, unit, node.left, left as Value);
          // && decides on false; || on true; -> on false, as true.
          const decides = node.op === 3;
          if (left === decides) {
            stack[this.sp++] = node.op !== 2;
            pc = a;
          }
          break;
        }
        case Opcode.AssertBool: {
          const top = stack[this.sp - 1];
          if (top !== true && top !== false) throw notBoolean(m, unit, constants[a] as Expr, top as Value);
          break;
        }
        case Opcode.AssertSet: {
          const top = stack[this.sp - 1] as Value;
          if (!(top instanceof Attrs)) throw notASetError(m, unit, constants[a] as Expr, top);
          break;
        }
        case Opcode.Assert: {
          const node = constants[a] as AssertExpr;
          const cond = stack[--this.sp];
          if (cond === false) throw assertionError(m, unit, node);
          if (cond !== true) throw notBoolean(m, unit, node.cond, cond as Value);
          break;
        }
        case Opcode.Not: {
          const top = stack[this.sp - 1];
          if (top !== true && top !== false) throw notBoolean(m, unit, constants[a] as Expr, top as Value);
          stack[this.sp - 1] = !top;
          break;
        }
        case Opcode.Negate:
          stack[this.sp - 1] = !stack[this.sp - 1];
          break;
        case Opcode.Equal: {
          const right = stack[--this.sp] as Value;
          const left = stack[--this.sp] as Value;
          const type = typeof left;
          if (type === typeof right && (type === "number" || type === "string" || type === "boolean")) {
            stack[this.sp++] = left === right;
            break;
          }
          this.pushAt(equal(m, left, right), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.Update: {
          const top = stack[--this.sp] as Value;
          const below = stack[--this.sp] as Value;
          const node = constants[a] as BinaryExpr;
          const rightFirst = m.profile.updateRightFirst;
          stack[this.sp++] = updateAttrs(m, unit, node, rightFirst ? top : below, rightFirst ? below : top);
          break;
        }
        case Opcode.Concat: {
          const right = stack[--this.sp] as Value;
          const left = stack[--this.sp] as Value;
          stack[this.sp++] = concatLists(m, unit, constants[a] as BinaryExpr, left, right);
          break;
        }
        case Opcode.PlusLeft: {
          const left = stack[this.sp - 1] as Value;
          const type = typeof left;
          if (type === "number" || type === "string") break;
          this.sp--;
          this.pushAt(plusLeft(m, left), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.Plus: {
          const right = stack[--this.sp] as Value;
          const left = stack[--this.sp] as Value | WeakLeft;
          if (typeof left === "number" && typeof right === "number") {
            const sum = left + right;
            if (Number.isSafeInteger(sum)) {
              stack[this.sp++] = sum;
              break;
            }
          } else if (typeof left === "string" && typeof right === "string") {
            m.allocated += 32;
            stack[this.sp++] = this.join(left, right, unit, constants[a] as Expr);
            break;
          }
          this.pushAt(plus(m, left, right), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.Arith: {
          const right = stack[--this.sp] as Value;
          const left = stack[--this.sp] as Value;
          const node = constants[a] as ApplyExpr;
          try {
            stack[this.sp++] =
              node.sugar === "*"
                ? multiply(m, left, right)
                : node.sugar === "/"
                  ? divide(m, left, right)
                  : subtract(m, left, right);
          } catch (e) {
            throw locate(e, unit, node);
          }
          break;
        }
        case Opcode.Less: {
          const right = stack[--this.sp] as Value;
          const left = stack[--this.sp] as Value;
          if (typeof left === "number" && typeof right === "number") {
            stack[this.sp++] = left < right;
            break;
          }
          this.pushAt(lessThan(m, left, right), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.AttrName: {
          const name = stack[--this.sp] as Value;
          if (typeof name === "string") {
            stack[this.sp++] = name;
            break;
          }
          this.pushAt(attributeName(m, name), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.Select: {
          const step = constants[a] as SelectStep;
          const subject = stack[--this.sp] as Value;
          if (this.select(step, subject, step.id, unit)) return none;
          break;
        }
        case Opcode.SelectDyn: {
          const step = constants[a] as SelectStep;
          const name = stack[--this.sp] as string;
          const subject = stack[--this.sp] as Value;
          if (this.select(step, subject, m.symbols.intern(name), unit)) return none;
          break;
        }
        case Opcode.SelectOr:
        case Opcode.SelectOrDyn: {
          const step = constants[b] as SelectStep;
          const id = op === Opcode.SelectOr ? step.id : m.symbols.intern(stack[--this.sp] as string);
          const subject = stack[--this.sp] as Value;
          const slot = subject instanceof Attrs ? subject.get(id) : undefined;
          if (slot === undefined) pc = a;
          else if (!(slot instanceof Thunk)) stack[this.sp++] = slot;
          else if (slot.code === null) stack[this.sp++] = slot.state;
          else {
            this.pushThunk(slot, Trace.Attr, unit, step.node, m.symbols.names[id]);
            return none;
          }
          break;
        }
        case Opcode.Has:
        case Opcode.HasDyn: {
          const step = constants[a] as SelectStep;
          const id = op === Opcode.Has ? step.id : m.symbols.intern(stack[--this.sp] as string);
          const subject = stack[--this.sp] as Value;
          stack[this.sp++] = subject instanceof Attrs && subject.has(id);
          break;
        }
        case Opcode.OpenSet: {
          stack[this.sp++] = frame.env;
          const { attrs, scope } = (constants[a] as AttrsBase).open(frame.env as Scope);
          frame.env = scope;
          stack[this.sp++] = attrs;
          const { overrides } = constants[a] as AttrsBase;
          if (overrides === null) break;
          const slot = attrs.get(m.known.overrides)!;
          if (slot instanceof Thunk && slot.code !== null) {
            this.pushThunk(slot, Trace.Place, unit, overrides as unknown as Expr, null);
            return none;
          }
          stack[this.sp++] = slot instanceof Thunk ? slot.state : slot;
          break;
        }
        case Opcode.Overrides: {
          const base = constants[a] as AttrsBase;
          const overrides = stack[--this.sp] as Value;
          const attrs = stack[--this.sp] as Attrs;
          try {
            stack[this.sp++] = base.apply(m, attrs, overrides, frame.env as Scope);
          } catch (e) {
            throw locate(e, unit, base.overrides!);
          }
          break;
        }
        case Opcode.Dynamic:
          stack[this.sp++] = new DynamicAttrs();
          break;
        case Opcode.AddDynamic: {
          const { def, value } = constants[a] as { def: DynamicDef; value: Maker<Scope> };
          const name = stack[--this.sp] as string;
          const added = stack[this.sp - 1] as DynamicAttrs;
          addDynamic(
            m,
            unit,
            stack[this.sp - 2] as Attrs,
            added,
            name,
            makeSlot(value, frame.env as Scope),
            def,
          );
          break;
        }
        case Opcode.AddDynamics: {
          const added = stack[--this.sp] as DynamicAttrs;
          stack[this.sp - 1] = added.onto(stack[this.sp - 1] as Attrs);
          break;
        }
        case Opcode.DropNull:
          if (stack[this.sp - 1] === null) {
            this.sp--;
            pc = a;
          }
          break;
        case Opcode.Call:
          if (this.call(a, constants[b] as Expr, unit)) return none;
          break;
        case Opcode.Piece: {
          const top = stack[--this.sp] as Value;
          if (typeof top === "string") {
            stack[this.sp++] = top;
            break;
          }
          this.pushAt(interpolate(m, top), unit, constants[a] as Expr);
          return none;
        }
        case Opcode.Join: {
          const first = this.sp - a;
          let text = "";
          const context = new ContextUnion(null);
          for (let i = first; i < this.sp; i++) {
            const piece = stack[i] as string | ContextString;
            text += textOf(piece);
            context.add(contextOf(piece));
          }
          m.allocated += 32;
          this.sp = first;
          stack[this.sp++] = makeString(text, context.context);
          break;
        }
        case Opcode.PathStart: {
          const { node, text } = constants[a] as { node: Expr; text: string };
          try {
            stack[this.sp++] = absolutePath(m, unit.source, text, true);
          } catch (e) {
            throw locate(e, unit, node);
          }
          break;
        }
        case Opcode.PathPiece: {
          const node = constants[a] as Expr;
          const top = stack[--this.sp] as Value;
          const below = stack[this.sp - 1] as string;
          if (typeof top === "string") {
            stack[this.sp - 1] = below + top;
            break;
          }
          this.sp--;
          this.pushAt(appendPiece(m, below, top), unit, node);
          return none;
        }
        case Opcode.PathEnd:
          stack[this.sp - 1] = new Path(canonicalPath(stack[this.sp - 1] as string));
          break;
        case Opcode.Eval:
          this.pushCode(constants[a] as Code, frame.env);
          return none;
        case Opcode.Return:
          return stack[--this.sp];
        default:
          throw new NixError("internal", `unknown operation ${op}`);
      }
    }
  }

  private join(a: string, b: string, unit: Unit, node: Expr): string {
    try {
      return a + b;
    } catch (e) {
      throw locate(e, unit, node);
    }
  }

  /** Pushes an attribute's value, or a frame that will (then true). */
  private select(step: SelectStep, subject: Value, id: number, unit: Unit): boolean {
    const { m } = this;
    const node = step.node as SelectExpr;
    const name = m.symbols.names[id]!;
    if (!(subject instanceof Attrs)) throw notASet(m, unit, node, step.index, subject);
    const slot = subject.get(id);
    if (slot === undefined) throw missingAttribute(m, unit, node, step.index, name, subject);
    if (!(slot instanceof Thunk)) this.stack[this.sp++] = slot;
    else if (slot.code === null) this.stack[this.sp++] = slot.state;
    else {
      this.pushThunk(slot, Trace.Attr, unit, node, name);
      return true;
    }
    return false;
  }

  /** Pushes the frame of a call; the function and its `count` arguments are popped. */
  private call(count: number, node: Expr, unit: Unit): boolean {
    const { m, stack } = this;
    const first = this.sp - count;
    const fn = stack[first - 1] as Value;
    const args = stack.slice(first, this.sp) as Slot[];
    this.sp = first - 1;
    if (fn instanceof Closure && takes(fn, count) === count) {
      const frame =
        count === 1 && fn.lambda.formals === null ? null : this.pushGenerator(applyClosure(m, fn, args));
      this.traced(frame ?? this.bodyFrame(fn, args[0]!, node, unit), fn, node, unit);
    } else if (fn instanceof Builtin && fn.arity === count) {
      if (this.lends) {
        try {
          const value = this.runBuiltin(fn, args);
          this.stack[this.sp++] = value;
        } catch (e) {
          throw traceCall(e, unit, node, fn);
        }
        return false;
      }
      this.traced(this.pushBuiltin(fn, args), fn, node, unit);
    } else this.pushGenerator(applyTraced(m, fn, args, node, unit));
    return true;
  }

  private bodyFrame(fn: Closure, arg: Slot, node: Expr, unit: Unit): Frame {
    try {
      return this.pushBody(fn.lambda, new Env1(fn.env, arg));
    } catch (e) {
      // The frame exists already and is unwound like any other; it must know whose call it is.
      this.traced(this.frames[this.fp]!, fn, node, unit);
      throw e;
    }
  }

  private traced(frame: Frame, fn: Value, node: Expr, unit: Unit): void {
    frame.trace = Trace.Call;
    frame.traceUnit = unit;
    frame.traceNode = node;
    frame.traceSubject = fn;
  }
}

/** A path's text with another interpolated piece. */
function* appendPiece(m: Machine, path: string, piece: Value): Generator<unknown, string, never> {
  return path + pathPiece(yield* interpolatePath(m, piece));
}
