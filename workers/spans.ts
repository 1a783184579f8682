/** From the evaluator's byte spans to the page's text spans. */
import type { Source, Span } from "../core/eval/index.ts";
import type { TextSpan } from "./protocol.ts";
import { ByteOffsets, fromBytes } from "./text.ts";

interface Text {
  text: string;
  offsets: ByteOffsets;
}

/** Reads spans of one evaluation: in the request's own text, and in files. */
export class SpanReader {
  private readonly texts = new Map<Source, Text>();

  constructor(
    private readonly main: Source,
    mainText: string,
  ) {
    this.texts.set(main, { text: mainText, offsets: new ByteOffsets(mainText) });
  }

  /** The span in UTF-16 offsets; null where there is no text to show. */
  read(span: Span | null): TextSpan | null {
    if (span === null || span.source.origin.type === "internal") return null;
    const { source } = span;
    const { text, offsets } = this.textOf(source);
    const from = offsets.toText(span.start);
    const { line } = source.locate(span.start);
    const lineStart = Math.max(text.lastIndexOf("\n", from - 1), text.lastIndexOf("\r", from - 1)) + 1;
    return {
      file: source === this.main ? null : source.origin.type === "file" ? fromBytes(source.origin.path) : "",
      from,
      to: Math.max(from, offsets.toText(span.end)),
      line,
      column: from - lineStart + 1,
    };
  }

  private textOf(source: Source): Text {
    let found = this.texts.get(source);
    if (found === undefined) {
      const text = fromBytes(source.text);
      found = { text, offsets: new ByteOffsets(text) };
      this.texts.set(source, found);
    }
    return found;
  }
}
