/** A browser for tests: one storage, several tabs, a clock that only moves when told. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import type { Workspace } from "./api.ts";
import type { Environment } from "./environment.ts";
import { openWorkspace, type OpenOptions } from "./open.ts";
import type { WorkspaceData } from "./types.ts";
import { createWorkspace } from "./workspace.ts";

export const example: WorkspaceData = {
  name: "Example",
  files: { "main.nix": "1", "lib/a.nix": "2" },
  open: ["main.nix"],
  active: "main.nix",
};

export interface TestTab extends Environment {
  /** The page is hidden or closed. */
  leave(closing?: boolean): void;
  /** Whether the browser would ask before closing the page. */
  guarded(): boolean;
}

export class TestBrowser {
  indexedDB = new IDBFactory();
  oldText: string | null = null;
  /** What closed pages left behind. */
  readonly drafts = new Map<string, string>();
  time = 1_000_000;
  #ids = 0;
  readonly #tabs: { listeners: Set<(message: unknown) => void> }[] = [];
  readonly #timers = new Map<number, { at: number; action: () => void }>();
  #timerIds = 0;

  /** `nextTask`: lets fake-indexeddb do a piece of its work. */
  constructor(readonly nextTask: () => Promise<void>) {}

  /** Opens a tab; `deaf`: it hears nothing of the others. */
  tab({ deaf = false } = {}): TestTab {
    const self = { listeners: new Set<(message: unknown) => void>() };
    this.#tabs.push(self);
    const leaving = new Set<(closing: boolean) => void>();
    const guards = new Set<() => boolean>();
    let recalled: string | null = null;
    const browser = this;
    const own = this.#tabs.length;
    return {
      factory: {
        get indexedDB() {
          return browser.indexedDB;
        },
        IDBKeyRange,
      },
      clock: {
        now: () => this.time,
        setTimeout: (action, ms) => {
          this.#timers.set(++this.#timerIds, { at: this.time + ms, action });
          return this.#timerIds;
        },
        clearTimeout: (id) => void this.#timers.delete(id),
      },
      channel: {
        send: (message) => {
          const copy: unknown = structuredClone(message);
          for (const other of this.#tabs) {
            if (other === self) continue;
            for (const listener of other.listeners) queueMicrotask(() => listener(copy));
          }
        },
        listen: (listener) => {
          if (!deaf) self.listeners.add(listener);
          return () => self.listeners.delete(listener);
        },
        close: () => self.listeners.clear(),
      },
      onLeaving: (listener) => {
        leaving.add(listener);
        return () => leaving.delete(listener);
      },
      guardLeaving: (wouldLose) => {
        guards.add(wouldLose);
        return () => guards.delete(wouldLose);
      },
      drafts: {
        put: (workspace, text) => void this.drafts.set(`${own}.${workspace}`, text),
        drop: (workspace) => void this.drafts.delete(`${own}.${workspace}`),
        all: () => [...this.drafts].map(([key, text]) => ({ key, text })),
        forget: (key) => void this.drafts.delete(key),
      },
      newId: () => `id${++this.#ids}`,
      oldText: () => this.oldText,
      tab: { recall: () => recalled, remember: (id) => void (recalled = id) },
      leave: (closing = true) => {
        for (const listener of leaving) listener(closing);
      },
      guarded: () => [...guards].some((wouldLose) => wouldLose()),
    };
  }

  /** Lets time pass, runs what is due and waits until the storage has done its work. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    for (const [id, { at, action }] of this.#timers) {
      if (at > this.time) continue;
      this.#timers.delete(id);
      action();
    }
    // fake-indexeddb works in tasks of its own.
    for (let turn = 0; turn < 60; turn++) await this.nextTask();
  }

  /** Opens the page in a tab. */
  async start(tab: TestTab = this.tab(), options: Partial<OpenOptions> = {}): Promise<Workspace> {
    const initial = await openWorkspace({ example, environment: tab, ...options });
    const workspace = createWorkspace({ initial });
    await this.pass(0);
    return workspace;
  }

  /** What a new page shows. */
  async reloaded(): Promise<WorkspaceData> {
    const workspace = await this.start();
    const data = workspace.snapshot();
    workspace.dispose();
    return data;
  }
}
