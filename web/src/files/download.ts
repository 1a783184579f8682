/** Hands a file to the browser's downloads. */
import { download as offer } from "../ui/files.ts";
import type { FileContent } from "../workspace/index.ts";

/** Under the file's own name, without its folders. */
export function download(path: string, content: FileContent): void {
  offer(nameOf(path), typeof content === "string" ? content : new Uint8Array(content));
}

/** The last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
