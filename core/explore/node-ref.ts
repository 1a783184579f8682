/** Castore nodes as text: their nameless `Entry` (castore.v1) in base64url without padding, as in nar-bridge's URLs. */
import { CastoreError, decodeNode, encodeNode, type Node } from "../castore/index.ts";
import { fromBase64, toBase64 } from "../nix-compat/index.ts";

/** Longest text of a node: a link with the longest target. */
const maxLength = 6000;

export function nodeRef(node: Node): string {
  return toBase64(encodeNode(node)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The node of a text. @throws CastoreError (`invalid`) for anything but its only spelling */
export function parseNodeRef(text: string): Node {
  const fault = (): CastoreError => {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    return new CastoreError("invalid", `'${shown}' is no castore node: it must be an Entry in base64url`);
  };
  if (text.length > maxLength || !/^[A-Za-z0-9_-]+$/.test(text)) throw fault();
  const bytes = fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
  const { node } = decodeNode(bytes, "anonymous");
  if (nodeRef(node) !== text) throw fault();
  return node;
}
