/** Nodes: what a name in a directory, or a store path, stands for. */
import { digestSize, type Digest } from "./digest.ts";
import { CastoreError, quoteBytes } from "./errors.ts";

/** A directory, by digest. */
export interface DirectoryNode {
  readonly kind: "directory";
  readonly digest: Digest;
  /** The directory's size in the sense of {@link SizeRule}: a count of entries, no bytes. */
  readonly size: number;
}

/** A regular file, its content by digest. */
export interface FileNode {
  readonly kind: "file";
  readonly digest: Digest;
  /** Bytes of content. */
  readonly size: number;
  readonly executable: boolean;
}

/** A symbolic link. */
export interface SymlinkNode {
  readonly kind: "symlink";
  /** Where it leads, a byte string. */
  readonly target: string;
}

/** Nodes have no names: those come from the directory, or the path info, that they stand in. */
export type Node = DirectoryNode | FileNode | SymlinkNode;

/** Longest name of an entry, in bytes. */
export const maxEntryName = 255;

/** Longest target of a symbolic link, in bytes. */
export const maxTarget = 4095;

/** What is wrong with a name in a directory (a byte string; it need not be UTF-8); null when nothing is. */
export function nameFault(name: string): string | null {
  if (name === "") return "is empty";
  if (name.length > maxEntryName) return `is longer than ${maxEntryName} bytes`;
  if (name === "." || name === "..") return "is reserved";
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === 0) return "contains a NUL byte";
    if (code === 0x2f) return "contains a slash";
    if (code > 0xff) return "is no byte string";
  }
  return null;
}

/** @throws CastoreError (`invalid`) for a name that no entry may have */
export function checkName(name: string): void {
  const fault = nameFault(name);
  if (fault !== null) throw new CastoreError("invalid", `the name ${quoteBytes(name)} ${fault}`);
}

/** What is wrong with a node; null when nothing is. */
export function nodeFault(node: Node): string | null {
  switch (node.kind) {
    case "symlink":
      return targetFault(node.target);
    case "directory":
    case "file":
      if (node.digest.length !== 2 * digestSize) return "has a digest of the wrong length";
      if (!Number.isSafeInteger(node.size) || node.size < 0) return `has the size ${node.size}`;
      return null;
  }
}

function targetFault(target: string): string | null {
  if (target === "") return "is a link without a target";
  if (target.length > maxTarget) return `is a link with a target longer than ${maxTarget} bytes`;
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code === 0) return "is a link whose target contains a NUL byte";
    if (code > 0xff) return "is a link whose target is no byte string";
  }
  return null;
}

/** Whether two nodes say the same. */
export function nodesEqual(a: Node, b: Node): boolean {
  if (a.kind === "symlink") return b.kind === "symlink" && a.target === b.target;
  if (b.kind === "symlink" || a.kind !== b.kind || a.digest !== b.digest || a.size !== b.size) return false;
  return a.kind === "directory" || a.executable === (b as FileNode).executable;
}
