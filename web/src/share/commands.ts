import type { Command } from "../commands/types.ts";
import type { Sharing } from "./sharing.ts";

export interface ShareCommandDeps {
  sharing: Sharing;
  /** Lets the person pick a workspace file and opens it. */
  pickFile: () => void;
}

/** Everything about sharing that is a command. */
export function shareCommands({ sharing, pickFile }: ShareCommandDeps): Command[] {
  return [
    {
      id: "share.link",
      title: "Share",
      group: "Share",
      keys: ["Mod-Shift-s"],
      description: "Copies a link that holds all files and how they are shown.",
      run: sharing.share,
    },
    {
      id: "share.download",
      title: "Download the workspace as a file",
      group: "Share",
      description: "All files in one, for when a link would be too long.",
      run: sharing.download,
    },
    {
      id: "share.open",
      title: "Open a workspace file…",
      group: "Share",
      description: "One that was downloaded here before, NAME.tvix.json.",
      run: pickFile,
    },
    {
      id: "share.frame",
      title: "Copy HTML that embeds the workspace",
      group: "Share",
      description: "For documentation: editor and result in a frame.",
      run: sharing.shareFrame,
    },
  ];
}
