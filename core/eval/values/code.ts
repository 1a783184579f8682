/** Compiled code: what thunks and functions hold, shared by both executors. */
import type { Expr, LambdaExpr, Nodes, Ref } from "../syntax/ast.ts";
import type { Source } from "../syntax/source.ts";
import type { Machine } from "../machine.ts";
import { NixError, type TraceLink } from "../errors.ts";
import type { Attrs } from "./attrs.ts";
import type { Maker } from "./maker.ts";
import type { Value } from "./value.ts";

/** A generator of requests to the VM; what `dual/` functions are. */
export type StepsFunction = (machine: never, ...args: never[]) => Generator<unknown, Value, unknown>;

/**
 * Something that can be evaluated in an environment. `run` is the fast executor's closure (made on first
 * use); `unit` tells the VM where to find the rest. Native codes (lazy applications and the like) have
 * `steps` instead of a unit: their environment is an array of arguments.
 */
export class Code {
  /** Of native codes the generator form, of others their bytecode. */
  private form: StepsFunction | Chunk | null;
  /**
   * For native codes made for many thunks: what these have in common (the function of a `map`). `steps` is
   * then called with the machine and the state as it is, as a method of the code, like `run`. For other codes:
   * how hot they are.
   */
  held: unknown;

  constructor(
    /** Evaluates on the JavaScript stack to a value in weak head normal form. */
    public run: (env: never, m: Machine) => Value,
    /**
     * JavaScript frames a run may need before it calls other code: what the depth budget is charged. 0 only of
     * {@link blackhole} and {@link failed}.
     */
    public cost: number,
    /** The expression; null for native codes. */
    private readonly node: Ref | null,
    /** The file (per evaluator) it belongs to, null for native codes. */
    readonly unit: Unit | null,
    steps: StepsFunction | null = null,
  ) {
    this.form = steps;
    this.held = unit === null ? undefined : 0;
  }

  /** The expression, null for native codes. */
  get expr(): Expr | null {
    return this.node === null ? null : nodeOf(this.unit!, this.node);
  }

  /** For native codes: the generator form, called with the machine and the elements of the environment. */
  get steps(): StepsFunction | null {
    return this.unit === null ? (this.form as StepsFunction | null) : null;
  }

  /** Bytecode, made by the VM on first use; null for native codes. */
  get chunk(): Chunk | null {
    return this.unit === null ? null : (this.form as Chunk | null);
  }

  set chunk(chunk: Chunk | null) {
    if (this.unit !== null) this.form = chunk;
  }

  /** Counts how often it was the one begun when a thousandth call or thunk was counted; 0 for native codes. */
  warm(): number {
    if (this.unit === null) return 0;
    const heat = (this.held as number) + 1;
    this.held = heat;
    return heat;
  }
}

/** What compiled code needs to know of the file it came from. Made by the compiler, one per file and evaluator. */
export interface Unit {
  readonly source: Source;
  /** Symbol id of each file-local name. */
  readonly symbols: Int32Array;
  /** The file-local names. */
  readonly names: readonly string[];
  /** Where its nodes come from, if they are not kept. */
  readonly nodes: Nodes | null;
  /** What compiles its expressions for the fast executor (a `FastCompiler`). */
  compiler: unknown;
}

/** The node that was kept as a {@link Ref}. */
export function nodeOf<N extends Expr>(unit: Unit, ref: Ref<N>): N {
  return typeof ref === "number" ? (unit.nodes!.node(ref) as N) : ref;
}

/** Bytecode of one {@link Code}; see `vm/`. */
export interface Chunk {
  readonly ops: Int32Array;
  readonly constants: readonly unknown[];
}

/** A function as compiled: shared by all its closures. */
export class Lambda {
  constructor(
    private readonly node: Ref<LambdaExpr>,
    readonly unit: Unit,
    readonly body: Code,
    /** Null for `x: …`. */
    readonly formals: CompiledFormals | null,
    /** Slots of its scope. */
    readonly size: number,
  ) {}

  get expr(): LambdaExpr {
    return nodeOf(this.unit, this.node);
  }

  /** For a body that is itself a function: that function, so that `f a b` skips the closure between. */
  inner: Lambda | null = null;
  /**
   * Whether the body may store the parameter's cell where an unevaluated argument could be seen; null until
   * asked. If not, arguments that are cheap and safe to evaluate need no thunk.
   */
  exposesParam: boolean | null = null;
  /** What `functionArgs` answers but for its identity, once asked: the same for all closures. */
  arguments: Attrs | null = null;
}

/** Formals with names as symbols. `ids[i]` is bound to slot `first + i`. */
export interface CompiledFormals {
  readonly ids: readonly number[];
  /** How to make the slot of an argument that is not given, in the function's scope; undefined where it is required. */
  readonly defaults: readonly (Maker | undefined)[];
  /** 1 if slot 0 is the `@` name, else 0. */
  readonly first: number;
  readonly ellipsis: boolean;
}

function unreachable(): never {
  throw new NixError("internal", "ran the code of a thunk that is not suspended");
}

/** The code of a thunk under evaluation. */
export const blackhole = new Code(unreachable, 0, null, null);

/** The code of a thunk whose evaluation failed; its state is a {@link Failure}. */
export const failed = new Code(unreachable, 0, null, null);

/** A remembered failure: the error as it was when the thunk failed (outer frames come anew at each rethrow). */
export class Failure {
  readonly trace: TraceLink | null;
  readonly omitted: number;
  constructor(readonly error: NixError) {
    this.trace = error.trace;
    this.omitted = error.omitted;
  }

  /** The error to throw. */
  revive(): NixError {
    const error = this.error.copy();
    error.trace = this.trace;
    error.omitted = this.omitted;
    return error;
  }
}
