/** The elements of a string context: see {@link Context} in `value.ts` for their spelling. */
import { type Context, spellingsOf } from "./value.ts";

/** One thing a string refers to. */
export type ContextElement =
  /** A store path as it is. */
  | { type: "opaque"; path: string }
  /** An output of a derivation. */
  | { type: "built"; path: string; output: string }
  /** A derivation with all it needs, all outputs included. */
  | { type: "deep"; path: string };

/** Reads an element of a context. */
export function parseElement(element: string): ContextElement {
  if (element.startsWith("!")) {
    const end = element.indexOf("!", 1);
    return { type: "built", path: element.slice(end + 1), output: element.slice(1, end) };
  }
  if (element.startsWith("=")) return { type: "deep", path: element.slice(1) };
  return { type: "opaque", path: element };
}

/** Spells an element of a context. */
export function formatElement(element: ContextElement): string {
  switch (element.type) {
    case "opaque":
      return element.path;
    case "built":
      return `!${element.output}!${element.path}`;
    case "deep":
      return `=${element.path}`;
  }
}

/** What a context says of one store path. */
export interface PathUse {
  /** The path itself. */
  path: boolean;
  allOutputs: boolean;
  /** Sorted names of outputs. */
  outputs: string[];
}

/** A context by store path, paths sorted. */
export function usesByPath(context: Context): Map<string, PathUse> {
  const uses = new Map<string, PathUse>();
  const elements = [...spellingsOf(context)]
    .map(parseElement)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const element of elements) {
    let use = uses.get(element.path);
    if (use === undefined) uses.set(element.path, (use = { path: false, allOutputs: false, outputs: [] }));
    if (element.type === "opaque") use.path = true;
    else if (element.type === "deep") use.allOutputs = true;
    else use.outputs.push(element.output);
  }
  for (const use of uses.values()) use.outputs.sort();
  return uses;
}

/**
 * Whether this is the path of an object directly in the store: a hash of 32 characters, a dash (Nix takes
 * anything in its place), a name.
 */
export function isStorePath(storeDir: string, path: string): boolean {
  if (!path.startsWith(`${storeDir}/`)) return false;
  return /^[0-9abcdfghijklmnpqrsvwxyz]{32}[^/][A-Za-z0-9+\-._?=]{1,211}$/.test(
    path.slice(storeDir.length + 1),
  );
}

/** Whether a store path is a derivation's. */
export function isDerivationPath(path: string): boolean {
  return path.endsWith(".drv");
}
