import { createRoot, createSignal } from "solid-js";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KeptTree, Mount, StoreAnswer, StoreState, WorkspaceMount } from "../../workers/index.ts";
import { follow } from "./mounts/resolve.ts";
import { createPageMounts, type PageMounts } from "./workspace-mounts.ts";

// Node gets the build for servers otherwise, in which nothing follows a signal.
vi.mock("solid-js", () => vi.importActual("../../node_modules/solid-js/dist/solid.js"));

const rootA = `blake3-${"A".repeat(43)}=`;
const rootB = `blake3-${"B".repeat(42)}A=`;
const mount: Mount = { name: "nixpkgs", root: rootB, source: "b.tar", url: null };
const tree = (root: string): KeptTree => ({
  root,
  source: "a.tar",
  url: null,
  added: 0,
  files: 1,
  bytes: 1,
  warnings: [],
});
const key = "tvix-playground.wanted-mounts";

const disposals: (() => void)[] = [];
const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
});
afterEach(() => {
  disposals.splice(0).forEach((dispose) => dispose());
  vi.unstubAllGlobals();
});

/** A page, and a store that is opened when a test says so. */
function world() {
  const [state, setState] = createSignal<StoreState | null>(null);
  const [workspace, setWorkspace] = createSignal("w");
  const reports: string[] = [];
  const host = { refuse: false };
  let stored: StoreState = {
    trees: [tree(rootB)],
    mounts: [mount],
    workspaces: [],
    unfinished: [],
    persisted: false,
    historyVersion: 0,
  };
  const open = (more: Partial<StoreState> = {}): void => void setState((stored = { ...stored, ...more }));
  const setWorkspaceMounts = async (
    id: string,
    mounts: readonly WorkspaceMount[],
    all: readonly Mount[] | null,
  ): Promise<StoreAnswer<null>> => {
    if (host.refuse) return { type: "failed", failure: { kind: "quota", message: "full" } };
    const others = stored.workspaces.filter((it) => it.workspace !== id);
    const workspaces = mounts.length === 0 ? others : [...others, { workspace: id, mounts: [...mounts] }];
    open({ workspaces, mounts: [...(all ?? stored.mounts)] });
    return { type: "ok", value: null };
  };
  const mounts = createRoot((dispose): PageMounts => {
    disposals.push(dispose);
    return createPageMounts({
      workspace,
      store: { state, mounts: async () => state()?.mounts ?? [], setWorkspaceMounts },
      report: (message) => void reports.push(message),
    });
  });
  const seen = (): string[] => mounts.seen().map(({ name, root }) => `${name} ${root}`);
  return { mounts, open, setWorkspace, seen, reports, host, stored: () => stored };
}

it("what a link brings waits until the store is opened, and then is the workspace's own", async () => {
  const before = world();
  before.mounts.bring("w", [{ name: "nixpkgs", root: rootA, url: "https://h/a.tar" }]);
  expect(before.mounts.here()).toMatchObject([{ missing: true, seen: null, url: "https://h/a.tar" }]);
  expect([before.mounts.brought(), kept.get(key)]).toEqual([true, expect.stringContaining(rootA)]);

  const it = world();
  expect(it.mounts.own()).toHaveLength(1);
  expect(it.mounts.brought()).toBe(false);
  it.open();
  await vi.waitFor(() => expect(it.stored().workspaces).toHaveLength(1));
  expect(it.mounts.own()).toEqual([{ ...follow("nixpkgs"), root: rootA, url: "https://h/a.tar" }]);
  expect(kept.get(key)).toBe("[]");
  // As long as its tree is not here, that of all workspaces stands in.
  expect(it.seen()).toEqual([`nixpkgs ${rootB}`]);
  it.open({ trees: [tree(rootA), tree(rootB)] });
  expect(it.seen()).toEqual([`nixpkgs ${rootA}`]);
  expect((await it.mounts.forEvaluation()).map(({ root }) => root)).toEqual([rootA]);
});

it("each workspace has its own", async () => {
  const it = world();
  it.open();
  await it.mounts.set("w", [{ ...follow("nixpkgs"), on: false }], null);
  expect(it.seen()).toEqual([]);
  it.setWorkspace("v");
  expect(it.seen()).toEqual([`nixpkgs ${rootB}`]);
  await it.mounts.copy("w", "v");
  expect(it.seen()).toEqual([]);
  await it.mounts.set("v", [], []);
  expect([it.mounts.own(), it.stored().mounts]).toEqual([[], []]);
  it.setWorkspace("w");
  expect(it.mounts.own()).toHaveLength(1);
});

it("takes over what the page kept before workspaces had mounts in the store", async () => {
  kept.set(
    key,
    JSON.stringify([
      ["w", [{ name: "a", root: rootA }]],
      ["v", [{ name: "b", root: rootB }]],
    ]),
  );
  const it = world();
  it.open();
  await vi.waitFor(() => expect(it.stored().workspaces).toHaveLength(2));
  expect(kept.get(key)).toBe("[]");
  it.setWorkspace("v");
  expect(it.seen()).toEqual([`b ${rootB}`, `nixpkgs ${rootB}`]);
});

it("a link without mounts takes those away that another one brought", async () => {
  const it = world();
  it.mounts.bring("w", []);
  expect(kept.get(key)).toBeUndefined();
  it.open();
  it.mounts.bring("w", [{ name: "a", root: rootB }]);
  await vi.waitFor(() => expect(it.stored().workspaces).toHaveLength(1));
  it.mounts.bring("w", []);
  await vi.waitFor(() => expect(it.stored().workspaces).toEqual([]));
  expect(it.mounts.own()).toEqual([]);
});

it("what can't be stored is said, and still used", async () => {
  const it = world();
  it.host.refuse = true;
  it.open();
  it.mounts.bring("w", [{ name: "a", root: rootB }]);
  await vi.waitFor(() => expect(it.reports).toEqual(["What a link brought is not kept: full"]));
  expect(it.seen()).toEqual([`a ${rootB}`, `nixpkgs ${rootB}`]);
});

it("damaged notes are as none", () => {
  for (const text of ["{", "7", '[["w",[{"name":"a","root":"x"}]]]', '[["w"],[3,[]],"x"]']) {
    kept.set(key, text);
    expect(world().mounts.own()).toEqual([]);
  }
});
