import { expect, test } from "vitest";
import { createSettings, settingsKey } from "./store.ts";
import { defaultSettings, parseSettings, printSettings, takeSettings } from "./read.ts";

function memory(): { getItem(n: string): string | null; setItem(n: string, v: string): void } {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

test("what is printed is read back", () => {
  const settings = { ...defaultSettings, theme: "dark" as const, timeLimit: 5, strict: true };
  expect(parseSettings(printSettings(settings))).toEqual({ settings, refused: [] });
});

test("what makes no sense is named and left at its default", () => {
  const { settings, refused } = takeSettings({
    theme: "pink",
    fontSize: 400,
    timeLimit: NaN,
    strict: "yes",
    view: "json",
    other: 1,
  });
  expect(refused.toSorted()).toEqual(["fontSize", "strict", "theme", "timeLimit"]);
  expect(settings).toEqual({ ...defaultSettings, view: "json" });
});

test.each([
  ["nonsense", /no JSON/],
  ["[]", /holds no settings/],
  ['{"version":2,"settings":{}}', /newer version/],
  ["null", /holds no settings/],
])("%s is no settings file", (text, message) => {
  expect(() => parseSettings(text)).toThrow(message);
});

test("settings are kept, those of a link are not", () => {
  const storage = memory();
  const store = createSettings(storage);
  store.borrow({ view: "xml" });
  store.set({ fontSize: 20 });
  expect(store.current).toMatchObject({ view: "xml", fontSize: 20 });
  expect(createSettings(storage).current).toEqual({ ...defaultSettings, fontSize: 20 });
  store.reset();
  expect(createSettings(storage).current).toEqual(defaultSettings);
});

test("damaged and forbidden storage leave working defaults", () => {
  const storage = memory();
  storage.setItem(settingsKey, "{");
  expect(createSettings(storage).current).toEqual(defaultSettings);
  const forbidden = {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("forbidden");
    },
  };
  const store = createSettings(forbidden);
  store.set({ theme: "dark" });
  expect(store.current.theme).toBe("dark");
});

test("a file is imported as a whole", () => {
  const store = createSettings(null);
  store.set({ fontSize: 20 });
  const { refused } = store.import('{"version":1,"settings":{"theme":"dark","timeLimit":-1}}');
  expect(refused).toEqual(["timeLimit"]);
  expect(store.current).toEqual({ ...defaultSettings, theme: "dark" });
});
