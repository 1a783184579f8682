/** The commands of the history. What they do is loaded when one is run. */
import type { Command } from "../commands/types.ts";

export function historyCommands(deps: { show: () => void; saveNow: () => Promise<void> }): Command[] {
  return [
    {
      id: "history.show",
      title: "Show history",
      group: "File",
      description: "Earlier states of this workspace, to look at and to restore.",
      run: deps.show,
    },
    {
      id: "history.save",
      title: "Save a snapshot now",
      group: "File",
      description: "Keeps the files of this workspace as they are, to come back to.",
      run: deps.saveNow,
    },
  ];
}
