/** All commands of the page, from all rooms, in one list. */
import { createCommands, type Commands } from "./commands/list.ts";
import { pageCommands } from "./commands/page.ts";
import type { Command } from "./commands/types.ts";
import { galleryCommands } from "./gallery/index.ts";
import { languageCommands } from "./editor/language/index.ts";
import { workspaceCommands, type FilesUi } from "./files/index.ts";
import type { Page } from "./page.ts";
import { recall, remember } from "./remember.ts";
import { settingsCommands } from "./settings/index.ts";
import { fileEnding, shareCommands, type Opening, type Sharing } from "./share/index.ts";
import { chooseFiles, download } from "./ui/files.ts";

/** Dialogs that are open one at a time. */
export type DialogName = "palette" | "help" | "settings" | "gallery";

export interface CommandDeps {
  page: Page;
  filesUi: FilesUi;
  panels: readonly { id: string; label: string }[];
  panes: readonly { id: string; label: string }[];
  togglePanel: (id: string) => void;
  openDialog: (name: DialogName) => void;
  sharing: Sharing;
  opening: Opening;
  /** Of mounts, storage and the explorer. */
  mounts: readonly Command[];
  /** Those that come and go, read reactively. */
  more: () => readonly Command[];
}

export function collectCommands(deps: CommandDeps): Commands {
  const { page, filesUi, panels, panes, togglePanel, openDialog, sharing, opening, mounts, more } = deps;
  const { workspace, settings, session, layout, notices } = page;

  const importSettings = async (): Promise<void> => {
    const [file] = await chooseFiles({ accept: ".json,application/json" });
    if (file === undefined) return;
    const { refused } = settings.import(await file.text());
    notices.say(
      refused.length === 0
        ? "Settings imported"
        : `Settings imported; left at their defaults: ${refused.join(", ")}`,
    );
  };

  const report = (error: unknown, title: string): void =>
    void notices.show(`${title}: ${error instanceof Error ? error.message : String(error)}`);

  const pickWorkspaceFile = async (): Promise<void> => {
    const [file] = await chooseFiles({ accept: `${fileEnding},.json,application/json` });
    if (file !== undefined) await opening.openFile(file).catch((error: unknown) => report(error, file.name));
  };

  const list = [
    ...pageCommands({
      session,
      layout,
      tabs: () => panes,
      panels,
      showTab: page.showTab,
      togglePanel,
      focusEditor: page.focusEditor,
      focusGroup: page.focusGroup,
      focusNext: () => {
        const inEditor = document.activeElement?.closest("#editor-column") !== null;
        if (inEditor) page.focusGroup();
        else page.focusEditor();
      },
      openPalette: () => openDialog("palette"),
      openHelp: () => openDialog("help"),
      evaluate: page.evaluate,
    }),
    ...workspaceCommands({
      workspace,
      ui: filesUi,
      focusEditor: page.focusEditor,
      showFiles: () => {
        if (layout.current.panel !== "files" || page.pane() !== "panel") {
          layout.set({ panel: "files" });
          page.setPane("panel");
        }
      },
    }),
    ...languageCommands({ view: () => page.editor()?.view ?? null }),
    ...mounts,
    ...shareCommands({ sharing, pickFile: () => void pickWorkspaceFile() }),
    ...galleryCommands({ open: () => openDialog("gallery") }),
    ...settingsCommands({
      settings,
      open: () => openDialog("settings"),
      exportFile: () => download("tvix-settings.json", settings.exported(), "application/json"),
      importFile: importSettings,
    }),
  ];

  return createCommands(() => [...list, ...more()], {
    recent: recallRecent(),
    keepRecent: (ids) => remember("recent", JSON.stringify(ids)),
    report,
  });
}

function recallRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(recall("recent") ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : [];
  } catch {
    // Damaged: nothing was used yet.
    return [];
  }
}
