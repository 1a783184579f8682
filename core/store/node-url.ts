/** Nodes in URLs of NARs: `nar/tvix-castore/NODE?narsize=N`, as Tvix and Snix have them. */
import { CastoreError, decodeNode, encodeNode, type Node } from "../castore/index.ts";
import { fromBase64, toBase64 } from "../nix-compat/index.ts";

/** Longest encoding: a link with the longest target has less than one more byte than this. */
export const maxNodeSize = 4120;

/** A node without a name: its encoding in base 64 for URLs, without padding. */
export function formatNodeName(node: Node): string {
  return toBase64(encodeNode(node)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Reads what {@link formatNodeName} wrote. @throws CastoreError (`invalid`, or `range` for one that is too long) */
export function parseNodeName(name: string): Node {
  if (name.length > Math.ceil((maxNodeSize * 4) / 3)) {
    throw new CastoreError("range", `a node has at most ${maxNodeSize} bytes`);
  }
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw new CastoreError("invalid", "the node's name is no base 64 for URLs");
  }
  const bytes = fromBase64(name.replace(/-/g, "+").replace(/_/g, "/"));
  const { node } = decodeNode(bytes, "anonymous");
  if (formatNodeName(node) !== name) {
    throw new CastoreError("invalid", "the node's name has bits left over");
  }
  return node;
}

/** Where the NAR of a tree is, relative to the cache. */
export function narUrlOfNode(node: Node, narSize: number): string {
  return `nar/tvix-castore/${formatNodeName(node)}?narsize=${narSize}`;
}

/** The node that a NAR's URL names; null for other URLs. @throws CastoreError (`invalid`, `range`) */
export function nodeOfNarUrl(url: string): Node | null {
  const name = /(?:^|\/)nar\/(?:tvix|snix)-castore\/([^/?#]*)\?narsize=\d+$/.exec(url)?.[1];
  return name === undefined ? null : parseNodeName(name);
}
