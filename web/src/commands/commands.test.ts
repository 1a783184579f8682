import fc from "fast-check";
import { expect, test } from "vitest";
import { ariaKey, matchesKey, showKey, type KeyEvent } from "./keys.ts";
import { createCommands } from "./list.ts";
import { match } from "./match.ts";
import type { Command } from "./types.ts";

const event = (key: string, modifiers: Partial<KeyEvent> = {}): KeyEvent => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

test("keys are known by what they write, with Alt by where they are", () => {
  expect(matchesKey(event("Enter", { ctrlKey: true }), "Mod-Enter", false)).toBe(true);
  expect(matchesKey(event("Enter", { metaKey: true }), "Mod-Enter", true)).toBe(true);
  expect(matchesKey(event("Enter", { ctrlKey: true }), "Mod-Enter", true)).toBe(false);
  expect(matchesKey(event("K", { ctrlKey: true, shiftKey: true }), "Mod-k", false)).toBe(false);
  expect(matchesKey(event("K", { ctrlKey: true, shiftKey: true }), "Mod-Shift-k", false)).toBe(true);
  expect(matchesKey(event("?", { shiftKey: true }), "?", false)).toBe(true);
  expect(matchesKey(event("¡", { altKey: true, code: "Digit1" }), "Alt-1", true)).toBe(true);
  expect(matchesKey(event("–", { altKey: true, metaKey: true, code: "Minus" }), "Mod-Alt--", true)).toBe(
    true,
  );
});

test("keys are shown as people know them", () => {
  expect(showKey("Mod-Enter", false)).toBe("Ctrl+Enter");
  expect(showKey("Mod-Shift-k", true)).toBe("⇧⌘K");
  expect(showKey("Mod-Alt--", false)).toBe("Ctrl+Alt+-");
  expect(ariaKey("Mod-Enter", false)).toBe("Control+Enter");
});

test("starts of words come first", () => {
  const titles = ["Stop the evaluation", "Settings", "Show the result as Nix", "Copy as JSON"];
  const best = (query: string): string | undefined =>
    titles
      .map((title) => ({ title, found: match(query, title) }))
      .filter(({ found }) => found !== null)
      .toSorted((a, b) => b.found!.score - a.found!.score)[0]?.title;
  expect(best("se")).toBe("Settings");
  expect(best("json")).toBe("Copy as JSON");
  expect(best("srn")).toBe("Show the result as Nix");
  expect(best("zz")).toBeUndefined();
  expect(match("", "x")).toEqual({ score: 0, at: [] });
});

test("what is found spells the query, in order", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 30 }), (query, title) => {
      const found = match(query, title);
      const letters = query.toLowerCase().replace(/\s+/g, "");
      const text = title.toLowerCase();
      let at = -1;
      const occurs = [...Array(letters.length).keys()].every(
        (i) => (at = text.indexOf(letters[i]!, at + 1)) >= 0,
      );
      expect(found !== null).toBe(occurs);
      if (found === null) return;
      expect(found.at.map((i) => text[i]).join("")).toBe(letters);
      expect(found.at.toSorted((a, b) => a - b)).toEqual(found.at);
    }),
  );
});

const plain = (id: string, rest: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: "Help",
  run: () => undefined,
  ...rest,
});

test("commands run by id and key when they may, and failures are reported", async () => {
  const ran: string[] = [];
  const failures: string[] = [];
  let recent: string[] = [];
  let may = false;
  const list = [
    plain("a", { keys: ["Mod-a", "F2"], run: () => void ran.push("a") }),
    plain("b", { enabled: () => may, keys: ["F3"], run: () => void ran.push("b") }),
    plain("c", { run: () => Promise.reject(new Error("no")) }),
  ];
  const commands = createCommands(() => list, {
    recent,
    keepRecent: (ids) => (recent = ids),
    report: (error, title) => failures.push(`${title}: ${(error as Error).message}`),
  });
  commands.run("a");
  commands.run("b");
  expect(commands.press(event("F3"))).toBe(false);
  may = true;
  expect(commands.press(event("F3"))).toBe(true);
  expect(commands.press(event("F4"))).toBe(false);
  commands.run("c");
  await Promise.resolve();
  await Promise.resolve();
  expect(ran).toEqual(["a", "b"]);
  expect(failures).toEqual(["c: no"]);
  expect(recent).toEqual(["c", "a"]);
  expect(() => commands.get("d")).toThrow("no command d");
});

test("two commands never share an id or a key", () => {
  const make = (list: Command[]) => () =>
    createCommands(() => list, { recent: [], keepRecent: () => undefined, report: () => undefined });
  expect(make([plain("a"), plain("a")])).toThrow("two commands are called a");
  expect(make([plain("a", { keys: ["F2"] }), plain("b", { keys: ["F2"] })])).toThrow("share the key F2");
});
