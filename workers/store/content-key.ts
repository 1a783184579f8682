/** Names of contents in a mounted tree: what NAR hashes are remembered by. */
import { type Digest, digestFromHex, type Node } from "../../core/castore/index.ts";

/** `directory:<digest>:<size>`, or `file:…` or `executable:…`; null for links, which are short. */
export function contentKeyOf(node: Node): string | null {
  if (node.kind === "symlink") return null;
  const kind = node.kind === "directory" ? "directory" : node.executable ? "executable" : "file";
  return `${kind}:${node.digest}:${node.size}`;
}

/** The node of a key. @throws Error for what is none */
export function nodeOfKey(key: string): Node {
  const [kind, hex, size] = key.split(":");
  const digest: Digest = digestFromHex(hex ?? "");
  switch (kind) {
    case "directory":
      return { kind, digest, size: Number(size) };
    case "file":
    case "executable":
      return { kind: "file", digest, size: Number(size), executable: kind === "executable" };
    default:
      throw new Error(`'${key}' names no content`);
  }
}
