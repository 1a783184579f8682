/** What a dropped folder does not show, from the git index in it: execute bits and links. */
import { hashBytes, toBytes } from "../../nix-compat/index.ts";
import type { GitIndexEntry } from "./git-index.ts";

/** What is known of a tracked path. */
export type TrackedMode =
  | { readonly kind: "file"; readonly executable: boolean }
  /** A link; its target where that could be found out. */
  | { readonly kind: "symlink"; readonly target: string | null };

/**
 * The modes of what is tracked, by path. An index holds no targets of links, only their hashes; but most links lead
 * to something in the same tree, so every path there is, as seen from the link, is tried.
 * @param paths - all files of the folder
 */
export function trackedModes(
  entries: readonly GitIndexEntry[],
  paths: Iterable<string>,
): Map<string, TrackedMode> {
  const modes = new Map<string, TrackedMode>();
  const links = entries.filter(({ kind }) => kind === "symlink");
  const places = links.length === 0 ? new Set<string>() : withDirectories(paths, entries);
  for (const entry of entries) {
    if (entry.kind === "symlink") modes.set(entry.path, { kind: "symlink", target: targetOf(entry, places) });
    else if (entry.kind !== "submodule") {
      modes.set(entry.path, { kind: "file", executable: entry.kind === "executable" });
    }
  }
  return modes;
}

/** Paths, and those of all directories they stand in; "" is the top. */
function withDirectories(paths: Iterable<string>, entries: readonly GitIndexEntry[]): Set<string> {
  const places = new Set<string>([""]);
  for (const path of [...paths, ...entries.map((entry) => entry.path)]) {
    for (let at = path.length; at > 0 && !places.has(path.slice(0, at)); at = path.lastIndexOf("/", at - 1)) {
      places.add(path.slice(0, at));
    }
  }
  return places;
}

function targetOf({ path, id, size }: GitIndexEntry, places: ReadonlySet<string>): string | null {
  const from = path.split("/").slice(0, -1);
  for (const place of places) {
    for (const target of spellings(from, place)) {
      if (size !== 0 && target.length !== size) continue;
      if (isBlob(target, id)) return target;
    }
  }
  return null;
}

/** How a place may be spelled as seen from a directory. */
function* spellings(from: readonly string[], place: string): Generator<string, void> {
  const to = place === "" ? [] : place.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  const up = Array.from({ length: from.length - shared }, () => "..");
  const text = [...up, ...to.slice(shared)].join("/");
  yield text === "" ? "." : text;
  if (text === "") return;
  yield `./${text}`;
  yield `${text}/`;
}

/** Whether git names a content so. */
function isBlob(content: string, id: Uint8Array): boolean {
  const object = toBytes(`blob ${content.length}\0${content}`);
  const digest = hashBytes(id.length === 20 ? "sha1" : "sha256", object);
  return digest.every((byte, i) => byte === id[i]);
}
