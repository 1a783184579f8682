/** What tests of the store share. */
import { IDBFactory } from "fake-indexeddb";
import { type Digest, digestOf, Directory, type IdbStore, type Node } from "../../core/castore/index.ts";
import { BlobCache } from "./blob-cache.ts";
import { encodeObjects } from "./object-list.ts";
import type { ReadRequest } from "./read-protocol.ts";
import { TabStore } from "./tab-store.ts";
import { TreeFiles } from "./tree-files.ts";
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
    put(
      148,
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
    );
    const padded = new Uint8Array(Math.ceil(content.length / 512) * 512);
    padded.set(content);
    blocks.push(header, padded);
  }
  return new Blob([...blocks, new Uint8Array(1024)]);
}

/** What a tree is made of: texts (executable where the name ends in `*`), links, and directories. */
export interface TestTree {
  [name: string]: string | { link: string } | TestTree;
}

/** A tree in memory, which counts what it is asked. */
export class TestContents {
  readonly asked: ReadRequest[] = [];
  readonly root: Digest;
  private readonly directories = new Map<Digest, Uint8Array>();
  private readonly blobs = new Map<Digest, Uint8Array>();

  constructor(tree: TestTree) {
    this.root = (this.add(tree) as { digest: Digest }).digest;
  }

  /** The tree as evaluation reads it, below `/mounts/<name>`; `all`: with all its directories at hand. */
  files(name: string, all = false): TreeFiles {
    const directories = new Map(all ? this.directories : []);
    const contents = { directories, blobs: new BlobCache(1 << 20) };
    return new TreeFiles(this.root, `/mounts/${name}`, contents, this.read);
  }

  readonly read = (request: ReadRequest): Uint8Array => {
    this.asked.push(request);
    const of = (from: Map<Digest, Uint8Array>, digests: readonly string[]): Uint8Array =>
      encodeObjects(digests.map((digest) => [digest as Digest, from.get(digest as Digest)!] as const));
    switch (request.op) {
      case "blobs":
        return of(this.blobs, [...request.wanted, ...request.neighbours]);
      case "range":
        return this.blobs.get(request.digest as Digest)!.subarray(request.from, request.to);
      case "directories":
        return of(this.directories, [request.digest]);
      case "nar":
        throw new Error("this test has no NARs");
    }
  };

  private add(item: TestTree[string], executable = false): Node {
    if (typeof item === "string") {
      const content = new TextEncoder().encode(item);
      const digest = digestOf(content);
      this.blobs.set(digest, content);
      return { kind: "file", digest, size: content.length, executable };
    }
    if (typeof item.link === "string") return { kind: "symlink", target: item.link };
    const entries = Object.entries(item as TestTree).map(([name, child]) => ({
      name: name.replace("*", ""),
      node: this.add(child, name.endsWith("*")),
    }));
    const directory = Directory.of(entries);
    this.directories.set(directory.digest, directory.encode());
    return directory.node();
  }
}

/** Overwrites a byte of the packs, in the first place that has a text. */
export async function damageObject({ packs }: IdbStore, text: string): Promise<void> {
  const wanted = new TextEncoder().encode(text);
  let found = false;
  await eachPack(packs.database, (content, update) => {
    const at = indexOf(content, wanted);
    if (found || at < 0) return;
    found = true;
    content[at] = content[at]! ^ 1;
    update(content);
  });
  if (!found) throw new Error(`no pack has '${text}'`);
}

/** Removes all packs, and leaves the index. */
export async function dropPacks({ packs }: IdbStore): Promise<void> {
  await eachPack(packs.database, (_, update) => update(null));
}

function indexOf(content: Uint8Array, wanted: Uint8Array): number {
  for (let at = 0; at + wanted.length <= content.length; at++) {
    if (wanted.every((byte, i) => content[at + i] === byte)) return at;
  }
  return -1;
}

function eachPack(
  database: IdbStore["packs"]["database"],
  visit: (content: Uint8Array, update: (content: Uint8Array | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = (database as unknown as IDBDatabase).transaction("packs", "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error("the transaction failed"));
    const cursor = transaction.objectStore("packs").openCursor();
    cursor.onsuccess = () => {
      const at = cursor.result;
      if (at === null) return;
      visit(at.value as Uint8Array, (content) => void (content === null ? at.delete() : at.update(content)));
      at.continue();
    };
  });
}
