/** Imports an archive into IndexedDB, and as a measure merely unpacks and hashes it: in a browser's worker. */
import { LayeredReader, tarReaderFor, type ArchiveFile } from "../core/castore/archive/index.ts";
import { IdbStore, importArchive, kernelsReady, piecesOf } from "../core/castore/index.ts";
import { blake3 } from "../core/castore/kernels/index.ts";

/** What was done. */
export interface Run {
  readonly ms: number;
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Requests that write packs and chunk lists, and the bytes in them. */
  readonly puts: number;
  readonly putBytes: number;
  /** Bytes of all packs. */
  readonly stored: number;
  readonly root: string;
}

/** `unpack`: no store; `fresh`: into an empty one; `more`: into the one that is there. */
export type Task = { readonly type: "unpack" | "fresh" | "more"; readonly url: string };

const database = "bench-import";
let puts = 0;
let putBytes = 0;

/** Counts what is written. */
function watch(method: "put" | "add"): void {
  const original = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    if (this.name === "packs" || this.name === "lists") {
      puts++;
      if (value instanceof Uint8Array) putBytes += value.length;
    }
    return original.call(this, value, key);
  };
}

async function unpack(archive: Blob): Promise<Omit<Run, "ms">> {
  await kernelsReady();
  let files = 0;
  let bytes = 0;
  let buffer = new Uint8Array(0);
  let used = 0;
  const reader = new LayeredReader(
    (head) =>
      tarReaderFor(head, {
        directory() {},
        file({ size }: ArchiveFile) {
          buffer = new Uint8Array(size);
          used = 0;
        },
        data(piece) {
          buffer.set(piece, used);
          used += piece.length;
        },
        endFile() {
          files++;
          bytes += used;
          blake3(buffer);
        },
        symlink() {},
        hardLink() {},
      }),
    2 ** 40,
  );
  for await (const piece of piecesOf(archive.stream())) reader.push(piece);
  reader.end();
  return { files, bytes, puts: 0, putBytes: 0, stored: 0, root: "" };
}

async function store(archive: Blob): Promise<Omit<Run, "ms">> {
  puts = putBytes = 0;
  const idb = await IdbStore.open({ factory: indexedDB as never, name: database, clock: () => Date.now() });
  const session = await idb.openSession();
  const imported = await importArchive(idb, {
    size: archive.size,
    stream: () => archive.stream(),
    read: async (start, end) => new Uint8Array(await archive.slice(start, end).arrayBuffer()),
  });
  await idb.pin({ name: `tree ${imported.bytes}`, kind: "tree", node: imported.root });
  await session.close();
  const { bytes: stored } = await idb.usage();
  idb.close();
  const { files, bytes, root } = imported;
  return { files, bytes, puts, putBytes, stored, root: root.kind === "directory" ? root.digest : "" };
}

function forget(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(database);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error("the database can't be deleted"));
  });
}

watch("put");
watch("add");

const archives = new Map<string, Promise<Blob>>();

globalThis.addEventListener("message", ({ data: { type, url } }: MessageEvent<Task>) => {
  void (async () => {
    const loading = archives.get(url) ?? fetch(url).then((response) => response.blob());
    archives.set(url, loading);
    const archive = await loading;
    if (type === "fresh") await forget();
    const from = performance.now();
    const done = await (type === "unpack" ? unpack(archive) : store(archive));
    postMessage({ ...done, ms: performance.now() - from } satisfies Run);
  })();
});
