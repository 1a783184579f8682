/** What the page and the evaluator worker say to each other. All plain data; texts are ordinary UTF-16 strings. */

import type { RenderedText, ValueSummary } from "./values-protocol.ts";

/** How a value is written: as `nix-instantiate --eval` prints it, or as `--json` or `--xml` do. */
export type OutputFormat = "nix" | "json" | "xml";

/** How a result is wanted: a tree that unfolds, or a text. */
export type View = "tree" | OutputFormat;

/** The Nix version whose language is followed. */
export type ProfileName = "2.36" | "2.8";

/** Files in memory: absolute path → text, or bytes where it is none. */
export type Files = Record<string, string | Uint8Array>;

/** One evaluation. */
export interface EvaluateRequest {
  /** The Nix text. */
  text: string;
  /** Where the text is a file; relative paths start from its folder, errors name it. Default: a text in `/`. */
  path?: string;
  /** Files in memory, that of `path` among them where it may be imported. */
  files?: Files;
  /** Trees at `/mounts/<name>`, which are also the search path, in this order. Default: none. */
  mounts?: MountRequest[];
  profile: ProfileName;
  view: View;
  /** Whether nested values are evaluated too; JSON always is. */
  strict: boolean;
  /** Whether `|>` and `<|` are operators. */
  pipeOperators: boolean;
  /**
   * For the tree: whether nested values are evaluated as long as that is cheap (200 values, 50 ms). Derivations
   * are not looked into; a value that fails stays where it is, as `failed`; nothing is fetched for it.
   */
  openSmall: boolean;
  /** Whether fetching builtins may use the network: only where a person asked for this very text's value. */
  network?: boolean;
  /** They hold for later work on the values too. What is left out is the evaluator's own default. */
  limits?: EvaluateLimits;
}

/** A tree of the store that evaluation sees as `<name>`. */
export interface MountRequest {
  name: string;
  /** The tree's digest, `blake3-…`. */
  root: string;
}

export interface EvaluateLimits {
  stackBytes?: number;
  /** Of the evaluation and all later work on its values together. Beyond it: an error of kind `memory`. */
  allocationBytes?: number;
  /** Of each operation by itself. Beyond it: an error of kind `time`. Default: none. */
  milliseconds?: number;
}

/** A stretch of a text, in UTF-16 offsets, end exclusive. */
export interface TextSpan {
  /** The file; null for the request's own text. */
  file: string | null;
  from: number;
  to: number;
  /** From 1. */
  line: number;
  /** From 1, counted in UTF-16 units. */
  column: number;
}

/** A step on the way to an error. */
export interface ErrorFrame {
  text: string;
  span: TextSpan | null;
}

/** Why there is no value. */
export interface EvaluateError {
  /** One of the evaluator's fixed list of kinds, or `time`: the time limit was reached. */
  kind: string;
  message: string;
  span: TextSpan | null;
  /** Innermost first. */
  frames: ErrorFrame[];
  /** Frames beyond those kept. */
  omitted: number;
  /** What Nix suggests: `Did you mean port?`; not there when it has nothing to suggest. */
  suggestion?: string;
  /** As Nix prints it, all frames shown. */
  rendered: string;
}

/** Something wrong or suspicious in a text, seen without evaluating it. */
export interface Problem {
  severity: "error" | "warning";
  message: string;
  span: TextSpan | null;
}

export interface EvaluateStats {
  /** Wall-clock milliseconds in the worker. */
  ms: number;
  thunks: number;
  calls: number;
  /** Bytes, approximately. */
  allocated: number;
}

export interface EvaluateReply {
  result:
    | {
        ok: true;
        /** The value, in weak head normal form; its id is 0. */
        root: ValueSummary;
        /** The text of the views that are one; null for the tree. */
        rendered: RenderedText | null;
      }
    | { ok: false; error: EvaluateError };
  stats: EvaluateStats;
  /** All that is wrong with the text, the error of `result` left out, and its warnings. */
  problems: Problem[];
  /** Lines of `builtins.trace` and `builtins.warn`, in order. */
  trace: string[];
  /** Trace lines beyond the first thousand, which are counted, not kept. */
  traceOmitted: number;
}

/** What evaluating takes and offers; see {@link ValueWorker} for what comes after. */
export interface EvaluatorWorker {
  /** Evaluates a text. Never rejects for what the text does. `control`: see {@link ControlLayout}. */
  evaluate(request: EvaluateRequest, control: SharedArrayBuffer | null): Promise<EvaluateReply>;
  /** Looks a text over without evaluating it. Never rejects for what the text is. */
  check(text: string, profile: ProfileName, pipeOperators?: boolean): Promise<Problem[]>;
  /** Resolves to the name of a Web Lock that the worker holds as long as it lives; null where there are no locks. */
  lifeLock(): Promise<string | null>;
}

/**
 * The shared control buffer: indices of its 32-bit ints (the page writes `stop`, the worker the rest) and its
 * size. A type, so that both sides write the numbers down and the compiler sees that they are the same.
 */
export interface ControlLayout {
  readonly stop: 0;
  readonly thunks: 1;
  readonly calls: 2;
  readonly bytes: 12;
}
