import { createRoot, createSignal } from "solid-js";
import { afterEach, expect, it, vi } from "vitest";
import type { ImportSource, KeptTree, Mount, StoreAnswer, StoreState } from "../../../workers/index.ts";
import { parseSiteMounts } from "./site-list.ts";
import { createSiteMounts, type SiteMounts, type SiteMountsDeps } from "./site-mounts.ts";

// Node gets the build for servers otherwise, in which nothing follows a signal.
vi.mock("solid-js", () => vi.importActual("../../../node_modules/solid-js/dist/solid.js"));

const base = "https://host/page/";
const url = "https://host/page/nixpkgs/";
const file = '[{ "name": "nixpkgs", "url": "./nixpkgs" }]';

it("reads the list, and says what is wrong with it", () => {
  expect(parseSiteMounts(file, base)).toEqual([{ name: "nixpkgs", url }]);
  expect(parseSiteMounts("[]", base)).toEqual([]);
  const wrong = {
    "[": /not as it must be: .*JSON/,
    "{}": /it is no list/,
    "[1]": /entry 1 has no name/,
    '[{"name":"a/b","url":"x"}]': /entry 1 has no name/,
    '[{"name":"a"}]': /entry 1 has no URL/,
    '[{"name":"a","url":"javascript:alert(1)"}]': /entry 1 has no URL/,
    '[{"name":"a","url":"x"},{"name":"a","url":"y"}]': /two entries are named a/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    expect(() => parseSiteMounts(text, base)).toThrow(message);
  }
});

const disposals: (() => void)[] = [];
afterEach(() => disposals.splice(0).forEach((dispose) => dispose()));

/** A store in which importing gives a tree with the root `published`. */
function world(mounts: Mount[] = [], memory = new Map<string, string>()) {
  const [state, setState] = createSignal<StoreState | null>(null);
  const [text, setText] = createSignal("1");
  const host = { published: "blake3-1", imports: 0, failure: null as string | null };
  const messages: string[] = [];
  let kept = { trees: [], mounts, unfinished: [], persisted: false } as unknown as StoreState;
  const update = (next: Partial<StoreState>): Promise<StoreAnswer<null>> => {
    setState((kept = { ...kept, ...next }));
    return Promise.resolve({ type: "ok", value: null });
  };
  const deps: SiteMountsDeps = {
    store: {
      state,
      open: async () => void setState(kept),
      import: (source: ImportSource) => {
        host.imports++;
        const at = (source as { url: string }).url;
        const tree: KeptTree = {
          root: host.published,
          source: at,
          url: at,
          added: 0,
          files: 1,
          bytes: 1,
          warnings: [],
        };
        const answer: StoreAnswer<KeptTree> =
          host.failure === null
            ? { type: "ok", value: tree }
            : { type: "failed", failure: { kind: "network", message: host.failure } };
        return { answer: Promise.resolve(answer), cancel: () => undefined };
      },
      setMounts: (next: Mount[]) => update({ mounts: next }),
      removeTree: () => update({}),
    } as unknown as SiteMountsDeps["store"],
    report: (message) => void messages.push(message),
    mentions: (name) => text().includes(`<${name}>`),
    read: () => Promise.resolve(file),
    base,
    memory: {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => void memory.set(key, value),
    } as Storage,
  };
  const site = createRoot((dispose): SiteMounts => {
    disposals.push(dispose);
    return createSiteMounts(deps);
  });
  const type = (): string => site.status("nixpkgs").type;
  return { site, type, state, setText, host, messages, memory, mounts: () => kept.mounts, update };
}

const soon = (test: () => void): Promise<void> => vi.waitFor(test, { timeout: 2000, interval: 2 });
const given: Mount = { name: "nixpkgs", root: "blake3-0", source: url, url };
const own: Mount = { name: "nixpkgs", root: "blake3-9", source: "mine.tar", url: null };

it("is mounted when a file names it, and stays off once it is unmounted", async () => {
  const it = world();
  await soon(() => expect(it.site.list()).toHaveLength(1));
  expect([it.type(), it.host.imports]).toEqual(["idle", 0]);
  it.setText("import <nixpkgs> { }");
  await soon(() => expect(it.type()).toBe("mounted"));
  expect(it.mounts()).toEqual([{ ...given, root: "blake3-1" }]);
  await it.update({ mounts: [] });
  expect(it.type()).toBe("off");

  const later = world([], it.memory);
  later.setText("<nixpkgs>");
  await soon(() => expect(later.site.list()).toHaveLength(1));
  expect([later.type(), later.host.imports]).toEqual(["off", 0]);
  later.site.switch("nixpkgs", true);
  await soon(() => expect(later.type()).toBe("mounted"));
  later.site.switch("nixpkgs", false);
  await soon(() => expect(later.mounts()).toEqual([]));
  expect(later.type()).toBe("off");
});

it("a visitor's own mount of that name stays", async () => {
  const it = world([own]);
  it.setText("<nixpkgs>");
  await soon(() => expect(it.type()).toBe("yours"));
  expect([it.mounts(), it.host.imports]).toEqual([[own], 0]);
});

it("a tree that was published anew takes the old one's place; offline, the old one stays", async () => {
  const offline = world([given]);
  offline.host.failure = "nobody answers";
  offline.setText("<nixpkgs>");
  await soon(() => expect(offline.host.imports).toBe(1));
  await soon(() => expect(offline.type()).toBe("mounted"));
  expect(offline.mounts()).toEqual([given]);

  const it = world([given]);
  it.setText("<nixpkgs>");
  await soon(() => expect(it.mounts()).toEqual([{ ...given, root: "blake3-1" }]));
});

it("what can't be had says so, and may be tried again", async () => {
  const it = world();
  it.host.failure = "nobody answers";
  it.setText("<nixpkgs>");
  await soon(() => expect(it.site.status("nixpkgs")).toEqual({ type: "failed", message: "Nobody answers." }));
  it.host.failure = null;
  it.site.switch("nixpkgs", true);
  await soon(() => expect(it.type()).toBe("mounted"));
});
