/**
 * Measures importing an archive of many small files into IndexedDB, in a worker of Chromium, against the same worker
 * merely unpacking it and hashing each file.
 *
 *   npm run bench:import [-- OPTION… [ARCHIVE]]     (a tar archive, compressed with gzip; a generated tree unless given)
 *     --rounds N     measured rounds (default 3), both by turns; medians count
 *     --check        end with 1 where a bar is missed: at least 60 % as fast, a second import writes nothing, a tree
 *                    with 2 % of its files changed stores less than 5 % more
 *     --profile      print where the import's time goes
 */
import { build } from "esbuild";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium, type CDPSession, type Page } from "playwright";
import { LayeredReader, tarReaderFor } from "../core/castore/archive/index.ts";
import { concatenate } from "../core/castore/index.ts";
import { madeFiles, tarPieces, type MadeFile } from "../core/castore/testing/made-archive.ts";
import { chromiumFlags, findChromium } from "../scripts/lib/chromium.mjs";
import { serve } from "../scripts/lib/serve.mjs";
import type { Run, Task } from "./import-worker.ts";
import { printProfile, type Profile } from "./profile.ts";
import { median } from "./statistics.ts";

const args = process.argv.slice(2);
const roundsAt = args.indexOf("--rounds");
const rounds = roundsAt < 0 ? 3 : Number(args[roundsAt + 1]);
const archive = args.find((arg, i) => !arg.startsWith("-") && (roundsAt < 0 || i !== roundsAt + 1)) ?? null;
const root = fileURLToPath(new URL("..", import.meta.url));

/** Share of the files that the second tree has changed. */
const changed = 0.02;

const page = `
  const worker = new Worker("worker.js");
  globalThis.run = (task) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(task);
  });
`;

const folder = mkdtempSync(join(tmpdir(), "tvix-bench-import-"));
try {
  await writeSite();
  const server = (await serve(folder)) as { url: string; close: () => Promise<void> };
  const browser = await chromium.launch({
    executablePath: (await findChromium()) as string,
    args: chromiumFlags as string[],
  });
  try {
    const tab = await browser.newPage();
    await tab.goto(server.url);
    await measure(tab, await browser.newBrowserCDPSession());
  } finally {
    await browser.close();
    await server.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function writeSite(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["bench/import-worker.ts"],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "iife",
    minify: !args.includes("--profile"),
    logLevel: "warning",
  });
  writeFileSync(join(folder, "index.html"), `<!doctype html><title>bench</title><script>${page}</script>`);
  const write = (name: string, files: Iterable<MadeFile>): void =>
    writeFileSync(join(folder, name), gzipSync(concatenate([...tarPieces(files)])));
  if (archive === null) {
    write("first.tar.gz", madeFiles({ files: 20_000 }));
    write("second.tar.gz", madeFiles({ files: 20_000, changed }));
  } else {
    copyFileSync(archive, join(folder, "first.tar.gz"));
    write("second.tar.gz", changedFiles(readFileSync(archive)));
  }
}

/** What an archive holds, with a line more in every fiftieth file. */
function changedFiles(bytes: Uint8Array): MadeFile[] {
  const files: MadeFile[] = [];
  let pieces: Uint8Array[] = [];
  let at = { path: "", executable: false };
  const reader = new LayeredReader(
    (head) =>
      tarReaderFor(head, {
        directory() {},
        file: (file) => void (at = file),
        data: (piece) => void pieces.push(piece.slice()),
        endFile() {
          if (files.length % Math.round(1 / changed) === 7) pieces.push(Buffer.from("# changed\n"));
          files.push({
            path: at.path,
            executable: at.executable,
            target: null,
            content: concatenate([...pieces]),
          });
          pieces = [];
        },
        symlink: (path, target) =>
          void files.push({ path, executable: false, target, content: new Uint8Array(0) }),
        hardLink() {},
      }),
    2 ** 40,
  );
  reader.push(bytes);
  reader.end();
  return files;
}

/** Seconds of processor time so far: of the page's process, where the worker is, and of the others. */
async function processorTime(session: CDPSession): Promise<{ page: number; others: number }> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sum = (isPage: boolean): number =>
    processInfo.reduce(
      (total, { type, cpuTime }) => total + ((type === "renderer") === isPage ? cpuTime : 0),
      0,
    );
  return { page: sum(true), others: sum(false) };
}

async function measure(tab: Page, session: CDPSession): Promise<void> {
  const run = (type: Task["type"], url = "first.tar.gz"): Promise<Run> =>
    tab.evaluate((task) => (globalThis as unknown as { run(task: object): Promise<Run> }).run(task), {
      type,
      url,
    });
  const times: Record<"unpack" | "fresh", number[]> = { unpack: [], fresh: [] };
  const work: Record<"unpack" | "fresh", { page: number[]; others: number[] }> = {
    unpack: { page: [], others: [] },
    fresh: { page: [], others: [] },
  };
  let first = await run("unpack");
  await run("fresh");
  const { files, bytes } = first;
  for (let i = 0; i < rounds; i++) {
    for (const type of ["unpack", "fresh"] as const) {
      const before = await processorTime(session);
      times[type].push((first = await run(type)).ms);
      const after = await processorTime(session);
      work[type].page.push(1000 * (after.page - before.page));
      work[type].others.push(1000 * (after.others - before.others));
    }
  }
  const worked = (type: "unpack" | "fresh"): string =>
    `processor: ${median(work[type].page).toFixed(0)} ms, elsewhere ${median(work[type].others).toFixed(0)} ms`;
  const speed = (ms: number): string => `${(bytes / ms / 1000).toFixed(1)} MB/s`;
  const [unpack, fresh] = [median(times.unpack), median(times.fresh)];
  const ratio = unpack / fresh;
  const again = await run("more");
  const second = await run("more", "second.tar.gz");
  const grown = second.stored - first.stored;
  console.log(`${files} files, ${(bytes / 1e6).toFixed(1)} MB unpacked; medians of ${rounds} rounds`);
  console.log(`unpack and hash    ${unpack.toFixed(0)} ms  ${speed(unpack)}`);
  console.log(`                   ${worked("unpack")}`);
  console.log(
    `import             ${fresh.toFixed(0)} ms  ${speed(fresh)}  ${ratio.toFixed(2)} as fast (bar 0.60), ${first.puts} puts, ${(first.putBytes / 1e6).toFixed(1)} MB`,
  );
  console.log(`                   ${worked("fresh")}`);
  console.log(
    `import again       ${again.ms.toFixed(0)} ms  ${speed(again.ms)}  ${again.puts} puts, ${again.putBytes} bytes (bar 0)`,
  );
  console.log(
    `2 % of files new   ${second.ms.toFixed(0)} ms  ${speed(second.ms)}  stored ${((100 * grown) / first.stored).toFixed(2)} % more (bar 5)`,
  );
  const faults = [
    ...(ratio < 0.6 ? ["the import is too slow"] : []),
    ...(again.puts > 0 || again.root !== first.root ? ["the second import writes"] : []),
    ...(grown > 0.05 * first.stored ? ["the changed tree takes too much"] : []),
  ];
  for (const fault of faults) console.error(`missed: ${fault}`);
  if (args.includes("--check") && faults.length > 0) process.exitCode = 1;
  if (args.includes("--profile")) await profile(tab, () => run("fresh"));
}

/** Runs something while the worker is watched. */
async function profile(tab: Page, work: () => Promise<unknown>): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  const worker = new Promise<string>((resolve) =>
    session.on("Target.attachedToTarget", ({ sessionId }) => resolve(sessionId)),
  );
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  const sessionId = await worker;
  let next = 1;
  const send = (method: string, params: object = {}): Promise<{ profile: Profile }> => {
    const id = next++;
    const answer = new Promise<{ profile: Profile }>((resolve) =>
      session.on("Target.receivedMessageFromTarget", ({ message }) => {
        const it = JSON.parse(message) as { id?: number; result: { profile: Profile } };
        if (it.id === id) resolve(it.result);
      }),
    );
    const message = JSON.stringify({ id, method, params });
    return session.send("Target.sendMessageToTarget", { sessionId, message }).then(() => answer);
  };
  await send("Profiler.enable");
  await send("Profiler.setSamplingInterval", { interval: 500 });
  await send("Profiler.start");
  await work();
  printProfile((await send("Profiler.stop")).profile);
}
