/** A workspace in memory, as immutable data, and every way it changes. */
import { maxWorkspaceBytes, tooLarge } from "./content.ts";
import { WorkspaceError, pathProblem, placeProblem } from "./path.ts";
import type { FileContent, WorkspaceData } from "./types.ts";

export interface FileEntry {
  /** Stays with the file when it is renamed. */
  readonly id: number;
  readonly content: FileContent;
}

export type FileContents = ReadonlyMap<string, FileContent>;

export interface WorkspaceState {
  readonly name: string;
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Never empty. */
  readonly open: readonly string[];
  /** One of `open`. */
  readonly active: string;
}

let lastId = 0;
const newEntry = (content: FileContent): FileEntry => ({ id: ++lastId, content });

/**
 * The state of data from anywhere.
 * @throws WorkspaceError when a path or the size is not allowed, or there is no file
 */
export function stateOf({ name, files, open, active }: WorkspaceData): WorkspaceState {
  const entries = new Map<string, FileEntry>();
  for (const [path, content] of Object.entries(files)) {
    const problem = placeProblem(path, entries);
    if (problem !== null) throw new WorkspaceError(problem);
    entries.set(path, newEntry(content));
  }
  if (entries.size === 0) throw new WorkspaceError("A workspace has at least one file.");
  checkSize(entries);
  return withView({ name: checkName(name), files: entries, open: [], active: "" }, open, active);
}

/** The data of a state; contents are shared, not copied. */
export function dataOf({ name, files, open, active }: WorkspaceState): WorkspaceData {
  return { name, files: Object.fromEntries(contentsOf(files)), open: [...open], active };
}

export function contentsOf(files: ReadonlyMap<string, FileEntry>): Map<string, FileContent> {
  return new Map([...files].map(([path, { content }]) => [path, content]));
}

/** A workspace's name as it is kept. */
export function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "") throw new WorkspaceError("A workspace needs a name.");
  return trimmed.length > 100 ? `${trimmed.slice(0, 99)}…` : trimmed;
}

/** Sets tabs as far as there are such files; there is always one. */
export function withView(state: WorkspaceState, open: readonly string[], active: string): WorkspaceState {
  const { files } = state;
  const tabs = [...new Set(open)].filter((path) => files.has(path));
  if (tabs.length === 0) tabs.push(files.has(active) ? active : first(files));
  return { ...state, open: tabs, active: tabs.includes(active) ? active : tabs[0]! };
}

/** Where a folder is opened: its main file, or the first one. */
function first(files: ReadonlyMap<string, unknown>): string {
  const paths = [...files.keys()].sort(comparePaths);
  return ["main.nix", "default.nix", "flake.nix"].find((path) => files.has(path)) ?? paths[0]!;
}

/** Puts other files in, keeping identity and tabs of those that stay. */
export function withFiles(state: WorkspaceState, contents: FileContents): WorkspaceState {
  const files = new Map<string, FileEntry>();
  for (const [path, content] of contents) {
    const old = state.files.get(path);
    files.set(
      path,
      old === undefined ? newEntry(content) : old.content === content ? old : { ...old, content },
    );
  }
  const at = state.open.indexOf(state.active);
  // Where the active file is gone, its neighbour takes its place.
  const neighbour = [...state.open.slice(at), ...state.open.slice(0, at).toReversed()].find((path) =>
    files.has(path),
  );
  return withView({ ...state, files }, state.open, neighbour ?? state.active);
}

export function writeFile(state: WorkspaceState, path: string, content: FileContent): WorkspaceState {
  const entry = entryOf(state, path);
  return { ...state, files: new Map(state.files).set(path, { ...entry, content }) };
}

/** Adds files and writes over those that are there; none if one is not allowed. */
export function addFiles(state: WorkspaceState, added: FileContents): WorkspaceState {
  const files = new Map(state.files);
  for (const [path, content] of added) {
    const old = files.get(path);
    const problem = old === undefined ? placeProblem(path, files) : null;
    if (problem !== null) throw new WorkspaceError(problem);
    files.set(path, old === undefined ? newEntry(content) : { ...old, content });
  }
  checkSize(files);
  return { ...state, files };
}

/** Moves a file or a folder. */
export function renamePath(state: WorkspaceState, from: string, to: string): WorkspaceState {
  const problem = pathProblem(to);
  if (problem !== null) throw new WorkspaceError(problem);
  const moved = pathsIn(state, from);
  if (from === to) return state;
  const renamed = (path: string): string => (moved.has(path) ? to + path.slice(from.length) : path);
  const files = new Map([...state.files].filter(([path]) => !moved.has(path)));
  for (const path of moved) {
    const clash = placeProblem(renamed(path), files);
    if (clash !== null) throw new WorkspaceError(clash);
    files.set(renamed(path), entryOf(state, path));
  }
  return { ...state, files, open: state.open.map(renamed), active: renamed(state.active) };
}

/** Removes a file or a folder. */
export function removePath(state: WorkspaceState, path: string): WorkspaceState {
  const removed = pathsIn(state, path);
  const left = new Map([...state.files].filter(([it]) => !removed.has(it)));
  if (left.size === 0) throw lastFile();
  return withFiles(state, contentsOf(left));
}

function lastFile(): WorkspaceError {
  return new WorkspaceError("A workspace has at least one file: add another before you delete this.");
}

/** Puts removed files back where nothing else is by now, with the tabs they had. */
export function restorePath(state: WorkspaceState, before: WorkspaceState, path: string): WorkspaceState {
  const files = new Map(state.files);
  for (const it of pathsIn(before, path)) {
    const problem = placeProblem(it, files);
    if (problem !== null) throw new WorkspaceError(problem);
    files.set(it, entryOf(before, it));
  }
  checkSize(files);
  const open = [...state.open];
  for (const [at, it] of before.open.entries()) {
    if (files.has(it) && !open.includes(it)) open.splice(Math.min(at, open.length), 0, it);
  }
  return withView(
    { ...state, files },
    open,
    pathsIn(before, path).has(before.active) ? before.active : state.active,
  );
}

/** Gives some files back the content they had before, or takes them away where they were not there. */
export function revertPaths(
  state: WorkspaceState,
  before: WorkspaceState,
  paths: readonly string[],
): WorkspaceState {
  const contents = contentsOf(state.files);
  for (const path of paths) {
    const old = before.files.get(path);
    if (old !== undefined) contents.set(path, old.content);
    else contents.delete(path);
  }
  if (contents.size === 0) throw lastFile();
  const { open, active } = withFiles(state, contents);
  return withView(withFiles(state, contents), open, contents.has(before.active) ? before.active : active);
}

/** Other files and tabs in place of all there are. */
export function replaceAll(state: WorkspaceState, data: WorkspaceData): WorkspaceState {
  const next = stateOf(data);
  const files = withFiles(state, contentsOf(next.files)).files;
  return { ...next, files };
}

export function showFile(state: WorkspaceState, path: string): WorkspaceState {
  entryOf(state, path);
  const open = state.open.includes(path) ? state.open : insertAfter(state.open, state.active, path);
  return { ...state, open, active: path };
}

export function closeTab(state: WorkspaceState, path: string): WorkspaceState {
  const at = state.open.indexOf(path);
  if (at === -1 || state.open.length === 1) return state;
  const open = state.open.filter((it) => it !== path);
  const active = state.active === path ? open[Math.min(at, open.length - 1)]! : state.active;
  return { ...state, open, active };
}

export function moveTab(state: WorkspaceState, path: string, to: number): WorkspaceState {
  if (!state.open.includes(path)) return state;
  const open = state.open.filter((it) => it !== path);
  open.splice(Math.max(0, Math.min(to, open.length)), 0, path);
  return { ...state, open };
}

/** The entry of a file. */
export function entryOf(state: WorkspaceState, path: string): FileEntry {
  const entry = state.files.get(path);
  if (entry === undefined) throw new WorkspaceError(`There is no file ${path}.`);
  return entry;
}

/** The file itself, or all that is in the folder. */
function pathsIn(state: WorkspaceState, path: string): Set<string> {
  if (state.files.has(path)) return new Set([path]);
  const inside = [...state.files.keys()].filter((it) => it.startsWith(`${path}/`));
  if (inside.length === 0) throw new WorkspaceError(`There is no file or folder ${path}.`);
  return new Set(inside);
}

function insertAfter(list: readonly string[], neighbour: string, item: string): string[] {
  return list.toSpliced(list.indexOf(neighbour) + 1, 0, item);
}

function checkSize(files: ReadonlyMap<string, FileEntry>): void {
  if (!tooLarge([...files.values()].map(({ content }) => content))) return;
  throw new WorkspaceError(
    `A workspace holds at most ${maxWorkspaceBytes / 2 ** 20} MiB. Large sources are better mounted than added.`,
  );
}

/** The order of files: folder by folder as trees show them, by code units, the same everywhere. */
export function comparePaths(a: string, b: string): number {
  const left = a.split("/");
  const right = b.split("/");
  for (let at = 0; ; at++) {
    const [x, y] = [left[at], right[at]];
    if (x === undefined || y === undefined) return left.length - right.length;
    if (x === y) continue;
    // Folders come before files.
    const folders = Number(at < right.length - 1) - Number(at < left.length - 1);
    return folders !== 0 ? folders : x < y ? -1 : 1;
  }
}
