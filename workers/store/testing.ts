/** What tests of the store share. */
import { IDBFactory } from "fake-indexeddb";
import { TabStore } from "./tab-store.ts";
import { LocalLocks, type Locks } from "./writer-lock.ts";

/** A browser whose tabs share databases, locks and channels. */
export class TestBrowser {
  readonly factory = new IDBFactory();
  readonly locks: Locks = new LocalLocks();
  readonly name = `test-${crypto.randomUUID()}`;
  private readonly tabs: TabStore[] = [];
  private time = 1000;

  constructor() {
    // The records' database is opened by `idb`, which knows only the global one.
    globalThis.indexedDB = this.factory;
  }

  /** Opens a tab. */
  open(): TabStore {
    const store = new TabStore(
      {
        factory: this.factory,
        locks: this.locks,
        channel: (name) => new BroadcastChannel(name),
        storage: null,
        clock: () => this.time++,
        name: this.name,
      },
      `${this.name}.life.${crypto.randomUUID()}`,
    );
    this.tabs.push(store);
    return store;
  }

  async close(): Promise<void> {
    for (const tab of this.tabs) await tab.close();
  }
}

/** A plain tar archive. */
export function tarOf(files: Readonly<Record<string, string>>): Blob {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  for (const [path, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    const header = new Uint8Array(512);
    const put = (at: number, value: string): void => header.set(new TextEncoder().encode(value), at);
    put(0, path);
    put(100, "0000644\0");
    put(124, `${content.length.toString(8).padStart(11, "0")}\0`);
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    put(148, `${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0")}\0 `);
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    blocks.push(header, padded);
  }
  return new Blob([...blocks, new Uint8Array(1024)]);
}
