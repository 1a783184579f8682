/** What a workspace is: a few files that belong together. */

/** Text, or the bytes of what is none. */
export type FileContent = string | Uint8Array;

/** A workspace as it is kept, shared and evaluated. */
export interface WorkspaceData {
  name: string;
  /** Relative path, components joined by `/` → content. There is at least one file. */
  files: Record<string, FileContent>;
  /** Files with a tab, in order. */
  open: string[];
  /** The file in the editor; one of `open`. */
  active: string;
}
