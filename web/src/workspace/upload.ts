/** Takes files from the disk into a workspace. */
import type { Incoming, UploadResult } from "./api.ts";
import { contentOf, maxWorkspaceBytes, sizeOf } from "./content.ts";
import { pathProblem, placeProblem } from "./path.ts";
import { contentsOf, showFile, withFiles, type FileContents, type WorkspaceState } from "./state.ts";
import type { FileContent } from "./types.ts";

/** A file that was read, or why it was not. */
type Read = { path: string; content: FileContent } | { path: string; reason: string };

/** Reads files; those that are too large are not even read. */
export async function readIncoming(incoming: readonly (File | Incoming)[]): Promise<Read[]> {
  const read: Read[] = [];
  for (const { path, file } of incoming.map(toIncoming)) {
    const reason =
      file.size > maxWorkspaceBytes ? "It is larger than a workspace may be." : pathProblem(path);
    if (reason !== null) {
      read.push({ path, reason });
      continue;
    }
    try {
      read.push({ path, content: contentOf(new Uint8Array(await file.arrayBuffer())) });
    } catch (error) {
      read.push({
        path,
        reason: `It could not be read: ${error instanceof Error ? error.message : String(error)}.`,
      });
    }
  }
  return read;
}

/** Adds one after the other what has room, and shows the first one. */
export function addUploaded(
  before: WorkspaceState,
  read: readonly Read[],
): Omit<UploadResult, "undo"> & { next: WorkspaceState } {
  const files = contentsOf(before.files);
  const added: string[] = [];
  const replaced: string[] = [];
  const refused: UploadResult["refused"] = [];
  let room = maxWorkspaceBytes;
  for (const content of files.values()) room -= sizeOf(content);
  for (const it of read) {
    const reason = "reason" in it ? it.reason : refusal(it, files, room);
    if ("reason" in it || reason !== null) {
      refused.push({ path: it.path, reason: reason ?? "" });
      continue;
    }
    const { path, content } = it;
    const old = files.get(path);
    if (old === undefined) added.push(path);
    else if (before.files.has(path) && !replaced.includes(path)) replaced.push(path);
    room += (old === undefined ? 0 : sizeOf(old)) - sizeOf(content);
    files.set(path, content);
  }
  const next = withFiles(before, files);
  const shown = added[0] ?? replaced[0];
  return { next: shown === undefined ? before : showFile(next, shown), added, replaced, refused };
}

function refusal(
  { path, content }: { path: string; content: FileContent },
  files: FileContents,
  room: number,
): string | null {
  const old = files.get(path);
  if (old === undefined) {
    const problem = placeProblem(path, files);
    if (problem !== null) return problem;
  }
  const grown = sizeOf(content) - (old === undefined ? 0 : sizeOf(old));
  return grown > room ? `A workspace holds at most ${maxWorkspaceBytes / 2 ** 20} MiB.` : null;
}

function toIncoming(file: File | Incoming): Incoming {
  if ("path" in file) return file;
  const inFolder = file.webkitRelativePath;
  return { path: inFolder === undefined || inFolder === "" ? file.name : inFolder, file };
}
