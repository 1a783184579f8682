/** The door of the settings. */
export { choices, defaultSettings, ranges, takeSettings } from "./read.ts";
export { createSettings, settingsKey, type SettingsStore } from "./store.ts";
export { followTheme } from "./theme.ts";
export { settingsCommands } from "./commands.ts";
export type { Settings, View } from "./types.ts";
