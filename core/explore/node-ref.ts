/** Castore nodes as text: as in nar-bridge's URLs. */
import { CastoreError, type Node } from "../castore/index.ts";
import { formatNodeName, parseNodeName } from "../store/index.ts";

/** A node as text. */
export function nodeRef(node: Node): string {
  return formatNodeName(node);
}

/** The node of a text. @throws CastoreError (`invalid`) for anything but its only spelling */
export function parseNodeRef(text: string): Node {
  try {
    return parseNodeName(text);
  } catch (error) {
    if (!(error instanceof CastoreError)) throw error;
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    throw new CastoreError("invalid", `'${shown}' is no castore node: ${error.message}`, { cause: error });
  }
}
