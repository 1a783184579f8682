/** Files and whole folders dropped onto the page. */
import { WorkspaceError, type Incoming } from "../workspace/index.ts";

/** Folders with more files are not for a workspace. */
const maxFiles = 5000;
/** Folders that are left out: they are large and no source. */
const leftOut = new Set([".git", "node_modules"]);

export interface Dropped {
  incoming: Incoming[];
  /** Folders that were left out. */
  skipped: string[];
}

/** Must be called while the drop event is handled; what it returns may come later. */
export async function collectDropped(data: DataTransfer): Promise<Dropped> {
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    const file = entry === null ? item.getAsFile() : null;
    if (entry !== null) entries.push(entry);
    else if (file !== null) loose.push(file);
  }
  const incoming: Incoming[] = loose.map((file) => ({ path: file.name, file }));
  const skipped: string[] = [];
  const add = async (entry: FileSystemEntry): Promise<void> => {
    const path = entry.fullPath.replace(/^\//, "");
    if (isFile(entry)) {
      if (incoming.length >= maxFiles) {
        throw new WorkspaceError(
          `That is more than ${maxFiles} files: mount such a folder rather than adding it.`,
        );
      }
      incoming.push({ path, file: await fileOf(entry) });
    } else if (isFolder(entry)) {
      if (leftOut.has(entry.name)) skipped.push(path);
      else for (const child of await childrenOf(entry)) await add(child);
    }
  };
  for (const entry of entries) await add(entry);
  return { incoming, skipped };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((done, fail) => entry.file(done, (error) => fail(unreadable(entry, error))));
}

/** Browsers fail with a DOMException where a file or folder was moved or may not be read. */
function unreadable({ fullPath }: FileSystemEntry, error: DOMException): WorkspaceError {
  const message = `${fullPath} could not be read: ${error.message} Nothing was added.`;
  return new WorkspaceError(message, { cause: error });
}

/** All children; browsers give them in parts. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, (error) => fail(unreadable(folder, error))),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
