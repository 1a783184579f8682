/** Files and folders that were dropped or picked. */
import { isArchiveName, isExplorerName } from "./naming.ts";
import type { Wanted } from "./types.ts";

/** A file with its place below the folder, that folder's name first. */
interface Listed {
  path: string;
  file: File;
}

/** What was dropped, sorted by what can be done with it. */
export interface Dropped {
  /** The only file there is, which may be looked into; null where there are several things, or a folder. */
  single: File | null;
  /** Whether that is what its name suggests. */
  explore: boolean;
  archives: File[];
  folders: FileSystemDirectoryEntry[];
  /** Neither: they go to the workspace. */
  files: File[];
}

/** Must be called while the drop event is handled. */
export function droppedOf(data: DataTransfer): Dropped {
  const dropped: Dropped = { single: null, explore: false, archives: [], folders: [], files: [] };
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory === true) dropped.folders.push(entry as FileSystemDirectoryEntry);
    else {
      const file = item.getAsFile();
      if (file !== null) (isArchiveName(file.name) ? dropped.archives : dropped.files).push(file);
    }
  }
  const all = [...dropped.archives, ...dropped.files];
  if (all.length === 1 && dropped.folders.length === 0) dropped.single = all[0]!;
  dropped.explore = dropped.single !== null && isExplorerName(dropped.single.name);
  return dropped;
}

export function wantedArchive(file: File): Wanted {
  return {
    label: file.name,
    kind: "archive",
    source: () => ({ type: "archive", file, name: file.name }),
  };
}

/** A folder that was dropped: it is looked through when its turn comes. */
export function wantedFolder(folder: FileSystemDirectoryEntry): Wanted {
  return {
    label: folder.name,
    kind: "folder",
    source: async (found) => ({ type: "folder", name: folder.name, files: await filesOf(folder, found) }),
  };
}

/** A folder that was picked: the browser has looked through it. */
export function wantedPicked(files: readonly File[]): Wanted | null {
  const [top] = files[0]?.webkitRelativePath.split("/") ?? [];
  if (top === undefined || top === "") return null;
  const listed = files
    .map((file) => ({ path: file.webkitRelativePath, file }))
    .filter(({ path }) => isWanted(path));
  return { label: top, kind: "folder", source: () => ({ type: "folder", name: top, files: listed }) };
}

export function wantedUrl(url: string, published: boolean): Wanted {
  const type = published ? "published" : "url";
  return { label: url, kind: type, source: () => ({ type, url }) };
}

/** Of git's own folder only the index, which tells what is executable and what a link. */
function isWanted(path: string): boolean {
  const inner = path.slice(path.indexOf("/") + 1);
  return !inner.startsWith(".git/") || inner === ".git/index";
}

/**
 * All files below a folder, its own name first in their paths.
 * @param found - told how many there are so far
 */
export async function filesOf(
  top: FileSystemDirectoryEntry,
  found: (files: number) => void,
): Promise<Listed[]> {
  const files: Listed[] = [];
  const waiting: FileSystemDirectoryEntry[] = [top];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const reader = folder.createReader();
    for (;;) {
      // Browsers give them in parts of a hundred or so.
      const part = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
      if (part.length === 0) break;
      const paths = part.filter((entry) => entry.isDirectory || isWanted(entry.fullPath.slice(1)));
      for (const entry of paths) if (isFolder(entry) && !isGitInside(entry)) waiting.push(entry);
      files.push(...(await Promise.all(paths.filter(isFile).map(fileOf))));
      found(files.length);
    }
  }
  return files;
}

/** A folder below git's own, where only objects and references are. */
function isGitInside(entry: FileSystemEntry): boolean {
  return /^\/[^/]+\/\.git\//.test(entry.fullPath);
}

async function fileOf(entry: FileSystemFileEntry): Promise<Listed> {
  const file = await new Promise<File>((done, fail) => entry.file(done, fail));
  return { path: entry.fullPath.slice(1), file };
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Asks for a folder; empty when the person changed their mind. */
export function chooseFolder(): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.webkitdirectory = true;
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}
