/** Renders a NAR from IndexedDB, and as a measure hashes the same bytes: in a browser's worker. */
import { IdbStore, importArchive, kernelsReady, piecesOf, StreamHasher } from "../core/castore/index.ts";
import { ready, toBase16 } from "../core/nix-compat/index.ts";
import { renderNar } from "../core/store/index.ts";

/** `import`: stores the NAR; `render`: reads it from the store; `hash`: hashes its bytes, which are in memory. */
export interface TabNarTask {
  readonly type: "import" | "render" | "hash";
  readonly url: string;
}

/** What was done. */
export interface TabNarRun {
  readonly ms: number;
  readonly bytes: number;
  /** SHA-256 in hex of what was hashed; of `render` it is found afterwards, and its time is not counted. */
  readonly sha256: string;
}

const open = (): Promise<IdbStore> =>
  IdbStore.open({ factory: indexedDB as never, name: "bench-tab-nar", clock: () => Date.now() });

let archive: Uint8Array | null = null;
let node: Awaited<ReturnType<typeof importArchive>>["root"] | null = null;

async function hash(pieces: readonly Uint8Array[]): Promise<string> {
  const hasher = await StreamHasher.open("sha256");
  for (const piece of pieces) hasher.update(piece);
  const sha256 = toBase16(hasher.digest());
  hasher.release();
  return sha256;
}

async function run({ type, url }: TabNarTask): Promise<TabNarRun> {
  await Promise.all([ready(), kernelsReady()]);
  archive ??= new Uint8Array(await (await fetch(url)).arrayBuffer());
  const bytes = archive.length;
  if (type === "hash") {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes; at += 64 << 10) pieces.push(archive.subarray(at, at + (64 << 10)));
    const from = performance.now();
    const sha256 = await hash(pieces);
    return { ms: performance.now() - from, bytes, sha256 };
  }
  // Opened anew: nothing it has read before is in memory.
  const store = await open();
  try {
    const from = performance.now();
    if (type === "import") {
      const file = new Blob([archive as Uint8Array<ArrayBuffer>]);
      const imported = await importArchive(store, {
        size: file.size,
        stream: () => file.stream(),
        read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
      });
      node = imported.root;
      await store.pin({ name: "bench", kind: "tree", node });
      return { ms: performance.now() - from, bytes, sha256: "" };
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf(renderNar(store, node!))) pieces.push(piece);
    const ms = performance.now() - from;
    return { ms, bytes: pieces.reduce((size, { length }) => size + length, 0), sha256: await hash(pieces) };
  } finally {
    store.close();
  }
}

async function answer(task: TabNarTask): Promise<TabNarRun | { error: string }> {
  try {
    return await run(task);
  } catch (error) {
    return { error: String(error) };
  }
}

globalThis.addEventListener("message", ({ data }: MessageEvent<TabNarTask>) => {
  void (async () => postMessage(await answer(data)))();
});
