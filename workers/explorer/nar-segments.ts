/** Stretches of a NAR as the page is told of them. */
import { nodeRef, type Segment } from "../../core/explore/index.ts";
import type { NarSegment } from "../explorer-protocol.ts";
import { fromBytes } from "../text.ts";

/** Strings that mean something by themselves; others are names and targets, which are quoted. */
const words = new Set([
  "nix-archive-1",
  "(",
  ")",
  "type",
  "directory",
  "regular",
  "symlink",
  "executable",
  "contents",
  "entry",
  "name",
  "node",
  "target",
]);

/** A segment for the page. */
export function segmentView({ offset, length, what, path, strings, node }: Segment): NarSegment {
  const named = (i: number): boolean => strings[i - 1] === "name" || strings[i - 1] === "target";
  const tokens = strings.map((text, i) =>
    words.has(text) && !named(i) ? text : JSON.stringify(fromBytes(text)),
  );
  return {
    offset,
    length,
    what,
    path: fromBytes(path),
    raw: path,
    tokens: tokens.join(" "),
    strings,
    node: node && nodeRef(node),
  };
}
