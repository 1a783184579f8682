/** Importing from archives and from lists of files: the door of this folder. */
export { parseGitIndex, type GitIndexEntry } from "./git-index.ts";
export {
  importArchive,
  sourceOfBytes,
  sourceOfStream,
  type ArchiveSource,
  type ImportArchiveOptions,
} from "./import-archive.ts";
export { importFiles, type ImportFilesOptions, type ListedFile } from "./import-files.ts";
export type { Imported, ImportProgress, ImportSourceOptions } from "./progress.ts";
