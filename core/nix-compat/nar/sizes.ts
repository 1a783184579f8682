/** How many bytes things take in a NAR: known without writing it. */
import { paddedSize } from "./strings.ts";
import {
  close,
  directoryStart,
  entryStart,
  executableStart,
  magic,
  nodeStart,
  regularStart,
  symlinkStart,
} from "./tokens.ts";

/** What stands before the root. */
export const narMagicSize = magic.length;

/** A file of so many bytes. */
export function narFileSize(size: number, executable: boolean): number {
  return (executable ? executableStart : regularStart).length + paddedSize(size) + close.length;
}

/** A link. @param length - bytes of its target */
export function narSymlinkSize(length: number): number {
  return symlinkStart.length + paddedSize(length) + close.length;
}

/** A directory without entries: each adds {@link narEntrySize}. */
export const narDirectorySize = directoryStart.length + close.length;

/**
 * An entry of a directory.
 * @param length - bytes of its name
 * @param node - bytes of what it stands for
 */
export function narEntrySize(length: number, node: number): number {
  return entryStart.length + paddedSize(length) + nodeStart.length + node + close.length;
}

/** What stands before an entry's node. @param length - bytes of its name */
export function narEntryStartSize(length: number): number {
  return entryStart.length + paddedSize(length) + nodeStart.length;
}

/** What stands before a directory's first entry. */
export const narDirectoryStartSize = directoryStart.length;

/** What stands before a file's contents. */
export function narFileStartSize(executable: boolean): number {
  return (executable ? executableStart : regularStart).length + 8;
}
