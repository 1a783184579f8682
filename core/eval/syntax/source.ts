/** Where Nix text came from, and the line/column arithmetic on it. */

/** How positions in a text are named: a file has a path, the others have none. */
export type Origin =
  | { type: "file"; path: string }
  | { type: "string" }
  | { type: "stdin" }
  | {
      type: "internal";
      name: string;
      /** The file that Nix has it in: what positions name; without, they are like those of a string. */
      path?: string;
    };

/** A place people can read. Lines and columns count from 1; columns count bytes. */
export interface LineColumn {
  line: number;
  column: number;
}

/** The file a text is in, as positions that programs see name it; undefined when it is in none. */
export function fileOf(origin: Origin): string | undefined {
  return origin.type === "file" || origin.type === "internal" ? origin.path : undefined;
}

/** One Nix text. `text` is a byte string (one char per byte, 0–255). */
export class Source {
  private lineStarts: number[] | null = null;

  constructor(
    readonly origin: Origin,
    readonly text: string,
    /** Absolute directory that relative path literals start from. */
    readonly base: string,
    /** Whether it is what a request asks to evaluate, as opposed to a file that is read for that. */
    readonly isRequest: boolean = origin.type === "string",
  ) {}

  /** Line and column of a byte offset. LF, CRLF and lone CR end a line, as in Nix's lexer. */
  locate(offset: number): LineColumn {
    const starts = (this.lineStarts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The text of a line (from 1) without its line end; undefined when there is no such line. */
  line(number: number): string | undefined {
    const starts = (this.lineStarts ??= lineStarts(this.text));
    const start = starts[number - 1];
    if (start === undefined) return undefined;
    return this.text.slice(start, starts[number] ?? this.text.length).replace(/[\r\n]+$/, "");
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
