/** What files hold: texts, or bytes that are none. */
import type { FileContent } from "./types.ts";

/** Bytes all files of a workspace may have together. */
export const maxWorkspaceBytes = 16 * 2 ** 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as a file holds them: a text where they are UTF-8 without NUL. */
export function contentOf(bytes: Uint8Array): FileContent {
  if (bytes.includes(0)) return bytes;
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: that is the answer.
    return bytes;
  }
}

/** The bytes of a file as they are downloaded and evaluated. */
export function bytesOf(content: FileContent): Uint8Array {
  return typeof content === "string" ? encoder.encode(content) : content;
}

/** Bytes of a file. */
export function sizeOf(content: FileContent): number {
  return bytesOf(content).length;
}

/** Whether files are larger together than a workspace may be. Counts bytes only where it could be. */
export function tooLarge(contents: Iterable<FileContent>): boolean {
  const all = [...contents];
  // No UTF-16 unit takes more than three bytes of UTF-8.
  const most = all.reduce((sum, it) => sum + (typeof it === "string" ? 3 : 1) * it.length, 0);
  if (most <= maxWorkspaceBytes) return false;
  return all.reduce((sum, it) => sum + sizeOf(it), 0) > maxWorkspaceBytes;
}

export function sameContent(a: FileContent | null, b: FileContent | null): boolean {
  if (a === b) return true;
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array) || a.length !== b.length) return false;
  return a.every((byte, at) => byte === b[at]);
}
