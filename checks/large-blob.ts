/**
 * Streams an archive with one huge file through an import, in Node and in Chromium, and watches the memory. The file
 * repeats itself every 64 MiB, so that little has to be stored.
 *
 *   npm run -s check:large-blob -- [--gigabytes 5] [--where node|chromium|both]
 *
 * Exits 1 when memory grows by more than 400 MB from when the first half GB was read to the end, or when the digest is
 * not what another library says.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { IDBFactory } from "fake-indexeddb";
import { createBLAKE3 } from "hash-wasm";
import { formatDigest, IdbStore, importArchive, sourceOfStream } from "../core/castore/index.ts";
import { numbers } from "../core/castore/testing/made-archive.ts";
import { buildStoreSite } from "../e2e/durability/build.ts";
import { serve } from "../scripts/lib/serve.mjs";
import { KillableBrowser } from "./kill/browser.ts";

const words = process.argv.slice(2);
const option = (name: string, otherwise: string): string =>
  words.includes(`--${name}`) ? (words[words.indexOf(`--${name}`) + 1] ?? otherwise) : otherwise;
const where = option("where", "both");
const block = noise(1 << 26);
const blocks = Math.ceil((Number(option("gigabytes", "5")) * 1e9) / block.length);
const size = blocks * block.length;

/** Bytes that memory may grow by. */
const mayGrow = 400e6;
const settled = 5e8;

function noise(length: number): Uint8Array {
  const random = numbers(5);
  return new Uint8Array(Uint32Array.from({ length: length / 4 }, () => random() * 2 ** 32).buffer);
}

/** The archive: a header, the file, the end. */
function* archive(): Generator<Uint8Array, void> {
  yield tarHeader("tree/huge", size);
  for (let i = 0; i < blocks; i++) {
    for (let at = 0; at < block.length; at += 1 << 18) yield block.slice(at, at + (1 << 18));
  }
  yield new Uint8Array(1024);
}

/** A header whose size is in base 256, as 12 octal digits end at 8 GiB. */
function tarHeader(name: string, bytes: number): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write("0000644\0", 100);
  header.writeUInt8(0x80, 124);
  header.writeUIntBE(bytes, 130, 6);
  header.write("00000000001\0        0", 136);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  return header;
}

async function digestElsewhere(): Promise<string> {
  const hasher = await createBLAKE3();
  for (let i = 0; i < blocks; i++) hasher.update(block);
  return hasher.digest("hex");
}

function report(place: string, ms: number, memory: Watch, root: string): void {
  const growth = memory.most - memory.settled;
  console.log(
    `${place}: ${(size / 1e9).toFixed(2)} GB in ${(ms / 1000).toFixed(0)} s (${(size / ms / 1000).toFixed(0)} MB/s), memory at first ${mega(memory.first)}, after 0.5 GB ${mega(memory.settled)}, at most ${mega(memory.most)}; root ${root}`,
  );
  if (growth <= mayGrow) return;
  console.error(`${place}: memory grew by ${mega(growth)}`);
  process.exitCode = 1;
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Looks at memory while bytes are read. */
class Watch {
  readonly first: number;
  settled = 0;
  most = 0;

  constructor(private readonly memory: () => number) {
    this.first = memory();
  }

  at(read: number): void {
    const now = this.memory();
    if (this.settled === 0 && read > settled) this.settled = now;
    this.most = Math.max(this.most, now);
  }
}

async function inNode(): Promise<void> {
  const store = await IdbStore.open({ factory: new IDBFactory(), clock: () => Date.now() });
  const memory = new Watch(() => process.memoryUsage().rss);
  const from = performance.now();
  const source = await sourceOfStream(Readable.toWeb(Readable.from(archive())) as ReadableStream<Uint8Array>);
  const session = await store.openSession();
  const { root } = await importArchive(store, source, {
    onProgress: ({ bytesRead }) => memory.at(bytesRead),
  });
  await session.close();
  if (root.kind !== "directory") throw new Error("the archive holds no directory");
  const file = (await store.directories.get(root.digest))!.get("huge");
  if (file?.kind !== "file" || file.digest !== expected) {
    throw new Error(`the file's digest is not ${expected}`);
  }
  report("Node", performance.now() - from, memory, formatDigest(root.digest));
}

async function inChromium(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tvix-check-large-"));
  await buildStoreSite(folder);
  const server = (await serve(folder, { isolated: false })) as { url: string; close: () => Promise<void> };
  let sent = 0;
  function* counted(): Generator<Uint8Array, void> {
    for (const piece of archive()) {
      sent += piece.length;
      yield piece;
    }
  }
  const host = createServer((_, response) => {
    response.setHeader("access-control-allow-origin", "*");
    Readable.from(counted()).pipe(response);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const browser = await KillableBrowser.start(join(folder, "profile"), server.url);
  try {
    const page = await browser.open();
    const memory = new Watch(() => memoryOf(browser.pid));
    const timer = setInterval(() => memory.at(sent), 500);
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`;
    const from = performance.now();
    const { outcome, message, root } = await page.evaluate((it) => window.driver.fetch(it), url);
    clearInterval(timer);
    if (outcome !== "ok") throw new Error(message);
    report("Chromium", performance.now() - from, memory, root);
  } finally {
    await browser.kill();
    host.closeAllConnections();
    host.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Resident memory of the largest process below one: that of the page, where the worker is. */
function memoryOf(ancestor: number): number {
  let most = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // The group, and the resident pages of 4 KiB.
      if (Number(fields[2]) !== ancestor) continue;
      const isPage = readFileSync(`/proc/${entry}/cmdline`, "latin1").includes("--type=renderer");
      if (isPage) most = Math.max(most, Number(fields[21]) * 4096);
    } catch (error) {
      // It has ended meanwhile.
      if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return most;
}

const expected = await digestElsewhere();
if (where !== "chromium") await inNode();
if (where !== "node") await inChromium();
