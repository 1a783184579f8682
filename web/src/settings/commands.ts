import type { Command } from "../commands/types.ts";
import { ranges } from "./read.ts";
import type { SettingsStore } from "./store.ts";
import type { Settings, View } from "./types.ts";

const views: Record<View, { title: string; description: string }> = {
  tree: {
    title: "Show the result as a tree",
    description: "Sets and lists unfold; values are evaluated when opened.",
  },
  nix: { title: "Show the result as Nix", description: "As nix-instantiate --eval prints it." },
  json: {
    title: "Show the result as JSON",
    description: "As nix-instantiate --eval --strict --json prints it.",
  },
  xml: { title: "Show the result as XML", description: "As nix-instantiate --eval --xml prints it." },
};

const themes: Record<Settings["theme"], string> = {
  system: "Theme: like the system",
  light: "Theme: light",
  dark: "Theme: dark",
};

/** Everything about settings that is a command. `open` opens the dialog; files go through the two callbacks. */
export function settingsCommands(deps: {
  settings: SettingsStore;
  open: () => void;
  exportFile: () => void;
  importFile: () => void | Promise<void>;
}): Command[] {
  const { settings, open, exportFile, importFile } = deps;
  const { current } = settings;
  const size = (by: number) => () => {
    const { min, max } = ranges.fontSize;
    settings.set({ fontSize: Math.min(max, Math.max(min, current.fontSize + by)) });
  };
  const toggle = (
    name: "evaluateAsYouType" | "wrapLines" | "strict" | "pipeOperators",
    rest: Pick<Command, "title" | "group" | "description" | "keys">,
  ): Command => ({
    id: `settings.${name}`,
    ...rest,
    checked: () => current[name],
    run: () => settings.set({ [name]: !current[name] }),
  });
  return [
    {
      id: "settings.open",
      title: "Settings",
      group: "Settings",
      keys: ["Mod-,"],
      description: "Theme, font size, limits and how Nix is read.",
      run: open,
    },
    ...(Object.keys(themes) as Settings["theme"][]).map((theme): Command => ({
      id: `settings.theme.${theme}`,
      title: themes[theme],
      group: "Settings",
      checked: () => current.theme === theme,
      run: () => settings.set({ theme }),
    })),
    { id: "settings.larger", title: "Larger text", group: "Settings", keys: ["Mod-Alt-="], run: size(1) },
    { id: "settings.smaller", title: "Smaller text", group: "Settings", keys: ["Mod-Alt--"], run: size(-1) },
    toggle("evaluateAsYouType", {
      title: "Evaluate as you type",
      group: "Evaluate",
      description: "Shortly after each change; a running evaluation is stopped.",
    }),
    toggle("strict", {
      title: "Evaluate all of the value",
      group: "Evaluate",
      description: "Nested values too, as --strict does.",
    }),
    toggle("wrapLines", { title: "Wrap long lines", group: "View", keys: ["Alt-z"] }),
    toggle("pipeOperators", {
      title: "Pipe operators",
      group: "Settings",
      description: "Allow |> and <|, an experimental feature of Nix.",
    }),
    ...(Object.keys(views) as View[]).map((view): Command => ({
      id: `settings.view.${view}`,
      ...views[view],
      group: "View",
      checked: () => current.view === view,
      run: () => settings.set({ view }),
    })),
    {
      id: "settings.export",
      title: "Export settings",
      group: "Settings",
      description: "Saves them as a JSON file.",
      run: exportFile,
    },
    {
      id: "settings.import",
      title: "Import settings",
      group: "Settings",
      description: "From a JSON file made by “Export settings”.",
      run: importFile,
    },
    { id: "settings.reset", title: "Reset all settings", group: "Settings", run: () => settings.reset() },
  ];
}
