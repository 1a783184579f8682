/** Texts as lines of a bearable length. */

/** UTF-16 units of a row: longer lines take several. */
export const rowLength = 2000;

/** A row: a line, or a part of a long one. */
export interface TextRow {
  text: string;
  /** From 1 in this text; null for the later parts of a long line. */
  line: number | null;
}

/** All rows of a text. A line feed at the end begins no other line. */
export function rowsOfText(text: string): TextRow[] {
  const rows: TextRow[] = [];
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  let number = 1;
  for (const ended of body.split("\n")) {
    const line = ended.endsWith("\r") ? ended.slice(0, -1) : ended;
    for (let at = 0, begun = false; at < line.length || !begun; begun = true) {
      let to = Math.min(line.length, at + rowLength);
      // No pair of surrogates is cut.
      if (to < line.length && isHighSurrogate(line, to - 1)) to--;
      rows.push({ text: line.slice(at, to), line: begun ? null : number });
      at = to;
    }
    number++;
  }
  return rows;
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

/** The row of a line; the last one where there are fewer. */
export function rowOfLine(rows: readonly TextRow[], line: number): number {
  let low = 0;
  let high = rows.length;
  const lineAt = (at: number): number => {
    for (let i = at; i >= 0; i--) if (rows[i]!.line !== null) return rows[i]!.line!;
    return 0;
  };
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lineAt(middle) < line) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, rows.length - 1);
}
