/** Unfinished texts: puts a name at the cursor and finds a way to read the text around it. */
import { closersOf, Source } from "../../core/eval/index.ts";
import { toBytes } from "../text.ts";
import { type Doc, readDocument, type World } from "./document.ts";
import { type Place, placesAt } from "./tree.ts";

/** A name nobody writes. */
export const cursorName = "the-cursor-is-here";

/** A text with {@link cursorName} at the cursor. */
export interface Probe {
  readonly doc: Doc;
  /** Where the name begins, in bytes. */
  readonly at: number;
  /** Places around it, outermost first. */
  readonly places: readonly Place[];
}

/**
 * Puts the name in the place of `from`–`to`. What is missing behind it is tried, for the rest of the text tells more
 * than the text up to the cursor: nothing, a semicolon, a value; else the text ends there and everything is closed.
 * @param accept - whether a reading has the name where it is of use
 */
export function probe<T>(
  world: World,
  path: string,
  text: string,
  from: number,
  to: number,
  accept: (probe: Probe) => T | null,
): T | null {
  const before = text.slice(0, from) + cursorName;
  const rest = text.slice(to);
  const look = (draft: string): T | null => {
    const doc = readDocument(path, draft, world, false);
    if (doc.ast === null) return null;
    const at = doc.toBytes(from);
    const places = placesAt(doc, at);
    return places.length === 0 ? null : accept({ doc, at, places });
  };
  for (const missing of ["", ";", " = null;"]) {
    const found = look(before + missing + rest);
    if (found !== null) return found;
  }
  const source = new Source({ type: "string" }, toBytes(before), "/");
  const closers = closersOf(source, world.parse);
  return closers === null ? null : look(before + closers);
}
