/** What can be done with files, for the panel, the tabs and the commands alike; each thing done can be taken back. */
import { chooseFiles } from "../ui/files.ts";
import { formatNumberOf } from "../format.ts";
import type { Incoming, Workspace } from "../workspace/index.ts";
import type { FilesUi } from "./files-ui.ts";
import type { Dropped } from "./drop.ts";

export interface Room {
  workspace: Workspace;
  ui: FilesUi;
}

/** Starts naming a new file, in the folder of a path. */
export function startNewFile({ ui }: Room, beside: string): void {
  ui.startNaming({ path: null, start: beside.slice(0, beside.lastIndexOf("/") + 1) });
}

export function startRename({ ui }: Room, path: string): void {
  ui.startNaming({ path, start: path });
}

/** Ends naming: makes or renames. */
export function finishNaming({ workspace, ui }: Room, typed: string): void {
  const naming = ui.naming();
  if (naming === null) return;
  ui.attempt(() => {
    if (naming.path === null) workspace.create(typed);
    else workspace.rename(naming.path, typed);
    ui.endNaming();
  });
}

export function removeFile({ workspace, ui }: Room, path: string): void {
  ui.attempt(() => {
    const undo = workspace.remove(path);
    ui.offerUndo({ text: `Deleted ${path}.`, undo });
  });
}

export function uploadFiles(room: Room): void {
  room.ui.attempt(async () => takeIn(room, await chooseFiles({ multiple: true })));
}

export function takeDropped(room: Room, dropped: Promise<Dropped>): void {
  room.ui.attempt(async () => {
    const { incoming, skipped } = await dropped;
    await takeIn(room, incoming, skipped);
  });
}

async function takeIn(
  { workspace, ui }: Room,
  incoming: readonly (File | Incoming)[],
  skipped: readonly string[] = [],
): Promise<void> {
  if (incoming.length === 0) return;
  const { added, replaced, refused, undo } = await workspace.upload(incoming);
  const parts = [
    added.length > 0 ? `Added ${describe(added)}.` : "",
    replaced.length > 0 ? `Replaced ${describe(replaced)}.` : "",
    skipped.length > 0 ? `Left out ${describe(skipped)}.` : "",
  ];
  if (added.length + replaced.length > 0)
    ui.offerUndo({ text: parts.filter((it) => it !== "").join(" "), undo });
  const [first, ...others] = refused;
  if (first !== undefined) {
    const more = others.length > 0 ? ` ${formatNumberOf(others.length, "more file")} not added either.` : "";
    ui.setProblem(`${first.path} was not added. ${first.reason}${more}`);
  }
}

/** One path by its name, several as a number. */
function describe(paths: readonly string[]): string {
  return paths.length === 1 ? paths[0]! : formatNumberOf(paths.length, "file");
}

export function removeWorkspace({ workspace, ui }: Room): void {
  ui.attempt(async () => {
    const name = workspace.name();
    const undo = await workspace.removeWorkspace(workspace.id());
    ui.offerUndo({ text: `Deleted workspace “${name}”.`, undo });
  });
}
