/** The state of one evaluator that both executors and all builtins share. */
import { WithCorepkgs } from "./corepkgs.ts";
import { NixError } from "./errors.ts";
import type { Profile } from "./profile.ts";
import type { SourceTree } from "./sources.ts";
import type { Applications } from "./applications.ts";
import type { StoreHooks } from "./store-hooks.ts";
import { symbols28 } from "./syntax/symbols28.ts";
import { forgetKeys } from "./values/keys.ts";
import { SymbolTable } from "./values/symbols.ts";
import type { Code, Lambda } from "./values/code.ts";
import type { Env } from "./values/env.ts";
import type { Attrs } from "./values/attrs.ts";
import type { Slot, Thunk, Value } from "./values/value.ts";

/** One entry of the search path: `prefix=path`, or just `path` (prefix ""). */
export interface SearchPathEntry {
  prefix: string;
  /** A path (absolute), or what Nix allows instead (URL, `channel:x`), which only glue can resolve. */
  path: string;
}

/** The world outside, handed in. Texts are byte strings. */
export interface Host {
  /** Value of an environment variable; undefined when unset. */
  getEnv(name: string): string | undefined;
  /** Seconds since 1970, asked once per evaluator. */
  now(): number;
  /** Home directory, for `~/…` literals; undefined when unknown. */
  readonly home: string | undefined;
  /** Directory that relative search path entries start from; undefined: such entries are not there. */
  readonly cwd?: string | undefined;
  /** A line of `builtins.trace` (without `trace: ` and line end). */
  trace(text: string): void;
  /** A line of `builtins.warn` (without `evaluation warning: `). */
  warn(text: string): void;
}

/** What an evaluation may use. Bytes; Infinity for none. */
export interface Limits {
  /** The VM's stack, counted exactly. */
  stackBytes: number;
  /** Everything allocated by the evaluation, counted approximately and without what was freed. */
  allocationBytes: number;
  /** Nix's own limit on nested calls; Infinity unless asked for. */
  callDepth: number;
}

/** Switches that are no difference between versions. */
export interface Settings {
  traceVerbose: boolean;
  abortOnWarn: boolean;
  /** `builtins.currentSystem`, e.g. `x86_64-linux`; null: absent (pure). */
  currentSystem: string | null;
  /** Whether reading the clock, environment and search path is refused. */
  pure: boolean;
  /** `experimental-features`: `pipe-operators`, `parse-toml-timestamps`, `blake3-hashes`, … */
  features: ReadonlySet<string>;
  storeDir: string;
}

/** Symbols the evaluator itself asks for. */
export interface WellKnown {
  readonly type: number;
  readonly outPath: number;
  readonly drvPath: number;
  readonly toStringName: number;
  readonly functor: number;
  readonly overrides: number;
  readonly name: number;
  readonly value: number;
  readonly success: number;
  readonly right: number;
  readonly wrong: number;
  readonly key: number;
  readonly startSet: number;
  readonly operator: number;
  readonly path: number;
  readonly prefix: number;
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** The bytecode VM, to which the fast executor and the builtins' direct forms turn when the depth budget is spent. */
export interface Spill {
  /** Forces a suspended thunk. */
  force(thunk: Thunk): Value;
  /** Runs code in an environment. */
  run(code: Code, env: Env | null): Value;
  /** Runs a function's body in its scope. */
  enter(lambda: Lambda, scope: Env): Value;
  /** Applies a function to arguments, one after the other. */
  apply(fn: Value, args: readonly Slot[]): Value;
  /** Runs the generator of requests that is made to its end. */
  steps<T>(make: () => Generator<unknown, T, unknown>): T;
}

/** A file's code and what became of evaluating it. */
export interface Loader {
  /** The thunk of the value of the file that `import path` means; the same one for the same file. @throws NixError */
  importThunk(path: string): Thunk;
  /** Code of a text of our own. @param path - the file that Nix has it in, if positions in it can be seen */
  internalCode(name: string, text: string, path?: string): Code;
  /** The thunk of the value of a text of our own; the same one for the same name. */
  internalThunk(name: string, text: string): Thunk;
  /** Code of a file whose free names may also come from a scope with these names (slot order). */
  scopedCode(path: string, names: readonly string[]): Code;
}

/** Where unwinding stopped, to go on after a caught error. */
export interface Mark {
  depth: number;
  callDepth: number;
}

/** {@link Limits.callDepth} where there is no limit, as the small int it is compared as. */
export const unlimitedCalls = 2 ** 30;

/** What a forced thunk is charged, with the scope and set or list that came with it. */
const thunkBytes = 120;

/** Counted bytes between two looks at the limits. */
const lookEvery = 2 ** 24;

/** Calls between two looks at the stop flag. */
export const pollEvery = 1000;

export class Machine {
  readonly symbols = new SymbolTable();
  readonly known: WellKnown;
  /** The symbol that sets are walked last by (see {@link Profile.earlySymbols}), or -1. */
  readonly lateSymbol: number;
  /** Files, Nix's own among them. */
  readonly io: SourceTree;
  /** Depth budget left, in JavaScript frames (see `fast/`); below 0 the VM takes over. */
  depth: number;
  /** Nested calls now. */
  callDepth = 0;
  readonly maxCallDepth: number;
  /** Calls left until the next look at the stop flag. */
  ticks = pollEvery;
  /** Bytes allocated so far, approximately. */
  allocated = 0;
  /** The count at which to look at the limits again. */
  private nextLook = 0;
  /** Thunks forced so far. */
  thunks = 0;
  /** Calls made before the last look at the stop flag. */
  private counted = 0;
  spill!: Spill;
  loader!: Loader;
  /** Results kept between requests; null where there is but one request. */
  applications: Applications | null = null;
  /** What a store adds to the language; null while there is none. */
  storeHooks: StoreHooks | null = null;
  /** Takes note of a code found running; null where hot ones stay as they are. */
  hot: ((code: Code) => void) | null = null;
  /** Takes note of a code just compiled; null unless all is to be written out, for tests. */
  compiled: ((code: Code) => void) | null = null;
  /** `builtins`, and the globals by name. */
  builtins!: Attrs;
  readonly globals = new Map<string, Slot>();
  /** The names of {@link globals}, as the scope analysis wants them. */
  globalNames: ReadonlySet<string> = new Set();
  /** Seconds since 1970 when first asked. */
  private time: number | null = null;

  constructor(
    readonly profile: Profile,
    io: SourceTree,
    readonly host: Host,
    readonly settings: Settings,
    readonly limits: Limits,
    readonly searchPath: readonly SearchPathEntry[],
    /** Asked now and then; true means stop. */
    readonly stopped: () => boolean,
    /** Full depth budget. */
    readonly depthBudget: number,
  ) {
    forgetKeys();
    // Sets are walked in the order of their symbols, and 2.8 makes these before it reads a program.
    if (profile.earlySymbols) for (const name of symbols28) this.symbols.intern(name);
    // The one short name in 2.8's derivation.nix, whose symbols lie behind all others in its memory.
    this.lateSymbol = profile.earlySymbols ? this.symbols.intern("x") : -1;
    this.io = new WithCorepkgs(io, profile);
    const s = (name: string): number => this.symbols.intern(name);
    this.known = {
      outPath: s("outPath"),
      drvPath: s("drvPath"),
      type: s("type"),
      name: s("name"),
      value: s("value"),
      overrides: s("__overrides"),
      right: s("right"),
      wrong: s("wrong"),
      file: s("file"),
      line: s("line"),
      column: s("column"),
      functor: s("__functor"),
      toStringName: s("__toString"),
      key: s("key"),
      path: s("path"),
      prefix: s("prefix"),
      startSet: s("startSet"),
      operator: s("operator"),
      success: s("success"),
    };
    this.depth = depthBudget;
    this.maxCallDepth = Math.min(limits.callDepth, unlimitedCalls);
  }

  /** Looks at the stop flag and the allocation limit; called every {@link pollEvery} calls and in long loops. */
  poll(): void {
    this.counted += pollEvery - this.ticks;
    this.ticks = pollEvery;
    if (this.stopped()) throw new NixError("stopped", "evaluation was stopped");
    // Whatever grows without end, stack and builtins' results aside, forces thunks without end.
    const { allocationBytes } = this.limits;
    if (this.charged > allocationBytes) throw this.outOfMemory();
    this.nextLook = Math.min(allocationBytes, this.allocated + lookEvery);
  }

  /** A {@link poll}, by which a function's body is begun: what is seen often is hot. */
  sample(body: Code): void {
    this.poll();
    this.hot?.(body);
  }

  /** Calls made so far, approximately: long loops in builtins count too. */
  get calls(): number {
    return this.counted + pollEvery - this.ticks;
  }

  /** What counts towards the limit: bytes allocated so far, forced thunks included. */
  get charged(): number {
    return this.allocated + this.thunks * thunkBytes;
  }

  /** Counts an allocation of about this many bytes; large ones are refused before they are made. */
  allocate(bytes: number): void {
    this.allocated += bytes;
    if (this.allocated >= this.nextLook) this.settle(bytes);
  }

  private settle(bytes: number): void {
    try {
      this.poll();
    } catch (error) {
      // What is refused is never made: the next one may still be small enough.
      this.allocated -= bytes;
      throw error;
    }
  }

  private outOfMemory(): NixError {
    const megabytes = Math.round(this.limits.allocationBytes / 2 ** 20);
    return new NixError("memory", `evaluation allocated more than its limit of ${megabytes} MB`);
  }

  /** The state to go back to when an error is caught. */
  mark(): Mark {
    return { depth: this.depth, callDepth: this.callDepth };
  }

  /** Goes back to a mark; call it first in every `catch` that does not rethrow. */
  restore(mark: Mark): void {
    this.depth = mark.depth;
    this.callDepth = mark.callDepth;
  }

  /** Seconds since 1970, fixed at the first use. */
  currentTime(): number {
    return (this.time ??= Math.floor(this.host.now()));
  }
}
