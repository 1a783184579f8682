/** What the result pane is given, whoever runs the evaluations. */
import type {
  EvaluateError,
  Problem,
  RenderedText,
  ValueId,
  ValueSummary,
  ValueWorker,
} from "../../../workers/index.ts";
import type { View } from "../settings/types.ts";

type WithoutControl<M> = M extends (...args: infer A) => infer R
  ? (...args: A extends [...infer B, SharedArrayBuffer | null] ? B : A) => R
  : never;

/** How values are looked at: the evaluator client, as far as this room knows it. */
export type ValueClient = { [M in keyof ValueWorker]: WithoutControl<ValueWorker[M]> } & {
  /** Stops whatever runs; its answer is then `failed` with kind "stopped", or `stale`. */
  stop(): void | Promise<void>;
  /** How far the running operation is; null where nobody can tell. */
  progress(): Counts | null;
};

/** How far an evaluation is. */
export interface Counts {
  thunks: number;
  calls: number;
}

/** What an evaluation gave: the part of `EvaluateReply` that is shown. */
export interface ResultReply {
  result:
    { ok: true; root: ValueSummary; rendered: RenderedText | null } | { ok: false; error: EvaluateError };
  problems: readonly Problem[];
  trace: readonly string[];
  traceOmitted: number;
}

/** The last reply, and how it was asked for; a new object for each reply. */
export interface ShownResult {
  reply: ResultReply;
  view: View;
  strict: boolean;
}

/** An evaluation that has been running long enough to be shown. */
export interface Running extends Partial<Counts> {
  ms: number;
}

/** Why the last evaluation has no reply. */
export interface Interruption {
  type: "stopped" | "died";
  /** Milliseconds it had run. */
  after: number;
}

/** Which derivation to show: that of a value, or the one at a path. */
export type DerivationTarget =
  { type: "value"; id: ValueId; name: string } | { type: "path"; drvPath: string };
