/** Subjects: what they are called, and how they can be looked at. */
import type { Subject } from "../../../workers/index.ts";
import { storePathName } from "../result/store-paths.ts";
import type { Place, ViewName } from "./types.ts";

/** All store paths that the store has: a list that names none. */
export const allPaths: Subject = { type: "paths", paths: [], name: "All store paths" };

/** Views that fit a subject; the first is what it opens on. */
export function viewsOf(subject: Subject, kind: "directory" | "file" | "symlink" | null): ViewName[] {
  switch (subject.type) {
    case "path":
      return subject.path.endsWith(".drv")
        ? ["derivation", "graph", "explain", "aterm", "json", "compare", "files", "info", "nar"]
        : ["files", "info", "closure", "nar", "castore", "compare"];
    case "node":
      return kind === "symlink" ? ["files", "nar", "info"] : ["files", "nar", "castore", "info"];
    case "document":
      return subject.kind === "derivation"
        ? ["derivation", "graph", "explain", "aterm", "json", "compare", "files"]
        : [subject.kind, "files"];
    case "paths":
      return ["paths"];
  }
}

/** The view a subject opens on. */
export function firstView(subject: Subject): ViewName {
  return viewsOf(subject, null)[0]!;
}

/** For headings: a store path's name, a file's name. */
export function nameOf(subject: Subject): string {
  return subject.type === "path" ? storePathName(subject.path) : subject.name;
}

/** What it is, in a word or two. */
export function kindOf(subject: Subject, kind: "directory" | "file" | "symlink" | null): string {
  switch (subject.type) {
    case "path":
      return subject.path.endsWith(".drv") ? "derivation" : "store path";
    case "node":
      return kind === "file" ? "file" : kind === "symlink" ? "symbolic link" : "tree";
    case "document":
      return subject.kind;
    case "paths":
      return "store paths";
  }
}

/** Whether two subjects are the same thing, whatever it is called and wherever it was fetched from. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  switch (a.type) {
    case "path":
      return b.type === "path" && a.path === b.path;
    case "node":
      return b.type === "node" && a.node === b.node;
    case "document":
      return b.type === "document" && a.kind === b.kind && a.node === b.node;
    case "paths":
      return (
        b.type === "paths" && a.paths.length === b.paths.length && a.paths.every((it, i) => it === b.paths[i])
      );
  }
}

/** Whether two places have the same link. */
export function isSamePlace(a: Place | null, b: Place | null): boolean {
  if (a === null || b === null) return a === b;
  const sameWith = a.with === null || b.with === null ? a.with === b.with : isSameSubject(a.with, b.with);
  const sameFrom =
    a.subject.type !== "path" || (b.subject.type === "path" && a.subject.from === b.subject.from);
  return isSameSubject(a.subject, b.subject) && sameFrom && a.view === b.view && a.at === b.at && sameWith;
}
