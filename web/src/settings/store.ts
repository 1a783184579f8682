/** The settings of this browser: kept in localStorage, the same in all its tabs. */
import { createFields } from "../ui/fields.ts";
import { defaultSettings, parseSettings, printSettings, type ReadSettings } from "./read.ts";
import type { Settings } from "./types.ts";

/** Where settings are kept; `localStorage`, or the like in tests. */
export interface SettingsStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

export interface SettingsStore {
  /** Read reactively, field by field. */
  readonly current: Settings;
  /** Changes some and keeps them. */
  set(change: Partial<Settings>): void;
  /** Changes some for as long as the page is open: what came with a link is not a choice of this person's. */
  borrow(change: Partial<Settings>): void;
  /** All back to their defaults. */
  reset(): void;
  /** The text of a settings file. */
  exported(): string;
  /**
   * Takes the settings of a file; what makes no sense in it is named and left at its default.
   * @throws Error when it is no settings file
   */
  import(text: string): ReadSettings;
  /** Takes what another tab has kept. */
  reread(): void;
}

/** The name in localStorage; `public/theme.js` reads it too. */
export const settingsKey = "tvix-playground.settings";

/** @param storage null where keeping is forbidden: the settings then live as long as the page */
export function createSettings(storage: SettingsStorage | null): SettingsStore {
  let kept = recall(storage);
  const [current, show] = createFields<Settings>({ ...kept });
  const keep = (settings: Settings): void => {
    kept = settings;
    try {
      storage?.setItem(settingsKey, printSettings(kept));
    } catch {
      // Full or forbidden: the settings hold until the page is closed.
    }
  };

  return {
    current,
    set(change) {
      keep({ ...kept, ...change });
      show(change);
    },
    borrow: show,
    reset() {
      keep({ ...defaultSettings });
      show(kept);
    },
    exported: () => printSettings(kept),
    import(text) {
      const read = parseSettings(text);
      keep(read.settings);
      show(kept);
      return read;
    },
    reread() {
      kept = recall(storage);
      show(kept);
    },
  };
}

function recall(storage: SettingsStorage | null): Settings {
  try {
    const text = storage?.getItem(settingsKey) ?? null;
    return text === null ? { ...defaultSettings } : parseSettings(text).settings;
  } catch {
    // What can't be read is as good as nothing: the defaults, kept again at the next change.
    return { ...defaultSettings };
  }
}
