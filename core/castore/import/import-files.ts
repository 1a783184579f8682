/** Importing lists of files: of a picked or dropped folder, or made by a program. */
import { ArchiveError } from "../archive/error.ts";
import { piecesOf } from "../streams.ts";
import type { Stores } from "../tree-writer.ts";
import { EntryImporter } from "./entry-importer.ts";
import { trackedModes, type TrackedMode } from "./folder-modes.ts";
import { parseGitIndex } from "./git-index.ts";
import { ProgressMeter, type Imported, type ImportSourceOptions } from "./progress.ts";

/** A file with its place. */
export interface ListedFile {
  /** From the top, components joined by `/`: a byte string. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Whether it is executable; undefined when the source does not show it. */
  readonly executable?: boolean | undefined;
  /** The content; asked for once. */
  read(): Uint8Array | Promise<Uint8Array> | ReadableStream<Uint8Array>;
}

export interface ImportFilesOptions extends ImportSourceOptions {
  /** Directories that may be empty, by path. */
  readonly directories?: Iterable<string> | undefined;
  /** Whether a folder `.git` is imported too; no unless given. */
  readonly keepGit?: boolean | undefined;
  /** Whether a directory that is all alone at the top, as of a dropped folder, is taken off; yes unless given. */
  readonly takeOffTop?: boolean | undefined;
}

/**
 * Stores listed files. Where the list does not show execute bits and links, they are read from `.git/index`; what
 * can't be known is told in the warnings.
 * @throws ArchiveError naming the path: absolute, with `..`, doubled, or below a file
 */
export async function importFiles(
  stores: Stores,
  files: Iterable<ListedFile>,
  options: ImportFilesOptions = {},
): Promise<Imported> {
  const all = [...files];
  const meter = new ProgressMeter(options);
  const limits = { entries: options.maxEntries ?? 2_000_000 };
  const importer = await EntryImporter.open(stores, meter.storing, limits);
  try {
    const { modes, warnings } = await modesOf(all);
    const kept = all.filter(({ path }) => options.keepGit === true || !isGit(path));
    for (const directory of options.directories ?? []) {
      if (options.keepGit === true || !isGit(`${directory}/`)) importer.directory(directory);
    }
    const unknown: string[] = [];
    for (const file of kept) {
      options.signal?.throwIfAborted();
      const mode = modes?.get(file.path);
      if (file.executable === undefined && mode === undefined) unknown.push(file.path);
      await add(importer, file, mode, meter, warnings);
    }
    if (modes !== null && unknown.length > 0) {
      warnings.push(
        `${count(unknown.length, "file")} not in .git/index (${unknown.slice(0, 3).join(", ")}…): taken as not executable`,
      );
    } else if (unknown.length > 0) {
      warnings.push(
        "the folder shows neither which files are executable nor symbolic links, and has no .git/index that tells: " +
          "store paths of it will differ if it has any. Import an archive of it (tar, zip) instead",
      );
    }
    const { root, top } = await importer.finish(options.takeOffTop === false ? "never" : "directory");
    return { root, top, warnings, ...meter.finish() };
  } catch (error) {
    await importer.abort();
    throw error;
  }
}

/** Whether a path is git's own: at the top, or below the only directory there. */
function isGit(path: string): boolean {
  return /^(?:[^/]+\/)?\.git(?:\/|$)/.test(path);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? " is" : "s are"}`;
}

/** What the folder's git index says, by paths of the list. */
async function modesOf(
  files: readonly ListedFile[],
): Promise<{ modes: ReadonlyMap<string, TrackedMode> | null; warnings: string[] }> {
  const index = files.find(({ path }) => /^(?:[^/]+\/)?\.git\/index$/.test(path));
  if (index === undefined) return { modes: null, warnings: [] };
  const prefix = index.path.slice(0, -".git/index".length);
  try {
    const entries = parseGitIndex(await contentOf(index));
    const paths = files.flatMap(({ path }) =>
      path.startsWith(prefix) && !isGit(path) ? [path.slice(prefix.length)] : [],
    );
    const modes = trackedModes(entries, paths);
    return { modes: new Map([...modes].map(([path, mode]) => [prefix + path, mode])), warnings: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { modes: null, warnings: [`'${index.path}' can't be read: ${reason}`] };
  }
}

async function contentOf(file: ListedFile): Promise<Uint8Array> {
  const content = await file.read();
  if (content instanceof Uint8Array) return content;
  const bytes = new Uint8Array(file.size);
  let at = 0;
  for await (const piece of piecesOf(content)) {
    if (at + piece.length > bytes.length) throw changed(file);
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at !== bytes.length) throw changed(file);
  return bytes;
}

function changed({ path }: ListedFile): ArchiveError {
  return new ArchiveError(`'${path}' changed its size while it was read`);
}

async function add(
  importer: EntryImporter,
  file: ListedFile,
  mode: TrackedMode | undefined,
  meter: ProgressMeter,
  warnings: string[],
): Promise<void> {
  const { path, size } = file;
  if (mode?.kind === "symlink") {
    if (mode.target !== null) return importer.symlink(path, mode.target);
    warnings.push(`'${path}' is a symbolic link, but where it leads can't be found out: stored as a file`);
  }
  const executable = file.executable ?? (mode?.kind === "file" && mode.executable);
  importer.file({ path, size, executable, modified: 1 });
  let total = 0;
  const content = await file.read();
  const pieces = content instanceof Uint8Array ? [content] : piecesOf(content);
  for await (const piece of pieces) {
    total += piece.length;
    if (total > size) throw changed(file);
    importer.data(piece);
    meter.read(piece.length);
    await importer.drain();
  }
  if (total !== size) throw changed(file);
  importer.endFile();
  await importer.drain();
}
