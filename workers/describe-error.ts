/** The evaluator's errors as the page gets them. */
import { didYouMean, formatError, NixError } from "../core/eval/index.ts";
import type { EvaluateError } from "./protocol.ts";
import type { SpanReader } from "./spans.ts";
import { fromBytes } from "./text.ts";

/**
 * What was thrown, as plain data with UTF-16 spans.
 * @param kind - in place of the error's own kind
 */
export function describeError(error: unknown, spans: SpanReader, kind?: string): EvaluateError {
  if (error instanceof NixError) {
    const suggestion = fromBytes(didYouMean(error.suggestions));
    return {
      kind: kind ?? error.kind,
      message: fromBytes(error.message),
      span: spans.read(error.span),
      frames: error.frames().map((frame) => ({ text: fromBytes(frame.text), span: spans.read(frame.span) })),
      omitted: error.omitted,
      ...(suggestion !== "" && { suggestion }),
      rendered: fromBytes(formatError(error, { showTrace: true })),
    };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return plainError("internal", `the evaluator itself failed: ${text}`);
}

/** An error without a place. */
export function plainError(kind: string, message: string): EvaluateError {
  return { kind, message, span: null, frames: [], omitted: 0, rendered: `error: ${message}` };
}
