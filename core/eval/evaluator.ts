/** The evaluator: Nix as a language in a JavaScript program. */
import { Applications, isFromFile } from "./applications.ts";
import { coerceToString, Coercion } from "./direct/coerce.ts";
import { deepForce } from "./direct/deep.ts";
import { deepParts, type Deep } from "./deep.ts";
import { autoCall, selectPath } from "./direct/entry.ts";
import { measureDepthBudget } from "./fast/budget.ts";
import { call, force } from "./fast/primitives.ts";
import { installGlobals, type ExtraBuiltin } from "./globals.ts";
import { valueToJson } from "./direct/json.ts";
import { LateSpill } from "./late-spill.ts";
import { FileLoader } from "./loader.ts";
import {
  Machine,
  type Host,
  type Limits,
  type SearchPathEntry,
  type Settings,
  type Spill,
} from "./machine.ts";
import { print } from "./print.ts";
import { profileOf, type ProfileName } from "./profile.ts";
import { MemorySources, type SourceTree } from "./sources.ts";
import { defaultParseOptions, type Ast, type Lint, type Warning } from "./syntax/index.ts";
import { Source } from "./syntax/source.ts";
import { asNixError } from "./trace.ts";
import type { TreeStore } from "./trees.ts";
import { Attrs } from "./values/attrs.ts";
import { makeEnv, setSlot, type Env } from "./values/env.ts";
import { learnSpilling } from "./fast/learn.ts";
import { mayMakeCode, noteSample, writeOut } from "./hot/index.ts";
import { textOf, Thunk, type Slot, type Value } from "./values/value.ts";
import type { Instruction } from "./vm/disassemble.ts";
import { valueToXml } from "./direct/xml.ts";

/** What an evaluator is made of; all but nothing is required. */
export interface EvaluatorOptions {
  /** Files; default: none. */
  io?: SourceTree;
  /** The world outside; default: no environment, no clock, silent traces. */
  host?: Partial<Host>;
  /** Which Nix to follow; default the newest. */
  profile?: ProfileName;
  settings?: Partial<Settings>;
  limits?: Partial<Limits>;
  searchPath?: readonly SearchPathEntry[];
  /** Asked now and then; true ends the evaluation with a "stopped" error. */
  stopped?: () => boolean;
  /** JavaScript frames the fast executor may use before the VM takes over; 0: all in the VM. Default: measured. */
  depthBudget?: number;
  /**
   * Whether what runs often is written out as JavaScript, where that is allowed. Default: true; `always`: whatever
   * runs at all, for tests.
   */
  hot?: boolean | "always";
  /** Builtins to add (or to replace ours). */
  builtins?: readonly ExtraBuiltin[];
  /** Constants to add to the names always in scope. */
  globals?: ReadonlyMap<string, Value>;
  lints?: Partial<Record<"urlLiterals" | "shortPathLiterals" | "absolutePathLiterals", Lint>>;
  /** Where trees of checked texts are kept from one evaluator to the next; default: nowhere. */
  trees?: TreeStore;
  /** Gets warnings about the text of every file that is loaded. */
  onWarning?: (warning: Warning) => void;
}

/** Names and values around a text: the lines before in a REPL. */
export interface Surroundings {
  names: readonly string[];
  slots: readonly Slot[];
}

const defaultSettings: Settings = {
  traceVerbose: false,
  abortOnWarn: false,
  currentSystem: null,
  pure: false,
  features: new Set(),
  storeDir: "/nix/store",
};

/** This much stack holds about two million nested calls. */
const defaultLimits: Limits = { stackBytes: 400 * 2 ** 20, allocationBytes: 2 ** 33, callDepth: Infinity };

const silentHost: Host = {
  getEnv: () => undefined,
  now: () => 0,
  home: undefined,
  trace: () => {},
  warn: () => {},
};

/** An {@link Evaluator} that may have to do without what deep nesting needs, until that is brought. */
export class BareEvaluator {
  /** Shared state, for builtins of an embedder. */
  readonly machine: Machine;
  private readonly loader: FileLoader;
  private readonly deep: () => Deep;

  /** @param deep - what deep nesting needs, or what gives it (or throws) when it is needed */
  constructor(options: EvaluatorOptions, deep: Deep | (() => Deep)) {
    const profile = profileOf(options.profile ?? "2.36");
    const settings = { ...defaultSettings, ...options.settings };
    const limits = { ...defaultLimits, ...options.limits };
    const m = new Machine(
      profile,
      options.io ?? new MemorySources(),
      { ...silentHost, ...options.host },
      settings,
      limits,
      options.searchPath ?? [],
      options.stopped ?? (() => false),
      options.depthBudget ?? measureDepthBudget(),
    );
    this.machine = m;
    installGlobals(m, options.builtins ?? [], options.globals ?? new Map(), deep);
    const parseOptions = {
      pipeOperators: settings.features.has("pipe-operators"),
      profile: profile.name,
      lints: { ...defaultParseOptions.lints, ...options.lints },
    };
    this.loader = new FileLoader(m, parseOptions, options.onWarning ?? null, options.trees ?? null);
    m.loader = this.loader;
    learnSpilling(m);
    if (options.hot !== false && mayMakeCode()) {
      m.hot = noteSample;
      if (options.hot === "always") m.compiled = writeOut;
    }
    this.deep = typeof deep === "function" ? deep : () => deep;
    const spill = (): Spill => this.deep().spill(m, (unit) => this.loader.compilerOf(unit));
    m.spill = typeof deep === "function" ? new LateSpill(m, spill) : spill();
  }

  /** Thunks forced, calls made, bytes allocated (approximately). */
  get statistics(): { thunks: number; calls: number; allocated: number } {
    const { thunks, calls, charged } = this.machine;
    return { thunks, calls, allocated: charged };
  }

  /** Runs something of this evaluator from outside: failures are NixErrors, and leave nothing half done. */
  private guard<T>(action: () => T): T {
    const { machine: m } = this;
    const mark = m.mark();
    try {
      // An evaluation may be stopped before its first thousand calls.
      m.poll();
      return action();
    } catch (e) {
      m.restore(mark);
      throw asNixError(e);
    }
  }

  /** Parses and analyses a text and evaluates it to weak head normal form. */
  evaluate(source: Source, around?: Surroundings): Value {
    return this.force(this.suspend(source, around));
  }

  /** Parses and analyses a text; it is evaluated when somebody asks for its value. */
  suspend(source: Source, around?: Surroundings): Slot {
    return this.guard(() => {
      const names = around?.names ?? [];
      const code = this.loader.code(source, around === undefined ? [] : [names]);
      let env: Env | null = null;
      if (around !== undefined) {
        env = makeEnv(names.length, null);
        around.slots.forEach((slot, i) => setSlot(env!, i, slot));
      }
      return new Thunk(code, env);
    });
  }

  /** Evaluates a tree that was parsed elsewhere, and analysed with the names of this evaluator's globals. */
  evaluateTree(ast: Ast): Value {
    return this.guard(() => force(this.machine, new Thunk(this.loader.codeOfTree(ast), null)));
  }

  /** {@link evaluate} for a string; relative paths start from `base`. Characters beyond U+00FF must be encoded before. */
  evaluateText(text: string, base = "/"): Value {
    return this.evaluate(new Source({ type: "string" }, text, base));
  }

  /** The VM's bytecode of a text: of its outermost expression; what is lazy in it is compiled when it is needed. */
  disassemble(source: Source): Instruction[] {
    return this.guard(() => {
      const code = this.loader.code(source);
      return this.deep().disassemble(this.loader.compilerOf(code.unit!), code.expr!);
    });
  }

  /** Evaluates a file (as `import` does) to weak head normal form. */
  evaluateFile(path: string): Value {
    return this.guard(() => {
      const m = this.machine;
      const fn = m.builtins.get(m.symbols.find("import"))!;
      return call(m, force(m, fn), path);
    });
  }

  /** Evaluates a slot to weak head normal form. */
  force(slot: Slot): Value {
    return this.guard(() => force(this.machine, slot));
  }

  /** Evaluates everything inside a value. */
  deepForce(value: Value): void {
    this.guard(() => deepForce(this.machine, value));
  }

  /** Applies a function. */
  call(fn: Value, arg: Slot): Value {
    return this.guard(() => call(this.machine, fn, arg));
  }

  /** Calls a function with formals, supplying arguments by name (what `--arg` is for); other values stay as they are. */
  autoCall(value: Value, args: ReadonlyMap<string, Slot>): Value {
    return this.guard(() => autoCall(this.machine, value, args));
  }

  /** The value at a path like `a.b."c d".0`, calling functions on the way as {@link autoCall} does. */
  select(value: Value, path: string, args: ReadonlyMap<string, Slot>): Value {
    return this.guard(() => {
      const m = this.machine;
      const root = path === "" || args.size > 0 ? value : calledOnce(m, value);
      return selectPath(m, root, path, args);
    });
  }

  /**
   * Begins a request that is to be answered as by a new evaluator, but for what was evaluated before: parsed files,
   * values of files, and what `import file { }` gave (see {@link Applications}).
   */
  beginRequest(): void {
    (this.machine.applications ??= new Applications()).beginRequest();
  }

  /** A value as `nix-instantiate --eval` prints it; forces nothing. */
  print(value: Value): string {
    return print(this.machine, value);
  }

  /** A value as the text that `"${value}"` would hold. */
  toText(value: Value): string {
    return this.guard(() => textOf(coerceToString(this.machine, value, Coercion.Weak + Coercion.Copy)));
  }

  /** A value as JSON; what is inside must be evaluated already unless `strict`. */
  toJson(value: Value, strict = true): string {
    return this.guard(() => textOf(valueToJson(this.machine, value, strict)));
  }

  /** A value as `nix-instantiate --eval --xml` prints it. */
  toXml(value: Value, options: { strict: boolean; location: boolean }): string {
    return this.guard(() => textOf(valueToXml(this.machine, value, options)));
  }
}

/**
 * Evaluates Nix. Values of one evaluator mean nothing to another. All methods throw `NixError`s and
 * leave the evaluator usable.
 */
export class Evaluator extends BareEvaluator {
  constructor(options: EvaluatorOptions = {}) {
    super(options, deepParts);
  }
}

/** A file's function called without arguments, where that gives a set; else what it was. */
function calledOnce(m: Machine, value: Value): Value {
  const kept = m.applications;
  if (kept === null || !isFromFile(value) || value.lambda.formals === null) return value;
  const key = "automatic";
  const found = kept.next(value, key);
  if (found !== undefined) return found;
  const result = autoCall(m, value, new Map());
  // What can be called would be called once more on the way.
  if (!(result instanceof Attrs) || result.get(m.known.functor) !== undefined) return value;
  kept.keep(value, key, result);
  return result;
}
