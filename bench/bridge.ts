/**
 * Measures nar-bridge: rendering of NARs against SHA-256 of the same bytes in the same process, and the process of
 * `tvix bridge` under many, slow and vanishing clients.
 *
 *   npm run bench:bridge [-- OPTION…]
 *     --rounds N       measured rounds of rendering and hashing, by turns (default 9); medians count
 *     --render         only rendering
 *     --serve          only the process
 *     --megabytes N    of the NAR that many download at once (default 500)
 *     --clients N      how many do (default 50)
 *     --chunks HOW     how the store is packed: plain (default), fast or small
 *     --hash-all       as where no seal is trusted: everything is hashed in each first rendering
 *     --check          end with 1 where a bar is missed: rendering at least 70 % of the process's own SHA-256; the
 *                      downloads under 200 MB; memory as before when slow and vanishing clients come again, no open
 *                      files left
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Socket } from "node:net";
import type { ChunkPacking } from "../cli/chunk-packing.ts";
import { openFolderStore } from "../cli/folder-store.ts";
import { BridgeProcess } from "../cli/testing/run-bridge.ts";
import { NarWriter } from "../core/nix-compat/index.ts";
import type { PathInfo } from "../core/store/index.ts";
import { beginDownload, beginUpload, download, openHandles } from "./bridge/clients.ts";
import { renderContest, type OpenedStore } from "./bridge/render.ts";
import { inMemory, makeBenchStore } from "./bridge/trees.ts";

const option = (name: string, otherwise: number): number => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : Number(process.argv[i + 1]);
};
const flag = (name: string): boolean => process.argv.includes(`--${name}`);
const rounds = option("rounds", 9);
const megabytes = option("megabytes", 500);
const clients = option("clients", 50);
const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

const misses: string[] = [];
function report(what: string, value: string, missed = false): void {
  console.log(`${what.padEnd(52)} ${value}${missed ? "  MISSES ITS BAR" : ""}`);
  if (missed) misses.push(what);
}

/** Bytes of memory that a bridge may have at most while it serves, and by which it may grow when the same happens again. */
const mostMemory = 200e6;
const mayGrow = 40e6;

const chunksAt = process.argv.indexOf("--chunks");
const packing = chunksAt < 0 ? undefined : (process.argv[chunksAt + 1] as ChunkPacking);
const folder = mkdtempSync(join(tmpdir(), "tvix-bench-bridge-"));
// The key of seals.
process.env["XDG_STATE_HOME"] = join(folder, "state");
try {
  const store = await makeBenchStore(join(folder, "store"), { real: 150e6, large: megabytes * 1e6 }, packing);
  const space = (stored: number, { narSize }: PathInfo): string =>
    `${mega(stored)}, ${((100 * stored) / narSize).toFixed(0)} % of the content`;
  report("on the disk: real programs", space(store.realStored, store.real));
  report("on the disk: a large file of noise", space(store.largeStored, store.large));
  if (!flag("serve")) {
    for (const [name, path] of [
      ["real programs", store.real],
      ["a large file of noise", store.large],
    ] as const) {
      await rendering(name, openStore, path);
    }
    const stores = await inMemory(store.stores, store.real);
    await rendering(
      "real programs, from memory",
      async () => ({ stores, close: async () => {} }),
      store.real,
    );
  }
  if (!flag("render")) await serving(store.large, store.real);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (flag("check") && misses.length > 0) process.exitCode = 1;

async function openStore(): Promise<OpenedStore> {
  const stores = await openFolderStore(join(folder, "store"), "read", { hashAll: flag("hash-all") });
  return { stores, close: () => stores.close() };
}

async function rendering(name: string, open: () => Promise<OpenedStore>, path: PathInfo): Promise<void> {
  const { first, rendering: speed, wasm, node } = await renderContest(open, path, rounds);
  const share = (of: number, mbs: number): string =>
    `${((100 * mbs) / of).toFixed(0)} %, first ${((100 * first) / of).toFixed(0)} %, of ${of.toFixed(0)} MB/s`;
  report(
    `rendering ${name}, ${mega(path.narSize)}`,
    `${speed.toFixed(0)} MB/s, first ${first.toFixed(0)} MB/s`,
  );
  report("  as a share of SHA-256 by node:crypto", share(node, speed), speed < 0.7 * node);
  report("  as a share of SHA-256 by hash-wasm", share(wasm, speed));
}

async function serving(large: PathInfo, real: PathInfo): Promise<void> {
  const bridge = await BridgeProcess.start({
    args: ["--store", join(folder, "store")],
    env: { XDG_STATE_HOME: join(folder, "state") },
  });
  try {
    const port = Number(bridge.port);
    const largeUrl = await narUrl(bridge.url, large);
    const realUrl = await narUrl(bridge.url, real);
    const upload = `/nar/${"0".repeat(52)}.nar`;
    // Everything has been used once.
    await download(port, realUrl);
    const before = bridge.memory("VmRSS");
    const handles = openHandles(bridge.pid);

    const from = performance.now();
    const sizes = await Promise.all(Array.from({ length: clients }, () => download(port, largeUrl)));
    const seconds = (performance.now() - from) / 1000;
    if (sizes.some((size) => size < large.narSize))
      throw new Error(`downloads were cut off: ${sizes.join(" ")}`);
    const most = bridge.memory("VmHWM");
    const speed = (clients * large.narSize) / seconds / 1e6;
    report(`${clients} downloads of ${mega(large.narSize)} at once`, `${speed.toFixed(0)} MB/s together`);
    report("  most memory of the process", `${mega(most)}; before: ${mega(before)}`, most > mostMemory);

    const storm = async (): Promise<string> => {
      const slow = await Promise.all(
        Array.from({ length: clients }, () => beginDownload(port, realUrl, 1 << 20)),
      );
      slow.push(
        ...(await Promise.all(Array.from({ length: 8 }, () => beginUpload(port, upload, halfNar())))),
      );
      await pause(1000);
      const during = `${mega(bridge.memory("VmRSS"))}, ${openHandles(bridge.pid)} handles`;
      for (const socket of slow) socket.destroy();
      for (let i = 0; i < 100; i++) {
        void beginDownload(port, i % 2 === 0 ? realUrl : largeUrl, 1 << 18).then(vanish, vanish);
      }
      await pause(6000);
      return during;
    };
    const during = await storm();
    report(`${clients} slow downloads and 8 slow uploads`, during);
    const settled = bridge.memory("VmRSS");
    for (let i = 0; i < 3; i++) await storm();
    const after = bridge.memory("VmRSS");
    const what = "memory once they and 100 others vanished, and again 3 times";
    report(what, `${mega(settled)}, ${mega(after)}`, after > settled + mayGrow);
    const left = openHandles(bridge.pid) - handles;
    report("handles left open", String(left), left > 0);
  } finally {
    await bridge.stop("SIGKILL");
  }
}

/** The beginning of a NAR of a large file. */
function halfNar(): Uint8Array {
  const pieces: Uint8Array[] = [];
  const nar = new NarWriter((chunk) => void pieces.push(chunk.slice()));
  nar.file(1 << 30, false);
  nar.write(new Uint8Array(2 << 20));
  return Buffer.concat(pieces);
}

function vanish(socket: unknown): void {
  if (socket instanceof Socket) socket.destroy();
}

async function narUrl(url: string, { storePath: { hash } }: PathInfo): Promise<string> {
  const answer = await fetch(`${url}/${hash}.narinfo`);
  return `/${/^URL: (.*)$/m.exec(await answer.text())![1]!}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
