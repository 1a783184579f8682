import { batch, createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SnapshotFile, SnapshotTaken, StoreAnswer } from "../../../workers/index.ts";
import type { FileContent } from "../workspace/index.ts";
import { forgetAfter, forgetRemoved } from "./forget.ts";
import { createKeeper, longestPause, savePause, type Keeper } from "./keeper.ts";

// Node gets the build for servers otherwise, in which nothing follows a signal.
vi.mock("solid-js", () => {
  const browserBuild: string = "../../../node_modules/solid-js/dist/solid.js";
  return import(browserBuild) as Promise<object>;
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page whose workspace is changed by hand, and a store that notes what it gets. */
function open({
  before = () => {},
}: { before?: (page: { write: (text: string) => void; ask: () => void }) => void } = {}) {
  const [id, setId] = createSignal("w");
  const [revision, setRevision] = createSignal(0);
  const [saved, setSaved] = createSignal<"saved" | "saving" | "failed">("saved");
  const [asked, setAsked] = createSignal(0);
  const [running, setRunning] = createSignal(false);
  let text = "0";
  let answer: StoreAnswer<SnapshotTaken> = {
    type: "ok",
    value: { root: "blake3-x", time: 1, recorded: true },
  };
  const stored: string[] = [];
  const files = (): Record<string, FileContent> => ({ "main.nix": text });
  const opened = { id: "w", revision: 0, files: files() };
  const write = (next: string): void => {
    text = next;
    setSaved("saving");
    setRevision((it) => it + 1);
  };
  const ask = (): void => void setAsked((it) => it + 1);
  before({ write, ask });
  const [keeper, dispose] = createRoot((end): [Keeper, () => void] => [
    createKeeper({
      workspace: {
        id,
        revision,
        saved,
        snapshot: () => ({ name: "", files: files(), open: [], active: "" }),
      },
      store(workspace: string, list: SnapshotFile[], message: string | null) {
        const words = list.map(({ content }) => new TextDecoder().decode(content)).join();
        stored.push(`${workspace} ${words}${message === null ? "" : ` (${message})`}`);
        return Promise.resolve(answer);
      },
      asked,
      running,
      opened,
    }),
    end,
  ]);
  return {
    keeper,
    dispose,
    stored,
    write,
    save: () => setSaved("saved"),
    fail: () => setSaved("failed"),
    ask,
    setRunning,
    refuse(message: string) {
      answer = { type: "failed", failure: { kind: "quota", message } };
    },
    switchTo(next: string, words: string) {
      text = words;
      batch(() => {
        setRevision((it) => it + 1);
        setId(next);
      });
    },
  };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it("takes what was opened and what was saved, a while after the last save", async () => {
  const page = open();
  await pass(100_000);
  expect(page.stored).toEqual([]);
  page.write("1");
  await pass(100_000);
  expect(page.stored).toEqual([]);
  page.save();
  await pass(savePause - 1);
  page.write("2");
  page.save();
  await pass(savePause - 1);
  expect(page.stored).toEqual([]);
  await pass(1);
  expect(page.stored).toEqual(["w 0", "w 2"]);
  page.write("3");
  page.save();
  await pass(savePause);
  expect(page.stored).toEqual(["w 0", "w 2", "w 3"]);
  page.dispose();
});

it("does not wait for ever while somebody writes on", async () => {
  const page = open();
  for (let ms = 0; ms <= longestPause; ms += 1000) {
    page.write(String(ms));
    page.save();
    await pass(1000);
  }
  expect(page.stored).toEqual(["w 0", `w ${longestPause - 1000}`]);
  page.dispose();
});

it("takes what is evaluated when that is over, unless nothing changed", async () => {
  const page = open();
  page.ask();
  await pass(1000);
  expect(page.stored).toEqual([]);
  page.write("1");
  page.setRunning(true);
  page.ask();
  await pass(1000);
  expect(page.stored).toEqual([]);
  page.setRunning(false);
  await pass(1000);
  expect(page.stored).toEqual(["w 0", "w 1"]);
  page.ask();
  page.save();
  await pass(100_000);
  expect(page.stored).toEqual(["w 0", "w 1"]);
  page.dispose();
});

it("takes what was evaluated before it was loaded", async () => {
  const page = open({
    before({ write, ask }) {
      write("1");
      ask();
    },
  });
  await pass(1000);
  expect(page.stored).toEqual(["w 0", "w 1"]);
  page.dispose();
});

it("takes what another workspace was left with, and begins anew", async () => {
  const page = open();
  page.write("1");
  page.save();
  await pass(1000);
  page.switchTo("v", "other");
  await pass(100_000);
  expect(page.stored).toEqual(["w 0", "w 1"]);
  page.write("changed");
  page.save();
  await pass(savePause);
  expect(page.stored.slice(2)).toEqual(["v other", "v changed"]);
  page.dispose();
});

it("takes one at once when asked, keeps a conflict out, and tells why it failed", async () => {
  const page = open();
  await page.keeper.now("Saved by hand");
  expect(page.stored).toEqual(["w 0 (Saved by hand)"]);
  page.write("1");
  page.fail();
  page.ask();
  await pass(100_000);
  expect(page.stored).toHaveLength(1);
  page.refuse("there is no room");
  page.write("2");
  page.save();
  await pass(savePause);
  expect(page.keeper.problem()).toBe("there is no room");
  // The next evaluation tries again.
  page.ask();
  await pass(1000);
  expect(page.stored.slice(1)).toEqual(["w 2", "w 2"]);
  page.dispose();
});

it("forgets removed workspaces a while later, unless they come back", async () => {
  const entry = (id: string) => ({ id, name: id, changed: 1 });
  const [list, setList] = createSignal([entry("a"), entry("b"), entry("c")]);
  const forgotten: string[] = [];
  let kept = '["old"]';
  const dispose = createRoot((end) => {
    forgetRemoved({
      workspace: { list },
      forget(id) {
        forgotten.push(id);
        return Promise.resolve({ type: "ok", value: null });
      },
      recall: () => kept,
      remember: (text) => void (kept = text),
    });
    return end;
  });
  setList([entry("a")]);
  expect(JSON.parse(kept)).toEqual(["old", "b", "c"]);
  setList([entry("a"), entry("b")]);
  await pass(forgetAfter);
  expect(forgotten).toEqual(["old", "c"]);
  expect(JSON.parse(kept)).toEqual([]);
  dispose();
});
