/** The one error type of the evaluator. */
import type { Source } from "./syntax/source.ts";

/**
 * Every kind of failure; a fixed list that programs may rely on.
 *
 * `throw`, `assert` and `search-path` are catchable by `tryEval`; nothing else is.
 */
export const errorKinds = [
  "syntax", // malformed text
  "undefined-variable", // a name that nothing binds, found before evaluation
  "type", // a value of the wrong type, or not coercible
  "missing-attribute",
  "missing-argument", // a function called without a required formal
  "unexpected-argument",
  "duplicate-attribute", // dynamic attributes that clash
  "throw",
  "assert",
  "search-path", // <x> not found
  "abort",
  "infinite-recursion",
  "call-depth", // stack limit, by memory or by --max-call-depth
  "memory", // allocation limit
  "stopped", // Stop was pressed
  "arithmetic", // division by zero, overflow, out of range
  "index", // list index out of bounds, empty list
  "value", // a value of the right type that makes no sense: bad hash, regex, JSON, TOML, …
  "context", // string context where none is allowed
  "io", // a file that can't be read
  "restricted", // refused in this mode
  "unsupported", // needs a store, the network, or a feature that is off
  "internal", // a defect of ours
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** A stretch of a source: byte offsets, end exclusive. */
export interface Span {
  source: Source;
  start: number;
  end: number;
}

/** A step on the way to the error, innermost first. */
export interface TraceFrame {
  text: string;
  span: Span | null;
}

/** Persistent list of frames: a failed thunk keeps the part that was known when it failed. */
export interface TraceLink {
  readonly frame: TraceFrame;
  readonly inner: TraceLink | null;
  readonly length: number;
}

/** Frames beyond this many are counted, not kept: a million-deep recursion must not cost a million frames. */
export const maxTraceFrames = 1000;

/** V8's setting for how many frames an error records; elsewhere a property without meaning. */
const traced = Error as unknown as { stackTraceLimit: number | undefined };

/** A failed evaluation, parse or scope analysis. `message` holds a byte string like all Nix text. */
export class NixError extends Error {
  trace: TraceLink | null = null;
  /** Frames that were left out beyond {@link maxTraceFrames}. */
  omitted = 0;
  /** Names that were perhaps meant, best first. */
  suggestions: readonly string[] = [];

  constructor(
    readonly kind: ErrorKind,
    message: string,
    public span: Span | null = null,
  ) {
    // These errors are control flow too (tryEval): V8 would spend more on a JavaScript stack than on the throw.
    const limit = traced.stackTraceLimit;
    traced.stackTraceLimit = 0;
    super(message);
    traced.stackTraceLimit = limit;
    this.name = "NixError";
  }

  /** Whether `builtins.tryEval` turns it into `{ success = false; … }`. */
  get catchable(): boolean {
    return this.kind === "throw" || this.kind === "assert" || this.kind === "search-path";
  }

  /** Adds the next outer frame. */
  push(text: string, span: Span | null): void {
    const length = this.trace === null ? 1 : this.trace.length + 1;
    if (length > maxTraceFrames) this.omitted++;
    else this.trace = { frame: { text, span }, inner: this.trace, length };
  }

  /** Frames, innermost first. */
  frames(): TraceFrame[] {
    const frames: TraceFrame[] = [];
    for (let link = this.trace; link !== null; link = link.inner) frames.push(link.frame);
    return frames.reverse();
  }

  /** The same failure with the same inner trace, to be rethrown elsewhere (a memoised failure). */
  copy(): NixError {
    const copy = new NixError(this.kind, this.message, this.span);
    copy.trace = this.trace;
    copy.omitted = this.omitted;
    copy.suggestions = this.suggestions;
    return copy;
  }
}
