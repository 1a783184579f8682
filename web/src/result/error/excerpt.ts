/** The lines around a place in a text. */
import type { TextSpan } from "../../../../workers/index.ts";

/** One line; the part between `from` and `to` (columns from 0) is the one meant, empty on lines around it. */
export interface ExcerptLine {
  number: number;
  text: string;
  from: number;
  to: number;
}

/** Lines shown before and after the first line of the span. */
const around = 1;

/** Characters of a line shown; the marked part stays in view. */
const longest = 200;

/** The first line of a span and its neighbours. */
export function excerptOf(text: string, { from, to }: Pick<TextSpan, "from" | "to">): ExcerptLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
  const index = starts.findLastIndex((start) => start <= from);
  const found: ExcerptLine[] = [];
  for (let i = Math.max(0, index - around); i <= Math.min(lines.length - 1, index + around); i++) {
    const line = lines[i]!;
    // A place between the two characters of a line end is the line's end.
    const column = i === index ? Math.min(from - starts[i]!, line.length) : 0;
    const end = i === index ? Math.min(line.length, Math.max(column + 1, to - starts[i]!)) : 0;
    found.push(shorten({ number: i + 1, text: line, from: column, to: end }));
  }
  return found;
}

function shorten(line: ExcerptLine): ExcerptLine {
  if (line.text.length <= longest) return line;
  const start = Math.max(0, Math.min(line.from - longest / 4, line.text.length - longest));
  const text = line.text.slice(start, start + longest);
  return {
    ...line,
    text,
    from: line.from - Math.min(start, line.from),
    to: Math.min(Math.max(line.to - start, 0), longest),
  };
}
