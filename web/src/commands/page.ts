/** The commands of the page itself: evaluating, panes, palette, help. */
import type { LayoutStore } from "../frame/layout.ts";
import type { Session } from "../session.ts";
import type { Command } from "./types.ts";

export interface PageCommandDeps {
  session: Session;
  layout: LayoutStore;
  /** Brings a tab of the right pane group to the front and opens the group if it is shut. */
  showTab: (id: string) => void;
  /** Tabs of the right pane group, read reactively. */
  tabs: () => readonly { id: string; label: string }[];
  panels: readonly { id: string; label: string }[];
  togglePanel: (id: string) => void;
  focusEditor: () => void;
  focusGroup: () => void;
  focusNext: () => void;
  openPalette: () => void;
  openHelp: () => void;
  evaluate: () => void;
}

export function pageCommands(deps: PageCommandDeps): Command[] {
  const { session, layout } = deps;
  return [
    {
      id: "evaluate.run",
      title: "Evaluate",
      group: "Evaluate",
      keys: ["Mod-Enter"],
      description: "Evaluates the Nix file in the editor; what is running is stopped.",
      run: deps.evaluate,
    },
    {
      id: "evaluate.stop",
      title: "Stop the evaluation",
      group: "Evaluate",
      keys: ["Mod-."],
      enabled: session.running,
      run: session.stop,
    },
    {
      id: "page.palette",
      title: "Show all commands",
      group: "View",
      keys: ["Mod-k", "F1"],
      run: deps.openPalette,
    },
    {
      id: "view.next",
      title: "Go to the next pane",
      group: "View",
      keys: ["F6"],
      description: "From the editor to the result and back.",
      run: deps.focusNext,
    },
    { id: "view.editor", title: "Go to the editor", group: "View", run: deps.focusEditor },
    { id: "view.group", title: "Go to the result", group: "View", run: deps.focusGroup },
    ...deps.tabs().map(({ id, label }): Command => ({
      id: `view.tab.${id}`,
      title: `Show ${label}`,
      group: "View",
      run: () => deps.showTab(id),
    })),
    ...deps.panels.map(({ id, label }): Command => ({
      id: `view.panel.${id}`,
      title: `${label} panel`,
      group: "View",
      ...(id === "files" && { keys: ["Mod-b"] }),
      description: "Opens or shuts it.",
      checked: () => layout.current.panel === id,
      run: () => deps.togglePanel(id),
    })),
    {
      id: "view.right",
      title: "Result panes",
      group: "View",
      keys: ["Mod-Alt-b"],
      description: "Opens or shuts the panes on the right.",
      checked: () => !layout.current.rightShut,
      run: () => layout.set({ rightShut: !layout.current.rightShut }),
    },
    {
      id: "page.help",
      title: "Help",
      group: "Help",
      keys: ["?", "Shift-F1"],
      description: "All commands with their keys, and what the panes are for.",
      run: deps.openHelp,
    },
  ];
}
