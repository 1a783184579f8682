/**
 * Looking at values that stay in the evaluator worker. The value of the last evaluation and all that was reached
 * from it can be asked for by number until the next evaluation begins; then the numbers mean nothing and calls
 * with them answer `stale`.
 */
import type { EvaluateError, EvaluateStats, OutputFormat, TextSpan } from "./protocol.ts";

/** A value kept by the worker; 0 is the result of the evaluation. */
export type ValueId = number;

/** What a value is, `thunk` while nobody has forced it and `failed` when forcing it was an error. */
export type ValueType =
  | "null"
  | "bool"
  | "int"
  | "float"
  | "string"
  | "path"
  | "list"
  | "set"
  | "lambda"
  | "builtin"
  | "thunk"
  | "failed";

/** One value as a row shows it. Making it forces nothing. */
export interface ValueSummary {
  id: ValueId;
  type: ValueType;
  /** One line of Nix, at most about 200 characters: a literal, `{ a, b, … }`, `[ … ]`, `x: …`, `{ a, b ? … }: …`. */
  text: string;
  /** Whether `text` leaves something out. */
  cut: boolean;
  /** Attributes of a set, elements of a list, bytes of a string; else 0. */
  size: number;
  /** The store paths a string depends on, as `builtins.getContext` names them; empty for others. */
  context: string[];
  /** Name of the derivation that this set is (its `type` is "derivation" already), "" if unknown; null for others. */
  derivation: string | null;
  /** Where a function was written. */
  span: TextSpan | null;
  /** The documentation comment of a function; null where it has none. */
  doc: string | null;
  /** Why it has no value; only for `failed`. */
  error: EvaluateError | null;
}

/** An attribute or element. */
export interface ValueChild {
  /** Attribute name; null in lists. */
  name: string | null;
  /** Place among all children, unfiltered. */
  index: number;
  /** Where the attribute was defined. */
  span: TextSpan | null;
  value: ValueSummary;
}

export interface ValuePage {
  /** Children there are, after filtering. */
  total: number;
  /** The ones asked for. */
  children: ValueChild[];
}

/** A piece of a text that may be large. */
export interface TextPart {
  text: string;
  /** UTF-16 units of the whole text. */
  total: number;
}

/** What an operation took and said. */
export interface Work {
  stats: EvaluateStats;
  /** Lines of `builtins.trace` and `builtins.warn`, in order. */
  trace: string[];
  /** Trace lines beyond the first thousand. */
  traceOmitted: number;
}

/** The answer of an operation that may evaluate; `work` is there where it did. */
export type Answer<T> =
  | { type: "ok"; value: T; work?: Work }
  | { type: "failed"; error: EvaluateError; work?: Work }
  /** The numbers belong to an evaluation that is gone. */
  | { type: "stale" };

/** Number of a text kept by the worker. */
export type TextId = number;

export interface RenderRequest {
  id: ValueId;
  format: OutputFormat;
  /** Whether nested values are evaluated too; JSON always is. */
  strict: boolean;
}

export interface RenderedText {
  /** To ask for more of it. */
  text: TextId;
  /** Its first part, at most 64 Ki UTF-16 units. */
  first: TextPart;
}

export interface DerivationOutputView {
  name: string;
  /** "" where it is only known once built. */
  path: string;
  /** As `r:sha256`; "" for outputs that depend on their inputs. */
  hashAlgo: string;
  /** Base 16; "" where it is not fixed. */
  hash: string;
}

export interface InputDerivationView {
  drvPath: string;
  /** Outputs that are used. */
  outputs: string[];
}

/** Everything about a derivation. */
export interface DerivationView {
  name: string;
  drvPath: string;
  system: string;
  builder: string;
  args: string[];
  outputs: DerivationOutputView[];
  /** In the order of names. */
  env: { name: string; value: string }[];
  inputDrvs: InputDerivationView[];
  inputSrcs: string[];
  /** The text of the `.drv` file, its bytes one char each (Latin-1), for copying and downloading. */
  aterm: string;
  /** As `nix derivation show` prints it. */
  json: string;
}

/** Some of the derivations in a closure. */
export interface DerivationTexts {
  /** Each after its inputs; `aterm` is the text of the `.drv` file, a byte string. */
  texts: { path: string; aterm: string }[];
  /** Derivations in the closure. */
  total: number;
  /** Where to go on; null after the last. */
  next: number | null;
}

/** How the page looks at values. `control` as in {@link EvaluatorWorker.evaluate}. */
export interface ValueWorker {
  /**
   * Children `from` … `from + count` (1000 at most) of a forced set or list whose names (in lists: indices) hold `match`,
   * upper or lower case. Sets are in the order of names. Forces nothing; other values have no children.
   */
  children(id: ValueId, from: number, count: number, match: string): Promise<Answer<ValuePage>>;
  /** Forces a value to weak head normal form. */
  force(id: ValueId, control: SharedArrayBuffer | null): Promise<Answer<ValueSummary>>;
  /** Keeps the whole content of a string for reading it page by page, decoded for display. */
  stringText(id: ValueId): Promise<Answer<RenderedText>>;
  /** Writes a value; the text is kept for reading it page by page. */
  render(request: RenderRequest, control: SharedArrayBuffer | null): Promise<Answer<RenderedText>>;
  /** Part of a kept text, in UTF-16 offsets; never cuts a surrogate pair. `to` may be Infinity. */
  textPart(text: TextId, from: number, to: number): Promise<Answer<TextPart>>;
  /** The derivation a set is; forces its drvPath. */
  derivationOf(id: ValueId, control: SharedArrayBuffer | null): Promise<Answer<DerivationView>>;
  /** A derivation that the evaluation made or met, by its path; failed (kind `io`) where there is none. */
  derivation(drvPath: string): Promise<Answer<DerivationView>>;
  /**
   * The texts of a derivation and of all derivations it is made from, as far as the evaluation knows them, from a
   * place in their order on: a batch that is taken in at once. Failed (kind `io`) where the derivation is not known.
   */
  derivationTexts(drvPath: string, from: number): Promise<Answer<DerivationTexts>>;
}
