/** Where Nix text came from, and the line/column arithmetic on it. */

import { NixError } from "../errors.ts";

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

/** Knows where lines begin. */
export interface Lines {
  lines(): number[];
}

/** One Nix text, a byte string (one char per byte, 0–255). */
export class Source {
  private starts: number[] | Lines | null = null;

  constructor(
    readonly origin: Origin,
    /** Or what reads it when it is wanted, and answers null when it is not to be had any more. */
    private content: string | (() => string | null),
    /** Absolute directory that relative path literals start from. */
    readonly base: string,
    /** Whether it is what a request asks to evaluate, as opposed to a file that is read for that. */
    readonly isRequest: boolean = origin.type === "string",
  ) {}

  /** @throws NixError when it is read only now, and is not to be had any more */
  get text(): string {
    const text = this.read();
    if (text !== null) return text;
    const name = this.origin.type === "file" ? `file '${this.origin.path}'` : "a text";
    throw new NixError("io", `${name} has changed since it was evaluated`);
  }

  private read(): string | null {
    if (typeof this.content === "string") return this.content;
    const text = this.content();
    if (text !== null) this.content = text;
    return text;
  }

  /** Where lines begin. LF, CRLF and lone CR end a line, as in Nix's lexer. */
  lines(): readonly number[] {
    const { starts } = this;
    if (Array.isArray(starts)) return starts;
    return (this.starts = starts === null ? lineStarts(this.text) : starts.lines());
  }

  /** Tells where lines begin, so that this need not be looked for in the text. */
  knowLines(lines: Lines): void {
    this.starts ??= lines;
  }

  /** Line and column of a byte offset. */
  locate(offset: number): LineColumn {
    const starts = this.lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The text of a line (from 1) without its line end; undefined when there is none or it is not to be had. */
  line(number: number): string | undefined {
    const starts = this.lines();
    const start = starts[number - 1];
    if (start === undefined) return undefined;
    return this.read()
      ?.slice(start, starts[number])
      .replace(/[\r\n]+$/, "");
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes("\r")) {
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}
