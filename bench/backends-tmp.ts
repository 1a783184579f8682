import { readFileSync } from "node:fs";
import { IDBFactory } from "fake-indexeddb";
import { importArchive, sourceOfBytes, MemoryBlobs, MemoryDirectories, IdbStore, LayeredReader, tarReaderFor, digestOf, publishTree, MemoryObjects, contentChunker, kernelsReady, PublishedTree, HttpSource, formatDigest, Blake3, type BlobService } from "../core/castore/index.ts";
import * as c from "../core/castore/index.ts";
import { ready } from "../core/nix-compat/index.ts";
import { zstdCompressor } from "../cli/folder-store.ts";
await ready(); await kernelsReady();
const file = new Uint8Array(readFileSync("/tmp/backends/nixpkgs.tar.gz"));
const time = async (what: string, run: () => unknown) => { const t = performance.now(); const r = await run(); console.log(what, Math.round(performance.now() - t), "ms", r ?? ""); };
const mode = process.argv[2];
if (mode === "speed") {
for (let i = 0; i < 2; i++) {
  await time("unpack + hash", () => {
    let buffer = new Uint8Array(0), used = 0; let n = 0;
    const r = new LayeredReader((h) => tarReaderFor(h, { directory() {}, file(f) { buffer = new Uint8Array(f.size); used = 0; }, data(b) { buffer.set(b, used); used += b.length; }, endFile() { digestOf(buffer); n++; }, symlink() {}, hardLink() {} }), 1e10);
    for (let at = 0; at < file.length; at += 1 << 18) r.push(file.subarray(at, at + (1 << 18))); r.end(); return n;
  });
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  await time("import, memory", async () => { const r = await importArchive(stores, sourceOfBytes(file)); return [r.files, r.bytes, r.newFiles, formatDigest((r.root as any).digest)]; });
  const store = await IdbStore.open({ factory: new IDBFactory(), clock: Date.now });
  await time("import, fake indexeddb", async () => { const s = await store.openSession(); const r = await importArchive(store, sourceOfBytes(file)); await s.close(); return [r.newFiles, JSON.stringify(await store.usage())]; });
  await time("again", async () => { const s = await store.openSession(); const r = await importArchive(store, sourceOfBytes(file)); await store.pin({ name: "x", kind: "mount", node: r.root }); await s.close(); return [r.newFiles, JSON.stringify(await store.usage())]; });
  await time("gc", async () => JSON.stringify(await store.collectGarbage()));
  await time("verify", async () => JSON.stringify(await store.verify()));
}
} else if (mode === "publish") {
  const stores = { blobs: new MemoryBlobs(), directories: new MemoryDirectories() };
  const { root } = await importArchive(stores, sourceOfBytes(file));
  const objects = new MemoryObjects();
  const compress = await zstdCompressor();
  await time("publish", async () => { const m = await publishTree(stores, root, objects, { compress, chunker: contentChunker() }); return JSON.stringify({ packs: m.packs, files: m.files, bytes: m.bytes }); });
  let total = 0; for (const [n, b] of objects.files) { total += b.length; if (!n.startsWith("chunks") && !n.startsWith("blobs")) console.log(n, b.length); }
  console.log("total", total, objects.files.size);
  let requests = 0, bytes = 0;
  const get = objects.get.bind(objects);
  objects.get = async (n: string, o?: any) => { requests++; const r = await get(n, o); bytes += r?.length ?? 0; return r; };
  let tree!: PublishedTree;
  await time("open", async () => { tree = await PublishedTree.open(objects); return [requests, bytes]; });
  requests = bytes = 0;
  await time("prefetch .nix", async () => { const d = tree.packedFiles((p) => p.endsWith(".nix")); await tree.prefetch(d); return [d.length, requests, bytes]; });
} else {
  // A tar of one large file, through import at constant memory.
  const size = Number(mode) * 2 ** 30;
  const header = new Uint8Array(512); const put = (at: number, t: string) => header.set(new TextEncoder().encode(t), at);
  put(0, "t/big"); put(100, "0000644\0"); put(148, "        "); put(156, "0"); put(257, "ustar\x0000");
  let v = size; for (let i = 135; i > 124; i--) { header[i] = v % 256; v = Math.floor(v / 256); } header[124] = 0x80;
  put(148, header.reduce((a, b) => a + b, 0).toString(8).padStart(6, "0") + "\0 ");
  const piece = new Uint8Array(1 << 20).map((_, i) => (i * 7919) >> 3); let sent = -1;
  const stream = new ReadableStream<Uint8Array>({ pull(c) { if (sent < 0) { c.enqueue(header); sent = 0; } else if (sent < size) { piece[0] = sent >> 20; c.enqueue(piece.slice()); sent += piece.length; } else { c.enqueue(new Uint8Array(1024)); c.close(); } } }, { highWaterMark: 0 });
  const blobs = { ...({} as BlobService), openWrite: () => { const h = new Blake3(); return { write: async (d: Uint8Array) => void h.update(d), close: async () => c.digestFromBytes(h.digest()), abort: async () => {} }; }, put: async (x: Uint8Array) => digestOf(x) } as BlobService;
  let peak = 0; const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  await time("large", async () => { const r = await importArchive({ blobs, directories: new MemoryDirectories() }, { size: null, stream: () => stream, read: async () => new Uint8Array(0) }, { onStored: undefined }); return [(r.root as any).kind, Math.round(process.resourceUsage().maxRSS / 1024) + " MB peak"]; });
  clearInterval(timer);
}
