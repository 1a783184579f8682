/** Errors as Nix prints them: message, place, the source line with a caret, and the trace. */
import type { NixError, Span } from "./errors.ts";
import { didYouMean } from "./suggestions.ts";

// Marks beyond ASCII, as the UTF-8 bytes they are in a byte string.
const open = "\xc2\xab";
const close = "\xc2\xbb";
const ellipsis = "\xe2\x80\xa6";

/** How to print an error. */
export interface FormatOptions {
  /** Print all frames of the trace. */
  showTrace: boolean;
}

/** `file:line:column` of a span's start. */
export function placeOf(span: Span): string {
  const { line, column } = span.source.locate(span.start);
  const { origin } = span.source;
  switch (origin.type) {
    case "file":
      return `${origin.path}:${line}:${column}`;
    case "string":
      return `${open}string${close}:${line}:${column}`;
    case "stdin":
      return `${open}stdin${close}:${line}:${column}`;
    case "internal":
      return `${open}${origin.name}${close}:${line}:${column}`;
  }
}

/** The lines around a span's start, the line itself marked by a caret. */
function excerpt(span: Span, indent: string): string {
  const { line, column } = span.source.locate(span.start);
  const lines: string[] = [];
  for (let number = Math.max(1, line - 1); number <= line + 1; number++) {
    const text = span.source.line(number);
    if (text === undefined) continue;
    lines.push(`${indent}${String(number).padStart(6)}| ${text}`);
    if (number === line) lines.push(`${indent}${" ".repeat(6)}| ${" ".repeat(column - 1)}^`);
  }
  return lines.join("\n");
}

/** An error as text, without a line end. A byte string, like all Nix text. */
export function formatError(error: NixError, options: FormatOptions): string {
  const parts: string[] = [];
  const frames = error.frames();
  if (options.showTrace && frames.length > 0) {
    parts.push("error:");
    if (error.omitted > 0) parts.push(`       (${error.omitted} more frames)\n`);
    for (const frame of frames.reverse()) {
      parts.push(`       ${ellipsis} ${frame.text}`);
      if (frame.span !== null)
        parts.push(`         at ${placeOf(frame.span)}:\n${excerpt(frame.span, "       ")}\n`);
    }
    parts.push(`       error: ${error.message}`);
  } else parts.push(`error: ${error.message}`);
  if (error.span !== null) parts.push(`       at ${placeOf(error.span)}:\n${excerpt(error.span, "       ")}`);
  if (error.suggestions.length > 0) parts.push(`       ${didYouMean(error.suggestions)}`);
  if (!options.showTrace && frames.length > 0) {
    parts.push("(stack trace truncated; use '--show-trace' to show the full trace)");
  }
  return parts.join("\n");
}
