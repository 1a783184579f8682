/** What `builtins.trace` and `builtins.warn` say during one operation. */
import { fromBytes } from "./text.ts";

/** Lines kept of one operation. */
const maxLines = 1000;

/** Lines as text; beyond a number they are counted, not kept. */
export class TraceLines {
  readonly lines: string[] = [];
  omitted = 0;

  /** @param line - a byte string */
  add(line: string): void {
    if (this.lines.length < maxLines) this.lines.push(fromBytes(line));
    else this.omitted++;
  }
}
