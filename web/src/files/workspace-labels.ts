/** How workspaces are told apart in a list: by name, and by when they were changed where names are the same. */
import type { WorkspaceInfo } from "../workspace/index.ts";

const moment = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** A workspace's name in a list of all. */
export function workspaceLabel(
  { id, name, changed }: Pick<WorkspaceInfo, "id" | "name" | "changed">,
  all: readonly Pick<WorkspaceInfo, "id" | "name">[],
): string {
  if (!all.some((other) => other.id !== id && other.name === name)) return name;
  return `${name} (${changed > 0 ? `changed ${moment.format(changed)}` : "unchanged"})`;
}
