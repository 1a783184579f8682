/** Trees in words. */
import { formatNumberOf, formatSize } from "../format.ts";
import type { KeptTree } from "../../../workers/index.ts";
import type { MountHere } from "./resolve.ts";

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });

/** `12 May 2026`, of milliseconds since 1970. */
export function dayOf(time: number): string {
  const parts = Object.fromEntries(day.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${parts["day"]} ${parts["month"]} ${parts["year"]}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** `08:46`, of milliseconds since 1970, in the person's time zone. */
export function timeOf(time: number): string {
  return clock.format(time);
}

/** A message as a sentence: a capital at its start, a full stop at its end. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

/** `22,045 files, 121 MiB, imported 12 May 2026`. */
export function describeTree({ files, bytes, added, url }: KeptTree): string {
  const amount = `${formatNumberOf(files, "file")}, ${formatSize(bytes)}`;
  return `${amount}, ${url === null ? "imported" : "added"} ${dayOf(added)}`;
}

/** For which workspaces a mount is as it is, in a sentence or two. */
export function ownWords({ name, instead, on, root, common, missing }: MountHere): string {
  if (!on) return "Off in this workspace.";
  if (missing) {
    const used =
      common === null ? "Choose another tree, or unmount it." : "That of all workspaces is used instead.";
    return `This workspace wants this tree, which is not kept here. ${used}`;
  }
  if (common === null) return "Only in this workspace.";
  if (root !== null && root !== common.root) {
    return `Only in this workspace: in all others <${common.name}> is ${common.source}.`;
  }
  return name === instead ? "In all workspaces." : `All other workspaces call it <${common.name}>.`;
}
