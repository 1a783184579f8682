/**
 * nar-bridge with the real Nix 2.8 as its client, on loopback.
 *
 *   npm run -s check:bridge -- [--paths 1000] [--large 200e6,50e6,20e6] [--seed 1]
 *
 * A closure of `--paths` generated paths (any bytes in names, executables, links, references among them, files of the
 * sizes `--large`) is copied into the bridge, which is stopped and started again midway; from there into a fresh
 * store; substituted into another; and brought through a second bridge whose upstream the first is. Every store is
 * then verified, and every NAR hash, size and list of references must be equal. Signatures are asked for, writing
 * needs a token, and parts of the closure come in each compression. Prints what failed, and exits 1.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMadePaths } from "../cli/testing/made-paths.ts";
import { NixClient, type NixPathInfo } from "../cli/testing/nix-client.ts";
import { BridgeProcess } from "../cli/testing/run-bridge.ts";

const option = (name: string, otherwise: string): string => {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? otherwise : process.argv[i + 1]!;
};
const count = Number(option("paths", "1000"));
const seed = Number(option("seed", "1"));
const large = option("large", "200e6,50e6,20e6").split(",").map(Number);
const compressions = ["xz", "zstd", "bzip2", "gzip", "none"];
const token = "the-token-of-this-check";

if (spawnSync("nix-store", ["--version"]).status !== 0) {
  console.error("nix-store is not installed (Debian: nix-bin)");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "tvix-check-bridge-"));
const running: BridgeProcess[] = [];
const clients: NixClient[] = [];
let expected = new Map<string, NixPathInfo>();

/** Runs a step and tells how long it took. */
async function step(what: string, run: () => Promise<string | void>): Promise<void> {
  const from = performance.now();
  const more = await run();
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${what.padEnd(64)} ${seconds.padStart(7)} s${more === undefined ? "" : `  ${more}`}`);
}

function client(settings: Record<string, string> = {}): NixClient {
  const made = new NixClient();
  made.configure(settings);
  clients.push(made);
  return made;
}

async function start(...args: string[]): Promise<BridgeProcess> {
  const bridge = await BridgeProcess.start({ args });
  running.push(bridge);
  return bridge;
}

async function stop(bridge: BridgeProcess): Promise<void> {
  const code = await bridge.stop();
  if (code !== 0) throw new Error(`the bridge ended with ${code}: ${bridge.said}`);
}

const stored = (store: string): number => {
  try {
    return readdirSync(join(folder, store, "infos")).length;
  } catch {
    // Nothing has come yet.
    return 0;
  }
};

async function checkSame(other: NixClient): Promise<string> {
  await other.verify();
  const found = await other.closure(root);
  let bad = 0;
  for (const [path, info] of expected) {
    if (JSON.stringify(found.get(path)) === JSON.stringify(info)) continue;
    bad++;
    console.log(`-- ${path}: ${JSON.stringify(found.get(path))} instead of ${JSON.stringify(info)}`);
  }
  if (bad > 0 || found.size !== expected.size) {
    throw new Error(`${bad} paths differ, ${found.size} came instead of ${expected.size}`);
  }
  return `${found.size} paths equal, verified`;
}

/** Copies the whole closure while the bridge is stopped and started again; how often Nix had to be called. */
async function copyWithRestart(source: NixClient, args: readonly string[]): Promise<string> {
  let bridge = await start("--store", join(folder, "first"), ...args);
  const { port, url } = bridge;
  let calls = 0;
  let restarted = 0;
  let done = false;
  const copying = (async () => {
    while (calls < 10) {
      calls++;
      const run = await source.attempt("nix", ["copy", "--to", url, root]);
      if (run.code === 0) return;
      console.log(`   nix copy: ${run.err.trim().split("\n").at(-1)!.slice(0, 160)}`);
    }
    throw new Error("nix copy never came to its end");
  })().finally(() => void (done = true));
  while (!done && restarted === 0) {
    await new Promise((resolve) => void setTimeout(resolve, 20));
    if (stored("first") < expected.size / 2) continue;
    restarted = stored("first");
    await stop(bridge);
    bridge = await start("--store", join(folder, "first"), "--port", port, ...args);
  }
  await copying;
  if (restarted === 0) throw new Error("everything was copied before the bridge could be stopped");
  await stop(bridge);
  return `restarted after ${restarted}, nix copy called ${calls}×, ${stored("first")} stored`;
}

let root = "";
try {
  const secret = join(folder, "secret");
  execFileSync("nix-store", ["--generate-binary-cache-key", "made-1", secret, join(folder, "public")]);
  const publicKey = readFileSync(join(folder, "public"), "latin1").trim();
  const trusting = { "trusted-public-keys": publicKey };
  writeFileSync(join(folder, "token"), `${token}\n`);
  writeFileSync(join(folder, "netrc"), `machine 127.0.0.1 password ${token}\n`);
  mkdirSync(join(folder, "first"));

  let paths: string[] = [];
  await step(`${count} paths made`, async () => {
    paths = writeMadePaths(join(folder, "closure"), { count, seed, large });
    root = paths.at(-1)!;
  });
  const source = client({ "netrc-file": join(folder, "netrc") });
  await step("imported by nix-store", async () => {
    await source.importStream(join(folder, "closure"));
    rmSync(join(folder, "closure"));
    expected = await source.closure(root);
    const bytes = [...expected.values()].reduce((sum, { narSize }) => sum + narSize, 0);
    return `${expected.size} paths, ${(bytes / 1e6).toFixed(0)} MB of NARs`;
  });

  const args = ["--sign", secret, "--token-file", join(folder, "token")];
  await step("nix copy --to, in xz, the bridge stopped and started midway", () =>
    copyWithRestart(source, args),
  );

  const readOnly = ["--store", join(folder, "first"), "--sign", secret, "--read-only"];
  const first = await start(...readOnly);
  await step("nix copy --from into a fresh store, signatures asked for", async () => {
    const target = client(trusting);
    await target.run("nix", ["copy", "--from", first.url, root]);
    const verdict = await checkSame(target);
    await target.remove();
    return verdict;
  });
  await step("nix-store --realise substitutes", async () => {
    const target = client({ ...trusting, substituters: first.url });
    await target.run("nix-store", ["--realise", root]);
    const verdict = await checkSame(target);
    await target.remove();
    return verdict;
  });
  await step("through a second bridge, whose upstream is the first", async () => {
    const upstream = ["--upstream", first.url, "--trusted-key", publicKey];
    const second = await start("--store", join(folder, "second"), ...upstream, "--read-only");
    const target = client({ ...trusting, substituters: second.url });
    await target.run("nix-store", ["--realise", root]);
    const verdict = await checkSame(target);
    await target.remove();
    if (stored("second") !== expected.size) throw new Error(`only ${stored("second")} paths were kept`);
    await stop(second);
    return verdict;
  });
  await stop(first);

  const third = await start("--store", join(folder, "third"), ...args);
  for (const [i, compression] of compressions.entries()) {
    const share = Math.ceil(paths.length / compressions.length);
    const some = paths.slice(i * share, (i + 1) * share);
    await step(`nix copy --to in ${compression}`, async () => {
      // The large ones come first, and in xz they have been.
      const chosen = compression === "xz" ? some.slice(large.length) : some;
      await source.run("nix", ["copy", "--to", `${third.url}?compression=${compression}`, ...chosen]);
      return `${stored("third")} stored`;
    });
  }
  await step("the rest without compression, and all of it back", async () => {
    await source.run("nix", ["copy", "--to", `${third.url}?compression=none`, root]);
    const target = client(trusting);
    await target.run("nix", ["copy", "--from", third.url, root]);
    return checkSame(target);
  });
  await step("without the token, and signed by another: refused", async () => {
    const stranger = client();
    await stranger.run("nix", ["copy", "--from", third.url, "--no-check-sigs", paths[0]!]);
    const written = await stranger.attempt("nix", [
      "copy",
      "--to",
      `${third.url}?compression=none`,
      paths[0]!,
    ]);
    // It is there already: Nix asks before it writes.
    if (written.code !== 0) throw new Error(written.err);
    const empty = await start("--store", join(folder, "fourth"), "--token-file", join(folder, "token"));
    const refused = await stranger.attempt("nix", ["copy", "--to", empty.url, paths[0]!]);
    if (refused.code === 0 || !refused.err.includes("401")) throw new Error(`it was taken: ${refused.err}`);
    const other = client({ "trusted-public-keys": "made-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=" });
    const wrong = await other.attempt("nix", ["copy", "--from", third.url, paths[0]!]);
    if (!wrong.err.includes("lacks a valid signature")) throw new Error(`it was taken: ${wrong.err}`);
  });
  console.log("all is well");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await Promise.all(running.map((bridge) => bridge.stop("SIGKILL")));
  await Promise.all(clients.map((one) => one.remove()));
  rmSync(folder, { recursive: true, force: true });
}
