import { expect, it } from "vitest";
import type { StoreConnection, StoreState } from "../../../workers/index.ts";
import { PageStore, type StoreClientOptions } from "./store-client.ts";
import type { StoreHandle } from "./spawn-store.ts";
import { Fakes } from "./testing.ts";

const empty: StoreState = {
  trees: [],
  mounts: [],
  workspaces: [],
  unfinished: [],
  persisted: false,
  historyVersion: 0,
};
const mount = { name: "nixpkgs", root: "blake3-x", source: "", url: null };
const tree = { root: "blake3-x", source: "", url: null, added: 0, files: 1, bytes: 1, warnings: [] };

/** A store worker that has what is in `state`, and can die. */
class FakeStores {
  state: StoreState = empty;
  readonly die: (() => void)[] = [];
  readonly connected: (SharedArrayBuffer | null)[] = [];

  spawn = (): Promise<StoreHandle> => {
    let die!: () => void;
    const died = new Promise<void>((resolve) => (die = resolve));
    this.die.push(die);
    const unused = (): Promise<never> => Promise.reject(new Error("unused"));
    const never = new Promise<never>(() => undefined);
    const api: StoreHandle["api"] = {
      state: () => Promise.resolve(this.state),
      subscribe: () => Promise.resolve(),
      import: () => never,
      cancel: () => Promise.resolve(),
      setMounts: (mounts) => {
        this.state = { ...this.state, mounts };
        return Promise.resolve({ type: "ok", value: null });
      },
      setWorkspaceMounts: unused,
      repair: unused,
      removeTree: unused,
      storage: unused,
      collectGarbage: unused,
      verify: unused,
      export: unused,
      snapshot: unused,
      history: unused,
      snapshotFiles: unused,
      forgetHistory: unused,
      persist: unused,
      explore: unused,
      bridge: unused,
      connect: (_, memory) => {
        this.connected.push(memory);
        return Promise.resolve();
      },
      serviceName: () => Promise.resolve("life 1"),
      lifeLock: () => Promise.resolve(null),
    };
    return Promise.resolve({ api, died });
  };
}

function memory(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  } as Storage;
}

function open(stores: FakeStores, options: Partial<StoreClientOptions> = {}): PageStore {
  const base = "https://host/page/";
  const persist = () => Promise.resolve(true);
  return new PageStore({ spawn: stores.spawn, shared: true, memory: memory(), base, persist, ...options });
}

it("starts no worker before somebody needs it, and remembers that there is something", async () => {
  const stores = new FakeStores();
  const shared = memory();
  const store = open(stores, { memory: shared });
  expect(await store.mounts()).toEqual([]);
  expect([store.state(), stores.die.length]).toEqual([null, 0]);
  stores.state = { ...empty, trees: [tree] };
  expect(await store.setMounts([mount])).toEqual({ type: "ok", value: null });
  expect(store.state()?.mounts).toEqual([mount]);
  const later = open(stores, { memory: shared });
  expect(await later.mounts()).toEqual([mount]);
});

it("connects evaluators, those that come later and those that are replaced, too", async () => {
  const stores = new FakeStores();
  const store = open(stores, { shared: false });
  const urls: string[] = [];
  const fakes = new Fakes();
  const spawn = store.connecting(() => ({
    ...fakes.spawn(),
    connectStore: ({ url, memory: shared }: StoreConnection) =>
      void urls.push(`${url} ${shared === null ? "null" : "shared"}`),
  }));
  spawn().terminate();
  spawn();
  await store.open();
  const url = "https://host/page/__store/life%201 null";
  expect(urls).toEqual([url]);
  spawn();
  await expect.poll(() => urls).toEqual([url, url]);
});

it("wakes evaluators that wait for a worker that died, ends what was asked of it, and starts another", async () => {
  const stores = new FakeStores();
  const store = open(stores);
  const fakes = new Fakes();
  store.connecting(() => ({ ...fakes.spawn(), connectStore: () => undefined }))();
  const job = store.import({ type: "url", url: "" }, () => undefined);
  await expect.poll(() => stores.connected.length).toBeGreaterThan(0);
  const before = stores.connected.at(-1)!;
  stores.die[0]!();
  expect(await job.answer).toMatchObject({ type: "failed", failure: { kind: "internal" } });
  expect(new Int32Array(before)[4]).toBe(1);
  await expect.poll(() => stores.die.length).toBe(2);
  await expect.poll(() => stores.connected.at(-1) !== before).toBe(true);
});
