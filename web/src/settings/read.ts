/** Settings as they are kept and exported: `{ "version": 1, "settings": { … } }`, checked field by field. */
import type { Settings } from "./types.ts";

export const settingsVersion = 1;

export const defaultSettings: Settings = {
  theme: "system",
  fontSize: 13,
  evaluateAsYouType: false,
  wrapLines: true,
  profile: "2.36",
  pipeOperators: false,
  view: "tree",
  strict: false,
  timeLimit: 60,
  memoryLimit: 3072,
};

/** Least and most of the numbers, for the form and for checking. */
export const ranges = {
  fontSize: { min: 10, max: 24, step: 1 },
  timeLimit: { min: 1, max: 3600, step: 1 },
  memoryLimit: { min: 64, max: 8192, step: 64 },
} as const;

/** The choices there are, for the form and for checking. */
export const choices = {
  theme: ["system", "light", "dark"],
  profile: ["2.36", "2.8"],
  view: ["tree", "nix", "json", "xml"],
} as const satisfies { [K in "theme" | "profile" | "view"]: readonly Settings[K][] };

/** Settings that were read, and the names of those that made no sense and were left at their default. */
export interface ReadSettings {
  settings: Settings;
  refused: string[];
}

/** Takes from any value what is a setting; the rest stays as in `base`. Unknown names are ignored. */
export function takeSettings(value: unknown, base: Settings = defaultSettings): ReadSettings {
  const settings: Record<string, unknown> = { ...base };
  const refused: string[] = [];
  for (const name of Object.keys(defaultSettings) as (keyof Settings)[]) {
    const given = fieldOf(value, name);
    if (given === undefined) continue;
    if (fits(name, given)) settings[name] = given;
    else refused.push(name);
  }
  return { settings: settings as unknown as Settings, refused };
}

/**
 * Reads a settings file.
 * @throws Error saying what is wrong with it, for people
 */
export function parseSettings(text: string): ReadSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("This file is no JSON. Settings files are made by “Export settings”.");
  }
  const version = fieldOf(value, "version");
  const settings = fieldOf(value, "settings");
  if (typeof version !== "number" || settings === undefined) {
    throw new Error("This file holds no settings: “version” or “settings” is missing.");
  }
  if (version > settingsVersion) {
    throw new Error("This file was made by a newer version of this page. Reload the page, then try again.");
  }
  return takeSettings(settings);
}

/** The text of a settings file. */
export function printSettings(settings: Settings): string {
  return JSON.stringify({ version: settingsVersion, settings }, null, 2) + "\n";
}

function fits(name: keyof Settings, value: unknown): boolean {
  if (name in choices) return (choices[name as keyof typeof choices] as readonly unknown[]).includes(value);
  if (name in ranges) {
    const { min, max } = ranges[name as keyof typeof ranges];
    return typeof value === "number" && Number.isFinite(value) && value >= min && value <= max;
  }
  return typeof value === "boolean";
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
