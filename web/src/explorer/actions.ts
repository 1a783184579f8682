/** What can be done with what is in front, for buttons, menus and commands alike. */
import type { EntryView } from "../../../workers/index.ts";
import { copyText } from "../result/clipboard.ts";
import type { MenuItem } from "./ActionsMenu.tsx";
import type { ExplorerState } from "./state.ts";

/** Characters that most programs and servers pass on. */
const longLink = 8000;

/** Copies a link to the view in front. */
export async function copyLink(state: ExplorerState): Promise<void> {
  const place = state.place();
  if (place === null) return state.announce("There is nothing to link to yet");
  const link = state.link(place);
  try {
    await copyText(link);
  } catch {
    return state.announce("The browser refused the clipboard; the link is in the address bar");
  }
  state.announce(link.length > longLink ? "Link copied. It is long: some programs cut it" : "Link copied");
}

/** The formats in which a file or a tree can be had. */
export function downloadItems(state: ExplorerState, root: EntryView, name: string): MenuItem[] {
  const nar: MenuItem = {
    label: "As a NAR",
    note: "what Nix hashes",
    run: () => state.download(root, name, "nar"),
  };
  if (root.kind === "file") {
    return [{ label: "The file", run: () => state.download(root, name, "file") }, nar];
  }
  return [
    { label: "As a tar archive", run: () => state.download(root, name, "tar") },
    { label: "As a zip archive", run: () => state.download(root, name, "zip") },
    nar,
  ];
}
