/** Castore nodes as the page is told of them. */
import { formatDigest, type Node } from "../../core/castore/index.ts";
import { nodeRef } from "../../core/explore/index.ts";
import type { EntryView } from "../explorer-protocol.ts";
import { fromBytes } from "../text.ts";

/** @param raw - the entry's name, a byte string; empty for roots */
export function entryView(raw: string, node: Node): EntryView {
  const isLink = node.kind === "symlink";
  return {
    name: fromBytes(raw),
    raw,
    node: nodeRef(node),
    kind: node.kind,
    size: isLink ? node.target.length : node.size,
    executable: node.kind === "file" && node.executable,
    target: isLink ? fromBytes(node.target) : null,
    digest: isLink ? null : formatDigest(node.digest),
  };
}
