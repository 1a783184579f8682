/** The beginning of a text that may be long. */
import { formatCount, formatNumberOf } from "../../format.ts";

/** Lines shown at first, and characters. */
const [mostLines, mostCharacters] = [14, 1200];

export interface FoldedText {
  start: string;
  /** Whether that is not all. */
  cut: boolean;
  lines: number;
  /** `12 lines`, or characters where it is one line. */
  size: string;
}

/** Cuts a text after some lines or characters; not for one or two lines more. */
export function foldedText(text: string): FoldedText {
  const lines = text.replace(/\n$/, "").split("\n");
  const size =
    lines.length > 1 ? formatNumberOf(lines.length, "line") : `${formatCount(text.length)} characters`;
  if (lines.length <= mostLines + 2 && text.length <= mostCharacters * 2) {
    return { start: text, cut: false, lines: lines.length, size };
  }
  let start = lines.slice(0, mostLines).join("\n");
  if (start.length > mostCharacters * 2)
    start = start.slice(0, mostCharacters).replace(/[\uD800-\uDBFF]$/, "");
  return { start: `${start} …`, cut: true, lines: lines.length, size };
}
