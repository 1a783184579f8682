/** Completion of paths to files of the workspace. */
import { canonPath, Kind } from "../../core/eval/index.ts";
import type { Completion, CompletionItem } from "../index.ts";
import type { Workspace } from "./document.ts";
import { cursorName, probe } from "./probe.ts";
import { targetOf } from "./target.ts";

/** Files that a path literal of which `written` stands before the cursor may go on with; null where it is none. */
export function completePath(
  workspace: Workspace,
  path: string,
  text: string,
  offset: number,
  written: string,
): Completion | null {
  const isPath = probe(workspace.world, path, text, offset, offset, ({ places, at }) => {
    const target = targetOf(places, at);
    if (target?.type !== "path" || target.place.expr.kind !== Kind.Path) return null;
    return target.place.expr.text.includes(cursorName) ? true : null;
  });
  if (isPath === null) return null;
  const slash = written.lastIndexOf("/");
  const folder = canonPath(written.slice(0, slash + 1), folderOf(path), "");
  const items = filesIn(Object.keys(workspace.files), folder, path);
  const dotted = written.slice(slash + 1).startsWith(".");
  return {
    from: offset - (written.length - slash - 1),
    to: offset,
    items: items.filter((item) => dotted || !item.label.startsWith(".")),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** What is in a folder; the file that is written in is not offered. */
function filesIn(paths: readonly string[], folder: string, self: string): CompletionItem[] {
  const prefix = folder === "/" ? "/" : `${folder}/`;
  const found = new Map<string, CompletionItem>();
  for (const path of paths) {
    if (!path.startsWith(prefix) || path === self) continue;
    const [name = "", ...rest] = path.slice(prefix.length).split("/");
    if (name === "") continue;
    const label = rest.length > 0 ? `${name}/` : name;
    found.set(label, { label, kind: "path", detail: rest.length > 0 ? "folder" : "file" });
  }
  return [...found.values()];
}
